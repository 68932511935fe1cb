#include "services/simulator/rules.h"

#include <algorithm>
#include <cstdlib>

namespace lunchrush::simulator {

CreateVerdict judge_create(const Trade* known, const Fingerprint& fingerprint, domain::Instant now) {
  if (!known) return CreateVerdict::fresh;
  if (known->is_paid()) return CreateVerdict::paid;
  if (known->fingerprint != fingerprint) return CreateVerdict::differs;
  switch (known->state_at(now)) {
    case TradeState::unscanned:
    case TradeState::open:
    case TradeState::paying: return CreateVerdict::again;
    case TradeState::voided:
    case TradeState::closed:
    case TradeState::revoked:
    case TradeState::failed: return CreateVerdict::closed;
    case TradeState::paid:
    case TradeState::finished: return CreateVerdict::paid;
  }
  std::abort();
}

PayVerdict judge_pay(const Trade& trade, Force force, domain::Instant now) {
  if (trade.is_paid()) return PayVerdict::already_paid;
  if (force == Force::yes) return PayVerdict::pays;
  const auto state = trade.state_at(now);
  const bool payable =
      state == TradeState::open || state == TradeState::unscanned || state == TradeState::paying;
  return payable ? PayVerdict::pays : PayVerdict::not_payable;
}

CloseVerdict judge_close(const Trade& trade, domain::Instant now) {
  if (trade.is_paid()) return CloseVerdict::paid;
  if (trade.product == "codepay") return CloseVerdict::reverse_instead;
  const auto state = trade.state_at(now);
  const bool live =
      state == TradeState::open || state == TradeState::paying || state == TradeState::unscanned;
  return live ? CloseVerdict::closes : CloseVerdict::already_closed;
}

ReverseVerdict judge_reverse(const Trade& trade, domain::Instant now) {
  if (trade.is_paid()) {
    return trade.reserved_fen() < trade.amount_fen ? ReverseVerdict::refunds : ReverseVerdict::nothing_left;
  }
  const auto state = trade.state_at(now);
  const bool live =
      state == TradeState::open || state == TradeState::paying || state == TradeState::unscanned;
  return live ? ReverseVerdict::closes : ReverseVerdict::nothing_left;
}

RefundVerdict judge_refund(const Trade& trade, const RefundAttempt& attempt, std::chrono::seconds since_last,
                           const RefundLimits& limits) {
  const auto same = std::find_if(trade.refunds.begin(), trade.refunds.end(), [&](const Refund& refund) {
    return refund.out_refund_no == attempt.out_refund_no;
  });
  if (same != trade.refunds.end()) {
    return same->fingerprint == attempt.fingerprint ? RefundVerdict::repeated : RefundVerdict::differs;
  }
  if (!trade.is_paid()) return RefundVerdict::not_paid;
  if (trade.state == TradeState::finished) return RefundVerdict::finished;
  if (attempt.amount_fen > trade.amount_fen - trade.reserved_fen()) return RefundVerdict::exceeds;
  if (trade.refunds.size() >= limits.refunds_max) return RefundVerdict::too_many;
  if (!trade.refunds.empty() && since_last < limits.spacing) return RefundVerdict::too_soon;
  return RefundVerdict::accepted;
}

}  // namespace lunchrush::simulator
