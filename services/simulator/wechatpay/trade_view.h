// Trades and refunds in WeChat Pay's words: answers to queries, and the plaintext of notifications.
#pragma once

#include <boost/json/object.hpp>

#include "services/simulator/accounts.h"
#include "services/simulator/trade.h"

namespace lunchrush::simulator::wechatpay {

std::string_view trade_state(const Trade& trade, domain::Instant now);
std::string_view trade_type(const Trade& trade);

boost::json::object transaction(const WechatAccount& account, const Trade& trade, domain::Instant now);
boost::json::object refund(const Trade& trade, const Refund& refund);  // of an answer
boost::json::object refund_notice(const WechatAccount& account, const Trade& trade,
                                  const Refund& refund);  // of a notification

}  // namespace lunchrush::simulator::wechatpay
