#include "services/callbacks/reconcile.h"

#include <algorithm>
#include <iterator>

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
      in_hand_(config.reconcile.in_hand_max),
      limits_(config.reconcile),
      schedules_(config.schedules),
      metrics_(metrics),
      loop_(std::move(executor), "reconcile", {.idle = config.reconcile.idle}) {}

asio::awaitable<void> Reconcile::run(std::stop_token stop) {
  const std::stop_callback take_no_more(stop, [this] { in_hand_.close(); });
  const Loop::Once once = [this] { return run_once(); };
  const std::function<bool()> unfinished = [this] { return !in_hand_.empty(); };
  co_await loop_.run(stop, once, unfinished);
}

// While messages come in, the inbox is looked into no oftener than when they do not.
bool Reconcile::time_to_look() const { return std::chrono::steady_clock::now() - looked_ >= limits_.idle; }

// What others stored, or left when they ended, and what is tried again.
asio::awaitable<domain::Result<Reconcile::Messages>> Reconcile::look() {
  auto claim = [worker = worker_, limits = limits_](postgres::Session& session) {
    return postgres::claim_notifications(session, worker, limits.batch, limits.lease);
  };
  const auto deadline = postgres::Pool::Clock::now() + limits_.lease;
  auto found = co_await pool_.run(std::move(claim), deadline);
  const bool all = found && found->size() < static_cast<std::size_t>(limits_.batch);
  looked_ = all ? std::chrono::steady_clock::now() : std::chrono::steady_clock::time_point{};
  co_return found;
}

asio::awaitable<domain::Result<Progress>> Reconcile::run_once() {
  Messages found;
  if (time_to_look()) {
    auto looked = co_await look();
    if (!looked) co_return looked.error();
    found = std::move(*looked);
  }
  auto messages = in_hand_.take(static_cast<std::size_t>(limits_.batch));
  std::ranges::move(found, std::back_inserter(messages));
  if (messages.empty()) co_return Progress::idle;
  auto settle = [messages, limits = limits_, schedules = schedules_](postgres::Session& session) {
    return settle_notifications(session, messages, limits, schedules);
  };
  const auto deadline = postgres::Pool::Clock::now() + limits_.lease;
  const auto batch = co_await pool_.run(std::move(settle), deadline);
  // What is wrong with a message is found out again when its lease has ended; a database that was away is not
  // waited for that long. Settling twice is harmless.
  if (batch.has_error() && batch.error().code != domain::ErrorCode::internal)
    in_hand_.put_back(std::move(messages));
  if (!batch) co_return batch.error();
  for (const auto& settled : *batch) report(settled, metrics_);
  co_return Progress::more;
}

}  // namespace lunchrush::callbacks
