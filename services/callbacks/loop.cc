#include "services/callbacks/loop.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "services/telemetry/log.h"

namespace lunchrush::callbacks {

Loop::Loop(asio::any_io_executor executor, std::string name, Rhythm rhythm)
    : timer_(std::move(executor)), name_(std::move(name)), rhythm_(rhythm) {}

asio::awaitable<void> Loop::run(std::stop_token stop, Once once) {
  const std::stop_callback end_the_pause(stop, [this] { wake(); });
  while (!stop.stop_requested()) {
    woken_ = false;
    const auto outcome = co_await attempt(once);
    note(outcome);
    if (outcome && *outcome == Progress::more) continue;
    co_await pause(outcome ? rhythm_.idle : rhythm_.after_failure);
  }
}

asio::awaitable<domain::Result<Progress>> Loop::attempt(const Once& once) {
  try {
    co_return co_await once();
  } catch (const std::exception& failure) {
    co_return domain::Error{domain::ErrorCode::internal, failure.what()};
  }
}

void Loop::note(const domain::Result<Progress>& outcome) {
  if (outcome.has_error() && !failing_)
    telemetry::log(telemetry::Level::warn, "worker failing",
                   {{"worker", name_}, {"reason", outcome.error().detail}});
  if (outcome && failing_) telemetry::log(telemetry::Level::info, "worker recovered", {{"worker", name_}});
  failing_ = outcome.has_error();
}

asio::awaitable<void> Loop::pause(std::chrono::milliseconds length) {
  if (woken_) co_return;
  timer_.expires_after(length);
  co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
}

void Loop::wake() {
  woken_ = true;
  timer_.cancel();
}

}  // namespace lunchrush::callbacks
