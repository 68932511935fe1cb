// What a handler answers: bytes, or a stream of server-sent events.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/web/limits_hit.h"

namespace lunchrush::web {

namespace asio = boost::asio;

// A live text/event-stream response. Writes are bounded by the server's write deadline; false means the peer
// is gone, too slow, or the server drains: return from the stream then.
class EventStream {
 public:
  virtual ~EventStream() = default;
  // Raw bytes of whole events, e.g. "id: 7\ndata: {}\n\n".
  virtual asio::awaitable<bool> send(std::string text) = 0;
  // SIGTERM was seen: send `event: reconnect` and return.
  virtual bool draining() const = 0;
  // `wake` is called, once, as soon as the peer is gone or the server drains: for a stream that waits for
  // news.
  virtual void when_ending(std::function<void()> wake) = 0;
};

enum class Ending {
  keep,   // keep-alive as the client asked
  close,  // answer, then close
  abort,  // no answer: reset the connection (the simulator's scripted faults)
};

struct Reply {
  unsigned status = 200;
  std::string content_type = "application/json";  // ignored when body is empty and status 204/304
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string reason;  // for the log, never sent: what a problem's detail hides from clients
  Ending ending = Ending::keep;
  // Set: status and headers are sent, then this runs.
  std::function<asio::awaitable<void>(EventStream&)> stream;
  std::optional<Limit> limit{};  // that the request ran into; counted

  Reply& with(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
};

}  // namespace lunchrush::web
