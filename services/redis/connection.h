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
  using OnReply = std::function<void(const Reply&)>;  // may close the connection

  Connection(asio::ip::tcp::socket socket, OnReply on_reply);

  // Hands out replies until the connection ends, by whomever; answers why it did.
  asio::awaitable<std::string> read_until_closed();
  void send(Arguments arguments);
  void close();
  bool has_unread_bytes();  // arrived, but our own thread has not come round to reading them

 private:
  bool hand_out_replies();
  void flush();

  asio::ip::tcp::socket socket_;
  OnReply on_reply_;
  ReplyReader reader_;
  std::array<char, 16 * 1024> incoming_{};
  std::string outgoing_;  // waits for the write under way
  std::string leaving_;   // the write under way
  bool flush_scheduled_ = false;
};

}  // namespace lunchrush::redis
