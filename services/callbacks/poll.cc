#include "services/callbacks/poll.h"

#include <cstdlib>

#include "services/callbacks/family_work.h"
#include "services/telemetry/log.h"

namespace lunchrush::callbacks {
namespace {

using domain::PaymentFinding;
using gateways::CallFailure;
using gateways::Closed;

}  // namespace

PaymentCall next_call(const domain::Payment& payment, const PollLimits& limits, domain::Instant now) {
  if (payment.close_wanted) return PaymentCall::close;
  const bool late = now - payment.created_at >= limits.code_limit;
  return scanned_by_us(payment.method) && late ? PaymentCall::close : PaymentCall::query;
}

domain::PaymentEvidence proven_by_close(domain::PaymentEvidence evidence, const domain::Payment& payment,
                                        const PollLimits& limits, domain::Instant now) {
  const bool forgotten = now - payment.created_at >= limits.forgotten_after;
  if (evidence.finding == PaymentFinding::not_found && forgotten) evidence.finding = PaymentFinding::closed;
  return evidence;
}

gateways::Method gateway_method(domain::PaymentMethod method) {
  using P = domain::PaymentMethod;
  using M = gateways::Method;
  switch (method) {
    case P::wechat_jsapi: return M::wechat_jsapi;
    case P::wechat_native: return M::wechat_native;
    case P::wechat_code: return M::wechat_code;
    case P::alipay_precreate: return M::alipay_precreate;
    case P::alipay_code: return M::alipay_code;
    case P::cash: break;  // settled as it is created, so nobody asks about it
  }
  std::abort();
}

Poll::Poll(asio::any_io_executor executor, postgres::Pool& pool, const gateways::Registry& registry,
           const Config& config, CallbacksMetrics& metrics)
    : pool_(pool),
      registry_(registry),
      limits_(config.poll),
      schedules_(config.schedules),
      metrics_(metrics),
      loop_(executor, "poll", {.idle = config.poll.idle}),
      crew_(executor, {.all = limits_.concurrency, .per_account = limits_.per_account}, [this] {
        if (more_) loop_.wake();
      }) {}

asio::awaitable<void> Poll::run(std::stop_token stop) {
  const Loop::Once once = [this] { return start_due(); };
  co_await loop_.run(stop, once);
  co_await crew_.idle();
}

asio::awaitable<domain::Result<Progress>> Poll::run_once() {
  const auto progress = co_await start_due();
  co_await crew_.idle();
  co_return progress;
}

asio::awaitable<domain::Result<Progress>> Poll::start_due() {
  const auto space = crew_.space();
  if (space == 0) co_return Progress::idle;  // the next task to end wakes the loop
  auto claim = [space, lease = limits_.lease](postgres::Session& session) {
    return postgres::claim_due_payments(session, static_cast<int>(space), lease);
  };
  const auto due = co_await pool_.run(std::move(claim), postgres::Pool::Clock::now() + database_deadline);
  if (!due) co_return due.error();
  more_ = due->size() == space;
  for (const auto& payment : *due) {
    // Over its account's share it keeps its lease and is found again when that ends.
    auto task = [this, payment] { return ask(payment); };
    crew_.start(payment.payment.account, std::move(task));
  }
  co_return Progress::idle;
}

asio::awaitable<void> Poll::ask(postgres::DuePayment due) {
  const auto& payment = due.payment;
  const auto gateway = registry_.find(payment.account);
  if (gateway == nullptr) {
    telemetry::log(telemetry::Level::error, "no gateway account for a payment",
                   {{"order_id", due.order.text()}, {"account", payment.account}});
    co_await store_silence(due.order, payment.id, Silence::heard);
    co_return;
  }
  PaymentStatement said{.number = payment.id, .account = payment.account, .evidence = {}};
  const auto deadline = std::chrono::steady_clock::now() + limits_.call_deadline;
  const auto number = payment.id.text();
  const auto method = gateway_method(payment.method);
  if (next_call(payment, limits_, moment_now().now) == PaymentCall::close) {
    const auto answer = co_await gateway->close(number, method, deadline);
    if (const auto* failure = std::get_if<CallFailure>(&answer)) {
      co_await store_silence(due.order, payment.id, silence_of(*failure));
      co_return;
    }
    said.evidence = proven_by_close(std::get<Closed>(answer).evidence, payment, limits_, moment_now().now);
  } else {
    const auto answer = co_await gateway->query(number, method, deadline);
    if (const auto* failure = std::get_if<CallFailure>(&answer)) {
      co_await store_silence(due.order, payment.id, silence_of(*failure));
      co_return;
    }
    said.evidence = std::get<domain::PaymentEvidence>(answer);
  }
  co_await store(due.order, std::move(said));
}

asio::awaitable<void> Poll::store(domain::OrderId order, PaymentStatement said) {
  const auto number = said.number.text();
  const auto taken = co_await take_in(pool_, order, domain::Cause::poll, std::move(said), schedules_);
  if (!taken) co_return log_lost("poll not stored", order, taken.error());
  if (*taken != Taken::quarantined) co_return;
  metrics_.payments_quarantined_total.Increment();
  telemetry::log(telemetry::Level::error, "payment quarantined",
                 {{"order_id", order.text()}, {"payment_id", number}});
}

asio::awaitable<void> Poll::store_silence(domain::OrderId order, domain::PaymentId payment, Silence silence) {
  const auto stored = co_await put_off(pool_, order, domain::Cause::poll, payment, silence, schedules_);
  if (!stored) log_lost("poll not put off", order, stored.error());
}

}  // namespace lunchrush::callbacks
