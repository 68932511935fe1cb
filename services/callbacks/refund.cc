#include "services/callbacks/refund.h"

#include <cstdlib>

#include "services/callbacks/family_work.h"
#include "services/domain/settlement.h"
#include "services/telemetry/log.h"

namespace lunchrush::callbacks {
namespace {

using domain::RefundFinding;
using gateways::CallClass;
using gateways::CallFailure;

}  // namespace

bool never_arrived(const postgres::DueRefund& due, const domain::RefundEvidence& evidence,
                   const RefundLimits& limits, domain::Instant now) {
  if (evidence.finding != RefundFinding::not_found) return false;
  const bool wechatpay = gateway_of(due.method) == "wechatpay";
  return now - due.refund.created_at >= (wechatpay ? limits.not_found_wechatpay : limits.not_found_alipay);
}

std::optional<RefundFinding> finding_of(CallClass failure) {
  switch (failure) {
    case CallClass::refused: return RefundFinding::failed;
    case CallClass::funds_short: return RefundFinding::funds_short;
    case CallClass::unknown:
    case CallClass::already_done:  // "already refunded", or this number with another amount: only a query
                                   // tells
    case CallClass::user_action: return RefundFinding::unknown;
    case CallClass::not_executed:
    case CallClass::not_found:
    case CallClass::done: return std::nullopt;
  }
  std::abort();
}

Refunds::Refunds(asio::any_io_executor executor, postgres::Pool& pool, const gateways::Registry& registry,
                 const accounts::AccountBook& book, const Config& config, CallbacksMetrics& metrics)
    : pool_(pool),
      registry_(registry),
      book_(book),
      limits_(config.refund),
      schedules_(config.schedules),
      metrics_(metrics),
      loop_(executor, "refund", {.idle = config.refund.idle}),
      crew_(executor, {.all = limits_.concurrency, .per_account = limits_.per_account}, [this] {
        if (more_) loop_.wake();
      }) {}

asio::awaitable<void> Refunds::run(std::stop_token stop) {
  const Loop::Once once = [this] { return start_due(); };
  co_await loop_.run(stop, once);
  co_await crew_.idle();
}

asio::awaitable<domain::Result<Progress>> Refunds::run_once() {
  const auto progress = co_await start_due();
  co_await crew_.idle();
  co_return progress;
}

asio::awaitable<domain::Result<Progress>> Refunds::start_due() {
  const auto space = crew_.space();
  if (space == 0) co_return Progress::idle;  // the next task to end wakes the loop
  auto claim = [space, lease = limits_.lease](postgres::Session& session) {
    return postgres::claim_due_refunds(session, static_cast<int>(space), lease);
  };
  const auto due = co_await pool_.run(std::move(claim), postgres::Pool::Clock::now() + database_deadline);
  if (!due) co_return due.error();
  more_ = due->size() == space;
  for (const auto& refund : *due) {
    // Over its account's share it keeps its lease and is found again when that ends.
    auto task = [this, refund] { return advance(refund); };
    crew_.start(refund.account, std::move(task));
  }
  co_return Progress::idle;
}

asio::awaitable<void> Refunds::advance(postgres::DueRefund due) {
  const auto gateway = registry_.find(due.account);
  if (gateway == nullptr) {
    telemetry::log(telemetry::Level::error, "no gateway account for a refund",
                   {{"order_id", due.order.text()}, {"account", due.account}});
    co_await store_silence(due.order, due.refund.id, Silence::heard);
    co_return;
  }
  const auto answered = co_await call(due, gateway);
  RefundStatement said{.number = due.refund.id, .account = due.account, .evidence = {}};
  if (const auto* evidence = std::get_if<domain::RefundEvidence>(&answered.answer)) {
    said.evidence = *evidence;
    said.evidence.needs_query = false;  // this is the answer to our asking
    co_await store(due.order, std::move(said));
    co_return;
  }
  const auto& failure = std::get<CallFailure>(answered.answer);
  const bool submitted = answered.call == domain::RefundCall::submit;
  const auto finding = submitted ? finding_of(failure.call_class) : std::nullopt;
  if (!finding) {
    co_await store_silence(due.order, due.refund.id, silence_of(failure));
    co_return;
  }
  said.evidence.finding = *finding;
  said.evidence.code = failure.code;
  co_await store(due.order, std::move(said));
}

asio::awaitable<Refunds::Answered> Refunds::call(postgres::DueRefund due,
                                                 std::shared_ptr<gateways::Gateway> gateway) {
  if (next_call(due.refund) == domain::RefundCall::submit) co_return co_await submit(due, gateway);
  const auto deadline = std::chrono::steady_clock::now() + limits_.call_deadline;
  const auto payment = due.refund.payment.text();
  const auto refund = due.refund.id.text();
  auto answer = co_await gateway->query_refund(payment, refund, deadline);
  const auto* evidence = std::get_if<domain::RefundEvidence>(&answer);
  if (evidence == nullptr || !never_arrived(due, *evidence, limits_, moment_now().now))
    co_return Answered{domain::RefundCall::query, std::move(answer)};
  co_return co_await submit(due, gateway);
}

asio::awaitable<Refunds::Answered> Refunds::submit(postgres::DueRefund due,
                                                   std::shared_ptr<gateways::Gateway> gateway) {
  gateways::RefundRequest request;
  request.out_trade_no = due.refund.payment.text();
  request.out_refund_no = due.refund.id.text();
  request.amount = due.refund.amount;
  request.payment_total = due.payment_total;
  request.reason = due.refund.reason;
  request.notify_url = book_.notify_url(due.account).value_or("");
  const auto deadline = std::chrono::steady_clock::now() + limits_.call_deadline;
  auto answer = co_await gateway->refund(std::move(request), deadline);
  co_return Answered{domain::RefundCall::submit, std::move(answer)};
}

asio::awaitable<void> Refunds::store(domain::OrderId order, RefundStatement said) {
  const auto number = said.number.text();
  const auto code = said.evidence.code;
  const bool lost =
      said.evidence.finding == RefundFinding::failed || said.evidence.finding == RefundFinding::abnormal;
  const auto taken = co_await take_in(pool_, order, domain::Cause::worker, std::move(said), schedules_);
  if (!taken) co_return log_lost("refund not stored", order, taken.error());
  if (!lost && *taken == Taken::applied) co_return;
  metrics_.refunds_refused_total.Increment();
  telemetry::log(
      telemetry::Level::error, "refund needs a person",
      {{"order_id", order.text()}, {"refund_id", number}, {"code", code}, {"taken", name(*taken)}});
}

asio::awaitable<void> Refunds::store_silence(domain::OrderId order, domain::RefundId refund,
                                             Silence silence) {
  const auto stored = co_await put_off(pool_, order, domain::Cause::worker, refund, silence, schedules_);
  if (!stored) log_lost("refund not put off", order, stored.error());
}

}  // namespace lunchrush::callbacks
