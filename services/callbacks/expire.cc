#include "services/callbacks/expire.h"

#include <span>

#include "services/callbacks/take.h"
#include "services/domain/settlement.h"
#include "services/postgres/families.h"
#include "services/postgres/work.h"

namespace lunchrush::callbacks {
namespace {

constexpr std::chrono::seconds closing_deadline{10};

domain::Result<void> close_intents(postgres::Session& session, std::span<const domain::OrderId> orders) {
  const auto because = [](std::size_t) {
    return postgres::Because{.cause = domain::Cause::timer, .id = {}, .trace_id = {}};
  };
  const auto decide = [moment = moment_now()](domain::Family& family, std::size_t) {
    close_intent(family, moment, "the time to pay has passed");
  };
  return postgres::change_families(session, orders, because, decide);
}

// Answers how many were found.
domain::Result<std::size_t> close_expired(postgres::Session& session, int limit) {
  const auto orders = postgres::find_expired_intents(session, limit);
  if (!orders) return orders.error();
  if (orders->empty()) return std::size_t{0};
  auto closed = close_intents(session, *orders);
  if (closed) return orders->size();
  if (closed.error().code != domain::ErrorCode::internal) return closed.error();
  // One that breaks the transaction must not keep the others waiting.
  for (const auto& order : *orders)
    if (auto alone = close_intents(session, std::span(&order, 1)); !alone) closed = alone;
  return closed.error();
}

}  // namespace

Expire::Expire(asio::any_io_executor executor, postgres::Pool& pool, const Config& config,
               CallbacksMetrics& metrics)
    : pool_(pool),
      limits_(config.expire),
      metrics_(metrics),
      loop_(std::move(executor), "expire", {.idle = config.expire.idle}) {}

asio::awaitable<void> Expire::run(std::stop_token stop) {
  const Loop::Once once = [this] { return run_once(); };
  co_await loop_.run(stop, once);
}

asio::awaitable<domain::Result<Progress>> Expire::run_once() {
  auto close = [limit = limits_.batch](postgres::Session& session) { return close_expired(session, limit); };
  const auto closed = co_await pool_.run(std::move(close), postgres::Pool::Clock::now() + closing_deadline);
  if (!closed) co_return closed.error();
  metrics_.expired_total.Increment(static_cast<double>(*closed));
  co_return *closed == static_cast<std::size_t>(limits_.batch) ? Progress::more : Progress::idle;
}

}  // namespace lunchrush::callbacks
