// What evidence may say, whatever it was read from.
#pragma once

#include "services/domain/evidence.h"
#include "tests/fuzz/require.h"

namespace lunchrush::fuzz {

inline void believable(const domain::PaymentEvidence& evidence) {
  require(!evidence.out_trade_no.empty(), "evidence about no payment");
  require(evidence.amount.fen() >= 0 && evidence.payer_amount.fen() >= 0, "a negative amount of money");
  require(!evidence.currency.empty(), "money without a currency");
}

inline void believable(const domain::RefundEvidence& evidence) {
  require(!evidence.out_refund_no.empty(), "evidence about no refund");
  require(evidence.amount.fen() >= 0, "a negative amount of money");
}

}  // namespace lunchrush::fuzz
