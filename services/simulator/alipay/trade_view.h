// Trades in Alipay's words.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "services/simulator/trade.h"

namespace lunchrush::simulator::alipay {

std::string_view trade_status(const Trade& trade, domain::Instant now);
std::string yuan(std::int64_t fen);
std::string buyer_logon_id(const Trade& trade);     // masked
std::string_view buyer_member(const Trade& trade);  // "buyer_user_id" or "buyer_open_id"

boost::json::object query_answer(const Trade& trade, domain::Instant now);
boost::json::object pay_answer(const Trade& trade);

}  // namespace lunchrush::simulator::alipay
