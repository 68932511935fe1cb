#include "services/callbacks/reconcile.h"

#include "services/callbacks/settle_notifications.h"

namespace lunchrush::callbacks {

Reconcile::Reconcile(asio::any_io_executor executor, postgres::Pool& pool, std::string worker,
                     const Config& config, CallbacksMetrics& metrics)
    : pool_(pool),
      worker_(std::move(worker)),
      limits_(config.reconcile),
      schedules_(config.schedules),
      metrics_(metrics),
      loop_(std::move(executor), "reconcile", {.idle = config.reconcile.idle}) {}

asio::awaitable<void> Reconcile::run(std::stop_token stop) {
  const Loop::Once once = [this] { return run_once(); };
  co_await loop_.run(stop, once);
}

asio::awaitable<domain::Result<Progress>> Reconcile::run_once() {
  if (claimed_.empty()) {
    auto claim = [worker = worker_, limits = limits_](postgres::Session& session) {
      return postgres::claim_notifications(session, worker, limits.batch, limits.lease);
    };
    auto found = co_await pool_.run(std::move(claim), postgres::Pool::Clock::now() + limits_.lease);
    if (!found) co_return found.error();
    claimed_ = std::move(*found);
  }
  if (claimed_.empty()) co_return Progress::idle;
  auto settle = [messages = claimed_, limits = limits_, schedules = schedules_](postgres::Session& session) {
    return settle_notifications(session, messages, limits, schedules);
  };
  const auto batch = co_await pool_.run(std::move(settle), postgres::Pool::Clock::now() + limits_.lease);
  // What is wrong with a message is found out again when its lease has ended; a database that was away is not
  // waited for that long. Settling twice is harmless.
  if (batch || batch.error().code == domain::ErrorCode::internal) claimed_.clear();
  if (!batch) co_return batch.error();
  for (const auto& settled : *batch) report(settled, metrics_);
  co_return Progress::more;
}

}  // namespace lunchrush::callbacks
