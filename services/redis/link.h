// Keeps one connection to Redis: finds the address, connects, introduces itself, and when the connection is
// lost or given up, does it again after a jittered pause. Ready means that Redis has just answered a read, so
// a server that accepts but stalls, loads its data or wants another password is away, not slow.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "services/redis/backoff.h"
#include "services/redis/connection.h"
#include "services/redis/endpoint.h"

namespace lunchrush::redis {

struct LinkLimits {
  std::chrono::milliseconds connect_deadline{1'000};  // name, connection and introduction together
  std::chrono::milliseconds pause_first{50};
  std::chrono::milliseconds pause_max{2'000};
  std::chrono::milliseconds steady_after{5'000};  // ready for so long: the next pause is the first one again
};

// Shared: its coroutine outlives stop() by the one turn in which it notices.
class Link : public std::enable_shared_from_this<Link> {
 public:
  // None is called after stop(). `reply` gets those that came after the introduction.
  struct Handlers {
    std::function<void()> ready;
    std::function<void(const Reply&)> reply;
    std::function<void(const std::string& reason)> lost;
    std::function<void(std::size_t bytes)> leaving = {};  // the socket took so many of what was sent
  };

  Link(asio::io_context& context, Endpoint endpoint, LinkLimits limits, Handlers handlers);

  void start();
  void stop();
  bool ready() const { return ready_; }
  std::size_t send(Arguments arguments);  // while ready; how many bytes it is on the wire
  void replace();                         // gives this connection up, whatever is still under way on it
  // Our own thread was busy: what waits to be written is, and what came is read, before anybody is judged.
  void catch_up() {
    if (connection_) connection_->catch_up();
  }

 private:
  asio::awaitable<void> keep_connected();
  asio::awaitable<std::string> converse();
  asio::awaitable<std::string> connect();
  void introduce();
  void on_reply(const Reply& reply);
  void on_leaving(std::size_t bytes);
  void become_ready();
  void give_up_after_deadline();
  asio::awaitable<void> pause();

  Endpoint endpoint_;
  LinkLimits limits_;
  Handlers handlers_;
  asio::ip::tcp::resolver resolver_;
  asio::ip::tcp::socket connecting_;
  asio::steady_timer deadline_;
  asio::steady_timer pause_;
  Backoff backoff_;
  std::shared_ptr<Connection> connection_;
  std::size_t introductions_ = 0;  // replies still expected before we are ready
  std::string refusal_;            // of the introduction
  std::chrono::steady_clock::time_point ready_since_;
  bool ready_ = false;
  bool stopped_ = false;
};

}  // namespace lunchrush::redis
