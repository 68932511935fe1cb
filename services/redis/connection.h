// One TCP connection to Redis, from connected to closed; never used again after either side gave it up.
// Commands sent between two turns of the event loop leave in one write, which is all the pipelining there is
// to do.
#pragma once

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <string>

#include "services/redis/resp.h"

namespace lunchrush::redis {

namespace asio = boost::asio;

// Shared: a read or write under way keeps it until the socket has noticed that it is closed.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  struct Handlers {
    std::function<void(const Reply&)> reply;         // may close the connection
    std::function<void(std::size_t bytes)> leaving;  // the socket took so many of those sent; may be empty
  };

  Connection(asio::ip::tcp::socket socket, Handlers handlers);

  // Hands out replies until the connection ends, by whomever; answers why it did.
  asio::awaitable<std::string> read_until_closed();
  std::size_t send(Arguments arguments);  // how many bytes it is on the wire
  // Writes what waits and reads what came, as far as that goes at once, where our own thread was too busy to.
  void catch_up();
  void close();

 private:
  bool hand_out_replies();
  void flush();
  void flush_when_writable();

  asio::ip::tcp::socket socket_;
  Handlers handlers_;
  ReplyReader reader_;
  std::array<char, 16 * 1024> incoming_{};
  std::string outgoing_;
  bool flush_scheduled_ = false;
};

}  // namespace lunchrush::redis
