#include "services/domain/commands.h"

#include "services/domain/kitchen.h"
#include "services/domain/refunds.h"

namespace lunchrush::domain {
namespace {

Result<void> check_payable(const Family& family, Instant now) {
  const auto status = family.intent.status;
  if (settled(status)) return Error{ErrorCode::already_paid, "the order is paid"};
  if (family.order.status == OrderStatus::cancelled)
    return Error{ErrorCode::state_conflict, "the order is cancelled"};
  if (status == IntentStatus::conflict)
    return Error{ErrorCode::state_conflict,
                 "a payment of this order differs from its amount and waits for a person"};
  if (status == IntentStatus::closing || status == IntentStatus::closed)
    return Error{ErrorCode::state_conflict, "the time to pay has passed"};
  if (family.intent.expires_at && now >= *family.intent.expires_at)
    return Error{ErrorCode::state_conflict, "the time to pay has passed"};
  return {};
}

}  // namespace

Result<PaymentId> start_payment(Family& family, PaymentWish wish, const QuerySchedule& schedule,
                                const Moment& moment) {
  if (auto payable = check_payable(family, moment.now); !payable) return payable.error();
  if (family.has_open_payment())
    return Error{ErrorCode::in_progress, "an earlier payment of this order is still open at its gateway"};

  Payment payment;
  payment.id = {Uuid::v7(moment.now, moment.entropy(), family.order.store)};
  payment.method = wish.method;
  payment.account = std::move(wish.account);
  payment.amount = family.intent.amount;
  payment.request = std::move(wish.request);
  payment.idempotency_digest = std::move(wish.idempotency_digest);
  payment.fingerprint = std::move(wish.fingerprint);
  payment.created_at = moment.now;
  // Should this process die before it hears from the gateway, the poller asks.
  payment.next_query_at = moment.now + schedule.first;
  const auto id = payment.id;
  add(family, std::move(payment));
  if (family.intent.status == IntentStatus::requires_payment) move(family, IntentStatus::processing);

  if (wish.method != PaymentMethod::cash) return id;
  PaymentEvidence cash;
  cash.finding = PaymentFinding::paid;
  cash.amount = family.intent.amount;
  cash.transaction_id = id.text();
  settle(family, *family.find(id), cash, schedule, moment);
  return id;
}

std::vector<PaymentId> superseded(const Family& family) {
  std::vector<PaymentId> ids;
  for (const auto& payment : family.payments)
    if (open(payment.status)) ids.push_back(payment.id);
  return ids;
}

Result<void> cancel(Family& family, CancelledBy who, std::string reason, const Moment& moment) {
  if (family.order.status == OrderStatus::cancelled) return {};
  const bool unpaid = family.order.status == OrderStatus::awaiting_payment;
  if (who == CancelledBy::owner && !unpaid)
    return Error{ErrorCode::state_conflict,
                 "the order is " + std::string(name(family.order.status)) + "; ask the staff"};
  if (!legal(family.order.status, OrderStatus::cancelled))
    return Error{ErrorCode::state_conflict, "the order is " + std::string(name(family.order.status))};

  move(family, OrderStatus::cancelled, reason);
  family.order.updated_at = moment.now;
  void_tickets(family);
  close_intent(family, moment, "the order was cancelled");
  if (auto* paid = family.effective_payment())
    refund_all(family, *paid, RefundCause::cancelled, std::move(reason), moment);
  return {};
}

}  // namespace lunchrush::domain
