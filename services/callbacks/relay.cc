#include "services/callbacks/relay.h"

#include "services/postgres/work.h"

namespace lunchrush::callbacks {
namespace {

constexpr std::chrono::seconds relay_deadline{10};

}  // namespace

Relay::Relay(asio::any_io_executor executor, postgres::Pool& pool, redis::WakeSender* sender,
             const Config& config, CallbacksMetrics& metrics)
    : pool_(pool),
      sender_(sender),
      limits_(config.relay),
      metrics_(metrics),
      loop_(std::move(executor), "relay", {.idle = config.relay.idle}) {}

asio::awaitable<void> Relay::run(std::stop_token stop) {
  const Loop::Once once = [this] { return run_once(); };
  co_await loop_.run(stop, once);
}

asio::awaitable<domain::Result<Progress>> Relay::run_once() {
  auto relay = [limit = limits_.batch](postgres::Session& session) {
    return postgres::relay_events(session, limit);
  };
  const auto moved = co_await pool_.run(std::move(relay), postgres::Pool::Clock::now() + relay_deadline);
  if (!moved) co_return moved.error();
  metrics_.relayed_feeds_total.Increment(static_cast<double>(moved->stores.size()));
  if (sender_ != nullptr)
    for (const auto store : moved->stores) sender_->wake(store, redis::WakeTopic::events);
  // What has come meanwhile can wait for company: it is no later than what comes to an idle relay.
  co_return moved->events < limits_.batch ? Progress::idle : Progress::more;
}

}  // namespace lunchrush::callbacks
