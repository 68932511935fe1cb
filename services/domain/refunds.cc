#include "services/domain/refunds.h"

#include "services/domain/settlement.h"

namespace lunchrush::domain {
namespace {

RefundId add_refund(Family& family, Payment& payment, RefundWish wish, const Moment& moment) {
  payment.refund_reserved = Money{payment.refund_reserved.fen() + wish.amount.fen()};
  touch(payment.version);
  Refund refund;
  refund.id = {Uuid::v7(moment.now, moment.entropy(), family.order.store)};
  refund.payment = payment.id;
  refund.amount = wish.amount;
  refund.cause = wish.cause;
  refund.reason = std::move(wish.reason);
  refund.requested_by = std::move(wish.requested_by);
  refund.idempotency_digest = std::move(wish.idempotency_digest);
  refund.fingerprint = std::move(wish.fingerprint);
  refund.created_at = moment.now;
  refund.next_attempt_at = moment.now;
  const auto id = refund.id;
  auto& added = add(family, std::move(refund));
  // Cash is handed over by the person who asks; there is no gateway to ask about it.
  if (payment.method == PaymentMethod::cash)
    settle(family, added, {.finding = RefundFinding::succeeded, .refunded_at = moment.now}, {}, moment);
  return id;
}

Money refundable(const Payment& payment) {
  return Money{payment.received.fen() - payment.refund_reserved.fen()};
}

// Money that settled nothing, at the account it was asked for. Where the account differs nobody knows whose
// it is.
bool stands_aside(const Payment& payment) {
  return payment.status == PaymentStatus::surplus ||
         (payment.status == PaymentStatus::conflict && payment.failure == amount_differs);
}

}  // namespace

Result<RefundId> request_refund(Family& family, RefundWish wish, const Moment& moment) {
  auto* payment = family.effective_payment();
  if (payment == nullptr) return Error{ErrorCode::state_conflict, "nothing was paid for this order"};
  if (wish.amount > refundable(*payment))
    return Error{ErrorCode::refund_exceeds_payment,
                 to_yuan(refundable(*payment)) + " yuan of this order can still be refunded",
                 {{"/amount", "refund_exceeds_payment", "more than what is left of the payment"}}};
  if (!wish.lines.empty())
    if (auto returned = return_dishes(family, wish.lines, moment); !returned) return returned.error();
  return add_refund(family, *payment, std::move(wish), moment);
}

Result<RefundId> return_surplus(Family& family, PaymentId payment, RefundWish wish, const Moment& moment) {
  auto* aside = family.find(payment);
  if (aside == nullptr || !stands_aside(*aside))
    return Error{ErrorCode::state_conflict,
                 "this is no surplus payment of this order, and none whose amount alone differs"};
  wish.amount = refundable(*aside);
  if (wish.amount.fen() < 1)
    return Error{ErrorCode::state_conflict, "all of this payment is on its way back"};
  wish.cause = RefundCause::surplus;
  return add_refund(family, *aside, std::move(wish), moment);
}

void refund_all(Family& family, Payment& payment, RefundCause cause, std::string reason,
                const Moment& moment) {
  const auto amount = refundable(payment);
  if (amount.fen() < 1) return;
  add_refund(family, payment, {amount, cause, std::move(reason), "", "", ""}, moment);
}

}  // namespace lunchrush::domain
