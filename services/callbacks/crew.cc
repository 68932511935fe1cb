#include "services/callbacks/crew.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "services/telemetry/log.h"

namespace lunchrush::callbacks {

Crew::Crew(asio::any_io_executor executor, CrewLimits limits, std::function<void()> on_space)
    : executor_(executor), idle_(std::move(executor)), limits_(limits), on_space_(std::move(on_space)) {}

std::size_t Crew::space() const { return limits_.all - busy_; }

bool Crew::start(const std::string& account, Task task) {
  if (busy_ == limits_.all) return false;
  const auto share = by_account_.find(account);
  if (share != by_account_.end() && share->second == limits_.per_account) return false;
  ++by_account_[account];
  ++busy_;
  asio::co_spawn(executor_, run(account, std::move(task)), asio::detached);
  return true;
}

asio::awaitable<void> Crew::run(std::string account, Task task) {
  try {
    co_await task();
  } catch (const std::exception& failure) {
    telemetry::log(telemetry::Level::error, "task failed",
                   {{"account", account}, {"reason", failure.what()}});
  }
  finished(account);
}

void Crew::finished(const std::string& account) {
  const auto share = by_account_.find(account);
  if (--share->second == 0) by_account_.erase(share);
  if (--busy_ == 0) idle_.cancel();
  on_space_();
}

asio::awaitable<void> Crew::idle() {
  while (busy_ != 0) {
    idle_.expires_at(asio::steady_timer::time_point::max());
    co_await idle_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

}  // namespace lunchrush::callbacks
