// Evidence meets the family it is about. Who says it is checked here; what follows is the domain's to decide.
#pragma once

#include <string>

#include "services/callbacks/schedules.h"
#include "services/domain/evidence.h"
#include "services/domain/family.h"

namespace lunchrush::callbacks {

enum class Taken {
  applied,
  quarantined,      // applied, and the payment is now in conflict: a person decides
  foreign_account,  // another account's gateway speaks of this number: its money is not ours to book
  other_amount,     // of a refund: what went back is not what we asked for
  unknown_number,
};
std::string_view name(Taken taken);

// What a gateway said, and through which of its accounts.
template <class Number, class Evidence>
struct Statement {
  Number number;
  std::string account;
  Evidence evidence;
};
using PaymentStatement = Statement<domain::PaymentId, domain::PaymentEvidence>;
using RefundStatement = Statement<domain::RefundId, domain::RefundEvidence>;

Taken take(domain::Family& family, const PaymentStatement& said, const Schedules& schedules,
           const domain::Moment& moment);
// A message that is only a hint makes the refund due now, so that its gateway is asked.
Taken take(domain::Family& family, const RefundStatement& said, const Schedules& schedules,
           const domain::Moment& moment);

// Nothing was learned; asked again later. `heard`: the gateway was there, so the pauses may grow.
enum class Silence { heard, not_heard };
void postpone(domain::Payment& payment, Silence silence, const Schedules& schedules, domain::Instant now);
void postpone(domain::Refund& refund, Silence silence, const Schedules& schedules, domain::Instant now);

domain::Moment moment_now();  // this process's clock and randomness

}  // namespace lunchrush::callbacks
