// The notification of one event as WeChat Pay sends it (payment-gateways 1.4).
#pragma once

#include "services/simulator/accounts.h"
#include "services/simulator/event.h"
#include "services/simulator/letter.h"
#include "services/simulator/trade.h"

namespace lunchrush::simulator::wechatpay {

Letter compose(const WechatAccount& account, const Trade& trade, const Event& event,
               const Variation& variation, domain::Instant now);

}  // namespace lunchrush::simulator::wechatpay
