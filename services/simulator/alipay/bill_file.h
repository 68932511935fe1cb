// The daily bill as Alipay makes it: a ZIP of GBK texts (payment-gateways 2.7).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/simulator/accounts.h"
#include "services/simulator/disturbance.h"
#include "services/simulator/ledger.h"

namespace lunchrush::simulator::alipay {

// nullopt: nothing happened that day. `day` is yyyy-MM-dd, or yyyy-MM for a month.
std::optional<std::string> bill_archive(const Ledger& ledger, const AlipayAccount& account,
                                        std::string_view day, const BillScript& script, domain::Instant now);

}  // namespace lunchrush::simulator::alipay
