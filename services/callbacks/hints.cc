#include "services/callbacks/hints.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "services/postgres/work.h"
#include "services/telemetry/log.h"

namespace lunchrush::callbacks {

bool PerSecond::admit(std::chrono::steady_clock::time_point now) {
  if (now - second_ >= std::chrono::seconds{1}) {
    second_ = now;
    taken_ = 0;
  }
  return ++taken_ <= most_;
}

Hints::Hints(asio::any_io_executor executor, postgres::Pool& pool, const ReceiveLimits& limits,
             CallbacksMetrics& metrics)
    : executor_(std::move(executor)),
      pool_(pool),
      limits_(limits),
      metrics_(metrics),
      allowed_(limits.hints_per_second) {}

void Hints::ask_about(std::string_view out_trade_no) {
  const auto payment = domain::PaymentId::from_text(out_trade_no);
  if (!payment) return;
  if (!allowed_.admit(std::chrono::steady_clock::now())) return metrics_.hints_dropped_total.Increment();
  metrics_.hints_total.Increment();
  asio::co_spawn(executor_, make_due(*payment), asio::detached);
}

asio::awaitable<void> Hints::make_due(domain::PaymentId payment) {
  auto due = [payment, every = limits_.hint_every](postgres::Session& session) {
    return postgres::query_soon(session, payment, every);
  };
  const auto made = co_await pool_.run(std::move(due), postgres::Pool::Clock::now() + limits_.deadline);
  if (!made)  // the poller asks in its own time
    telemetry::log(telemetry::Level::warn, "hint not stored",
                   {{"payment_id", payment.text()}, {"reason", made.error().detail}});
}

}  // namespace lunchrush::callbacks
