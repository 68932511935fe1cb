// The notification of one event as Alipay sends it (payment-gateways 2.4, 2.6).
#pragma once

#include "services/simulator/accounts.h"
#include "services/simulator/event.h"
#include "services/simulator/letter.h"
#include "services/simulator/trade.h"

namespace lunchrush::simulator::alipay {

Letter compose(const AlipayAccount& account, const Trade& trade, const Event& event,
               const Variation& variation, domain::Instant now);

}  // namespace lunchrush::simulator::alipay
