// What people ask of a family: start a payment, cancel. (Refunds: refunds.h. Kitchen: kitchen.h.)
#pragma once

#include <string>

#include "services/domain/family.h"
#include "services/domain/result.h"
#include "services/domain/settlement.h"

namespace lunchrush::domain {

struct PaymentWish {
  PaymentMethod method{};
  std::string account;
  std::string request;  // JSON of what will be sent, stored as sent
  std::string idempotency_digest;
  std::string fingerprint;
};

// Adds a payment that its caller then takes to the gateway. Errors: already_paid, state_conflict (expired,
// cancelled, closing), in_progress (another payment is open: close it first, see superseded()).
Result<PaymentId> start_payment(Family& family, PaymentWish wish, const QuerySchedule& schedule,
                                const Moment& moment);

// Open payments that have to be closed at their gateways before the guest is handed a new number.
std::vector<PaymentId> superseded(const Family& family);

enum class CancelledBy { owner, staff };

// An owner cancels before payment; staff until it is ready, and what was paid goes back. Error:
// state_conflict. Cancelling what is cancelled is no error.
Result<void> cancel(Family& family, CancelledBy who, std::string reason, const Moment& moment);

}  // namespace lunchrush::domain
