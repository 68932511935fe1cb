// The EventStream of one connection.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "services/web/reply.h"
#include "services/web/transport.h"

namespace lunchrush::web {

inline constexpr std::size_t stream_send_bytes_max = 1024 * 1024;  // one send; a handler sends page by page

class LiveStream final : public EventStream {
 public:
  LiveStream(Transport& transport, std::chrono::milliseconds write_deadline, const bool& draining)
      : transport_(transport), write_deadline_(write_deadline), draining_(draining) {}

  asio::awaitable<bool> send(std::string text) override;
  bool draining() const override { return draining_; }
  void when_ending(std::function<void()> wake) override;

  void peer_left();
  void drain_began() { wake(); }

 private:
  void wake();

  Transport& transport_;
  std::chrono::milliseconds write_deadline_;
  const bool& draining_;
  bool gone_ = false;
  std::function<void()> wake_;
};

}  // namespace lunchrush::web
