// The daily trade bill as WeChat Pay writes it: a byte-order mark, CRLF, backticks before every value, yuan
// (payment-gateways 1.12).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/simulator/accounts.h"
#include "services/simulator/disturbance.h"
#include "services/simulator/ledger.h"

namespace lunchrush::simulator::wechatpay {

enum class BillType { all, success, refund };

// nullopt: nothing happened that day.
std::optional<std::string> trade_bill(const Ledger& ledger, const WechatAccount& account,
                                      std::string_view day, BillType type, const BillScript& script);

}  // namespace lunchrush::simulator::wechatpay
