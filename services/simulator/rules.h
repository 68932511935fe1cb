// What the gateways allow, as pure functions of a trade and the time. Each protocol turns a verdict into its
// own words.
#pragma once

#include <chrono>
#include <cstdint>

#include "services/simulator/trade.h"

namespace lunchrush::simulator {

enum class CreateVerdict {
  fresh,    // nobody used this number
  again,    // the same request: answer with a handle again
  differs,  // the number belongs to a request with other values, or was burnt
  paid,
  closed,  // closed, expired, revoked or failed: this number can never be paid
};
CreateVerdict judge_create(const Trade* known, const Fingerprint& fingerprint, domain::Instant now);

enum class Force { no, yes };  // yes: the user had won the race before the close took hold
enum class PayVerdict { pays, already_paid, not_payable };
PayVerdict judge_pay(const Trade& trade, Force force, domain::Instant now);

enum class CloseVerdict { closes, already_closed, paid, reverse_instead };
CloseVerdict judge_close(const Trade& trade, domain::Instant now);

enum class ReverseVerdict { closes, refunds, nothing_left };
ReverseVerdict judge_reverse(const Trade& trade, domain::Instant now);

struct RefundLimits {
  std::size_t refunds_max = 50;  // of one trade
  std::chrono::seconds spacing{
      60};  // between two refunds of one trade, in the gateway's own time; 0: not enforced
};
struct RefundAttempt {
  std::string_view out_refund_no;
  Fingerprint fingerprint{};
  std::int64_t amount_fen = 0;
};
enum class RefundVerdict {
  accepted,
  repeated,  // the same number and values: answer what became of it
  differs,   // the number was used with other values
  not_paid,
  finished,  // no longer refundable
  exceeds,   // the sum would be above what was paid
  too_many,
  too_soon,
};
// `since_last`: how long ago the trade's latest refund was asked for; ignored when it has none.
RefundVerdict judge_refund(const Trade& trade, const RefundAttempt& attempt, std::chrono::seconds since_last,
                           const RefundLimits& limits);

}  // namespace lunchrush::simulator
