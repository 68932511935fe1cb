#include "services/callbacks/reconcile.h"

#include "services/callbacks/settle_notifications.h"
#include "services/telemetry/log.h"

namespace lunchrush::callbacks {
namespace {

using postgres::NotificationEnd;

std::string_view name(NotificationEnd end) {
  switch (end) {
    case NotificationEnd::applied: return "applied";
    case NotificationEnd::parked: return "parked";
    case NotificationEnd::dead: return "dead";
  }
  std::abort();  // -Werror=switch keeps this unreachable
}

telemetry::Level level_of(const SettledNotification& settled) {
  // A dead letter and a payment in quarantine wait for a person.
  if (settled.outcome.end == NotificationEnd::dead || settled.taken == Taken::quarantined)
    return telemetry::Level::error;
  return settled.outcome.end == NotificationEnd::parked ? telemetry::Level::warn : telemetry::Level::info;
}

void report(const SettledNotification& settled, CallbacksMetrics& metrics) {
  metrics.settled(name(settled.outcome.end));
  if (settled.outcome.end == NotificationEnd::applied)
    metrics.settled_seconds.Observe(
        std::chrono::duration<double>(moment_now().now - arrival(settled.message)).count());
  if (settled.taken == Taken::quarantined) metrics.payments_quarantined_total.Increment();
  telemetry::log(level_of(settled), "notification settled",
                 {{"notification_id", settled.message.id.text()},
                  {"order_id", settled.order ? settled.order->text() : ""},
                  {"account", settled.message.account},
                  {"end", name(settled.outcome.end)},
                  {"taken", name(settled.taken)},
                  {"failure", settled.outcome.failure},
                  {"attempts", std::int64_t{settled.message.attempts}},
                  {"trace_id", settled.message.trace_id}});
}

}  // namespace

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
  auto settle = [worker = worker_, limits = limits_, schedules = schedules_](postgres::Session& session) {
    return settle_notifications(session, worker, limits, schedules);
  };
  const auto deadline = postgres::Pool::Clock::now() + limits_.lease;
  const auto batch = co_await pool_.run(std::move(settle), deadline);
  if (!batch) co_return batch.error();
  for (const auto& settled : *batch) report(settled, metrics_);
  co_return batch->empty() ? Progress::idle : Progress::more;
}

}  // namespace lunchrush::callbacks
