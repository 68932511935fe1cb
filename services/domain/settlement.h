// What follows from what a gateway said, and from time passing: the nine rules of design.md section 6. Pure:
// a family in, the same family changed. Nothing here is an error: whatever a gateway says, there is one right
// thing to do.
#pragma once

#include "services/domain/evidence.h"
#include "services/domain/family.h"

namespace lunchrush::domain {

// When an unheard-of payment is asked about: first, then twice as long each time, up to most.
struct QuerySchedule {
  std::chrono::milliseconds first{15'000};
  std::chrono::milliseconds most{300'000};
  std::chrono::milliseconds after(int queries) const;
};

// Evidence about one payment of the family.
//   paid      settles the intent and accepts the order; or is surplus, late (revived or refunded) or in
//   conflict closed, failed  end the payment; when the intent is closing and nothing else is open, the order
//   expires open, not_found, unknown  change what is asked next, never the money
// After a success no other evidence changes the payment.
void settle(Family& family, Payment& payment, const PaymentEvidence& evidence, const QuerySchedule& schedule,
            const Moment& moment);

// The intent's time has passed, or its order was cancelled: nothing new may be paid, what is open is closed
// at its gateway first. Without open payments it is closed at once. No effect on an intent that is settled or
// closed.
void close_intent(Family& family, const Moment& moment, std::string detail);

// Evidence about one refund of the family.
void settle(Family& family, Refund& refund, const RefundEvidence& evidence, const QuerySchedule& schedule,
            const Moment& moment);

enum class RefundCall { submit, query };
// What to ask the gateway next about a refund that is not final.
RefundCall next_call(const Refund& refund);

}  // namespace lunchrush::domain
