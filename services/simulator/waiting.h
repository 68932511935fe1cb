// Calls that are made to wait. All of them end at once when the program does.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <set>

namespace lunchrush::simulator {

class Waiting {
 public:
  explicit Waiting(boost::asio::io_context& context) : context_(context) {}

  boost::asio::awaitable<void> wait(std::chrono::milliseconds time) {
    if (ended_ || time.count() <= 0) co_return;
    boost::asio::steady_timer timer(context_, time);
    timers_.insert(&timer);
    boost::system::error_code cancelled;
    co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
    timers_.erase(&timer);
  }

  void end() {
    ended_ = true;
    for (auto* timer : timers_) timer->cancel();
  }

 private:
  boost::asio::io_context& context_;
  std::set<boost::asio::steady_timer*> timers_;
  bool ended_ = false;
};

}  // namespace lunchrush::simulator
