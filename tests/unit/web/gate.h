// A gate that a test opens and handlers wait at. wait() and open() on the server's thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <mutex>
#include <vector>

#include "services/web/router.h"

namespace lunchrush::web {

class Gate {
 public:
  boost::asio::awaitable<void> wait() {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor,
                                    boost::asio::steady_timer::time_point::max());
    if (open_) co_return;
    timers_.push_back(&timer);
    arrive();
    boost::system::error_code ignored;
    co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
  }
  void open() {
    open_ = true;
    for (auto* timer : timers_) timer->cancel();
    timers_.clear();
  }
  // From the test's thread.
  void wait_until_reached(int count = 1) {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [&] { return reached_ >= count; });
  }

 private:
  void arrive() {
    const std::lock_guard lock(mutex_);
    ++reached_;
    arrived_.notify_all();
  }

  bool open_ = false;
  std::vector<boost::asio::steady_timer*> timers_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  int reached_ = 0;
};

// GET /slow, whose handler waits at the gate.
inline Route slow_route(Gate& gate) {
  return {.method = http::verb::get,
          .pattern = "/slow",
          .name = "slow",
          .handler = [&gate](Request&) -> boost::asio::awaitable<Reply> {
            co_await gate.wait();
            co_return Reply{.content_type = "text/plain", .body = "done"};
          }};
}

}  // namespace lunchrush::web
