#include "services/callbacks/take.h"

#include <cstdlib>

#include "services/crypto/digest.h"
#include "services/domain/settlement.h"
#include "services/postgres/server_clock.h"

namespace lunchrush::callbacks {
namespace {

using domain::PaymentStatus;
using domain::RefundFinding;

bool other_amount(const domain::Refund& refund, const domain::RefundEvidence& evidence) {
  const bool said = evidence.amount.fen() != 0;
  return evidence.finding == RefundFinding::succeeded && said && evidence.amount != refund.amount;
}

void ask_now(domain::Refund& refund, domain::Instant now) {
  if (!refund.next_attempt_at) return;  // it is final: the gateway only repeats itself
  refund.next_attempt_at = now;
  touch(refund.version);
}

}  // namespace

std::string_view name(Taken taken) {
  switch (taken) {
    case Taken::applied: return "applied";
    case Taken::quarantined: return "quarantined";
    case Taken::foreign_account: return "foreign_account";
    case Taken::other_amount: return "other_amount";
    case Taken::unknown_number: return "unknown_number";
  }
  std::abort();
}

Taken take(domain::Family& family, const PaymentStatement& said, const Schedules& schedules,
           const domain::Moment& moment) {
  auto* payment = family.find(said.number);
  if (payment == nullptr) return Taken::unknown_number;
  if (payment->account != said.account) return Taken::foreign_account;
  const auto before = payment->status;
  settle(family, *payment, said.evidence, schedules.of(payment->method), moment);
  const auto* after = family.find(said.number);  // the decision may have moved the family's payments
  const bool quarantined = before != PaymentStatus::conflict && after->status == PaymentStatus::conflict;
  return quarantined ? Taken::quarantined : Taken::applied;
}

Taken take(domain::Family& family, const RefundStatement& said, const Schedules& schedules,
           const domain::Moment& moment) {
  auto* refund = family.find(said.number);
  if (refund == nullptr) return Taken::unknown_number;
  if (family.find(refund->payment)->account != said.account) return Taken::foreign_account;
  if (other_amount(*refund, said.evidence)) return Taken::other_amount;
  if (said.evidence.needs_query)
    ask_now(*refund, moment.now);
  else
    settle(family, *refund, said.evidence, schedules.refund, moment);
  return Taken::applied;
}

void postpone(domain::Payment& payment, Silence silence, const Schedules& schedules, domain::Instant now) {
  if (!payment.next_query_at) return;
  const auto& schedule = schedules.of(payment.method);
  payment.next_query_at =
      now + (silence == Silence::heard ? schedule.after(payment.queries++) : schedule.first);
  touch(payment.version);
}

void postpone(domain::Refund& refund, Silence silence, const Schedules& schedules, domain::Instant now) {
  if (!refund.next_attempt_at) return;
  const auto& schedule = schedules.refund;
  refund.next_attempt_at =
      now + (silence == Silence::heard ? schedule.after(refund.attempts++) : schedule.first);
  touch(refund.version);
}

domain::Moment moment_now() { return {postgres::ServerClock::now(), crypto::random_u64}; }

}  // namespace lunchrush::callbacks
