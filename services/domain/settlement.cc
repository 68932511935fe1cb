#include "services/domain/settlement.h"

#include <algorithm>

#include "services/domain/kitchen.h"
#include "services/domain/refunds.h"
#include "services/domain/returned_in_full.h"

namespace lunchrush::domain {

std::chrono::milliseconds QuerySchedule::after(int queries) const {
  const auto doublings = std::clamp(queries, 0, 20);
  return std::min(most, std::chrono::milliseconds{first.count() << doublings});
}

namespace {

bool received(PaymentStatus status) {
  return status == PaymentStatus::succeeded || status == PaymentStatus::surplus ||
         status == PaymentStatus::refunded || status == PaymentStatus::conflict;
}

struct Mismatch {
  std::string_view code;  // the payment's failure; empty: all is as it was asked for
  std::string why;        // for people
};

Mismatch mismatch(const Payment& payment, const PaymentEvidence& evidence) {
  if (!evidence.account_matches) return {"account_differs", "account differs: " + evidence.account_reference};
  if (evidence.currency != "CNY") return {"currency_differs", "currency differs: " + evidence.currency};
  if (evidence.amount != payment.amount)
    return {amount_differs,
            "amount differs: " + to_yuan(evidence.amount) + " for " + to_yuan(payment.amount)};
  return {};
}

void record_money(Payment& payment, const PaymentEvidence& evidence, Instant now) {
  payment.received = evidence.amount;
  payment.transaction_id = evidence.transaction_id;
  payment.settled_at = evidence.paid_at.value_or(now);
  payment.next_query_at.reset();
  payment.close_wanted = false;
}

// As soon as one payment succeeds the others are closed at their gateways.
void want_closed(Family& family, const Payment* except, Instant now) {
  for (auto& other : family.payments) {
    if (&other == except || !open(other.status) || other.close_wanted) continue;
    other.close_wanted = true;
    other.next_query_at = now;
    touch(other.version);
  }
}

void quarantine(Family& family, Payment& payment, Mismatch found) {
  auto& [code, why] = found;
  payment.failure = code;
  move(family, payment, PaymentStatus::conflict, why);
  if (!settled(family.intent.status) && family.intent.status != IntentStatus::conflict)
    move(family, IntentStatus::conflict, std::move(why));
}

bool may_revive(const Family& family, Instant now) {
  const auto& order = family.order;
  return order.status == OrderStatus::expired && family.policy.revive_late && family.policy.open &&
         order.expires_at && now <= *order.expires_at + family.policy.revive_within;
}

void accept(Family& family, const Moment& moment, std::string detail) {
  move(family, OrderStatus::accepted, std::move(detail));
  family.order.updated_at = moment.now;
  queue_tickets(family, moment);
}

// The first payment of an intent. Whether food or the money goes out is decided here, with the success
// itself.
void settle_intent(Family& family, Payment& payment, const Moment& moment) {
  move(family, payment, PaymentStatus::succeeded);
  payment.effective = true;
  move(family, IntentStatus::succeeded);
  switch (family.order.status) {
    case OrderStatus::awaiting_payment: accept(family, moment, ""); return;
    case OrderStatus::expired:
      if (may_revive(family, moment.now)) return accept(family, moment, "revived by a late payment");
      refund_all(family, payment, RefundCause::late, "paid after the order expired", moment);
      return;
    case OrderStatus::cancelled:
      refund_all(family, payment, RefundCause::late, "paid after the order was cancelled", moment);
      return;
    case OrderStatus::accepted:  // postpay: the kitchen has it already
    case OrderStatus::preparing:
    case OrderStatus::ready:
    case OrderStatus::completed: return;
  }
}

void take_money(Family& family, Payment& payment, const PaymentEvidence& evidence, const Moment& moment) {
  record_money(payment, evidence, moment.now);
  if (auto found = mismatch(payment, evidence); !found.code.empty())
    return quarantine(family, payment, std::move(found));
  if (settled(family.intent.status)) {
    move(family, payment, PaymentStatus::surplus);
    refund_all(family, payment, RefundCause::surplus, "the order was already paid", moment);
    return;
  }
  settle_intent(family, payment, moment);
  want_closed(family, &payment, moment.now);
}

// Nothing open is left: the intent can be paid anew, or is closed for good.
void conclude(Family& family, const Moment& moment) {
  if (family.has_open_payment()) return;
  if (family.intent.status == IntentStatus::processing) move(family, IntentStatus::requires_payment);
  if (family.intent.status != IntentStatus::closing) return;
  move(family, IntentStatus::closed);
  if (family.order.status != OrderStatus::awaiting_payment) return;
  move(family, OrderStatus::expired);
  family.order.updated_at = moment.now;
}

void end_payment(Family& family, Payment& payment, PaymentStatus to, const PaymentEvidence& evidence,
                 const Moment& moment) {
  if (!open(payment.status)) return;
  move(family, payment, to);
  payment.failure = evidence.code;
  payment.next_query_at.reset();
  payment.close_wanted = false;
  conclude(family, moment);
}

void ask_again(Family& family, Payment& payment, PaymentFinding finding, const QuerySchedule& schedule,
               Instant now) {
  if (!open(payment.status)) return;
  if (finding == PaymentFinding::open && payment.status != PaymentStatus::submitted)
    move(family, payment, PaymentStatus::submitted);
  else if (finding == PaymentFinding::unknown && payment.status != PaymentStatus::unknown)
    move(family, payment, PaymentStatus::unknown);
  else
    touch(payment.version);
  payment.next_query_at = now + schedule.after(payment.queries++);
}

}  // namespace

void settle(Family& family, Payment& payment, const PaymentEvidence& evidence, const QuerySchedule& schedule,
            const Moment& moment) {
  if (received(payment.status)) return;             // success is absorbing
  if (payment.failure == returned_in_full) return;  // so is this: a success told of later came and went
  switch (evidence.finding) {
    case PaymentFinding::paid:
      // Money that went back by itself settles nothing: neither food nor a second refund may follow from it.
      if (evidence.code == returned_in_full)
        return end_payment(family, payment, PaymentStatus::closed, evidence, moment);
      return take_money(family, payment, evidence, moment);
    case PaymentFinding::closed: return end_payment(family, payment, PaymentStatus::closed, evidence, moment);
    case PaymentFinding::failed: return end_payment(family, payment, PaymentStatus::failed, evidence, moment);
    case PaymentFinding::open:
    case PaymentFinding::not_found:
    case PaymentFinding::unknown: return ask_again(family, payment, evidence.finding, schedule, moment.now);
  }
}

void close_intent(Family& family, const Moment& moment, std::string detail) {
  const auto status = family.intent.status;
  if (status != IntentStatus::requires_payment && status != IntentStatus::processing) return;
  move(family, IntentStatus::closing, std::move(detail));
  want_closed(family, nullptr, moment.now);
  conclude(family, moment);
}

RefundCall next_call(const Refund& refund) {
  return refund.status == RefundStatus::requested ? RefundCall::submit : RefundCall::query;
}

namespace {

void finish_refund(Family& family, Refund& refund, const RefundEvidence& evidence, const Moment& moment) {
  auto& payment = *family.find(refund.payment);
  move(family, refund, RefundStatus::succeeded);
  refund.refund_id = evidence.refund_id;
  refund.settled_at = evidence.refunded_at.value_or(moment.now);
  refund.next_attempt_at.reset();
  payment.refunded = Money{payment.refunded.fen() + refund.amount.fen()};
  touch(payment.version);
  if (payment.status == PaymentStatus::surplus && payment.refunded == payment.received)
    move(family, payment, PaymentStatus::refunded);
  if (!payment.effective) return;
  family.intent.refunded = payment.refunded;
  const bool whole = payment.refunded == family.intent.amount;
  if (whole) return move(family, IntentStatus::refunded);
  if (family.intent.status != IntentStatus::partially_refunded)
    return move(family, IntentStatus::partially_refunded);
  touch(family.intent.version);
}

// Kept as the refund's failure; chk.i12_over_refund knows it too.
constexpr std::string_view abnormal = "abnormal";

std::string refusal(const RefundEvidence& evidence) {
  const bool usable = !evidence.code.empty() && evidence.code != abnormal;
  return usable ? evidence.code : "refused";
}

void fail_refund(Family& family, Refund& refund, std::string why) {
  auto& payment = *family.find(refund.payment);
  const bool money_may_have_left = why == abnormal;
  move(family, refund, RefundStatus::failed, why);
  refund.failure = std::move(why);
  refund.next_attempt_at.reset();
  // An abnormal refund waits for a person; until then its amount cannot be promised a second time.
  if (money_may_have_left) return;
  payment.refund_reserved = Money{payment.refund_reserved.fen() - refund.amount.fen()};
  touch(payment.version);
}

void wait_for_refund(Family& family, Refund& refund, RefundStatus status, const QuerySchedule& schedule,
                     Instant now) {
  if (refund.status != status && legal(refund.status, status))
    move(family, refund, status);
  else
    touch(refund.version);
  refund.next_attempt_at = now + schedule.after(refund.attempts++);
}

}  // namespace

void settle(Family& family, Refund& refund, const RefundEvidence& evidence, const QuerySchedule& schedule,
            const Moment& moment) {
  if (refund.status == RefundStatus::succeeded || refund.status == RefundStatus::failed) return;
  switch (evidence.finding) {
    case RefundFinding::succeeded: return finish_refund(family, refund, evidence, moment);
    case RefundFinding::failed: return fail_refund(family, refund, refusal(evidence));
    case RefundFinding::abnormal: return fail_refund(family, refund, std::string(abnormal));
    case RefundFinding::processing:
      return wait_for_refund(family, refund, RefundStatus::submitted, schedule, moment.now);
    case RefundFinding::unknown:
      return wait_for_refund(family, refund, RefundStatus::unknown, schedule, moment.now);
    // Never accepted, or the merchant's balance is short: the same number again, later. Its state stays what
    // it was.
    case RefundFinding::funds_short:
    case RefundFinding::not_found:
      return wait_for_refund(family, refund, refund.status, schedule, moment.now);
  }
}

}  // namespace lunchrush::domain
