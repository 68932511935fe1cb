// Asking for money back. The amount is reserved on the payment when it is asked for, so that refunds never
// exceed it, whatever happens to them later.
#pragma once

#include <string>

#include "services/domain/family.h"
#include "services/domain/result.h"
#include "services/domain/returns.h"

namespace lunchrush::domain {

struct RefundWish {
  Money amount;
  RefundCause cause = RefundCause::requested;
  std::string reason;
  std::string requested_by;
  std::string idempotency_digest;
  std::string fingerprint;
  std::vector<ReturnedLine>
      lines{};  // dishes that come back with the money asked for; none: it is only money
};

// Of the effective payment. Errors: state_conflict (nothing was paid), refund_exceeds_payment; those of
// return_dishes().
Result<RefundId> request_refund(Family& family, RefundWish wish, const Moment& moment);

// Whatever of a surplus payment, or of one that is in conflict because of its amount alone, is not refunded
// or reserved yet; the wish's amount and cause are not looked at. A refund of it that failed is made up for
// by this. Error: state_conflict (it is neither, or nothing is left).
Result<RefundId> return_surplus(Family& family, PaymentId payment, RefundWish wish, const Moment& moment);

// Whatever of this payment is not refunded or reserved yet.
void refund_all(Family& family, Payment& payment, RefundCause cause, std::string reason,
                const Moment& moment);

}  // namespace lunchrush::domain
