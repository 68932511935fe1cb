// Notifications of WeChat Pay v3 as its simulator signs them, written down before a measurement: signing is
// the gateway's work and costs more than everything the service does with the result.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "services/simulator/accounts.h"

namespace lunchrush::bench {

struct Payment {
  std::string out_trade_no;
  std::int64_t amount_fen = 0;
};

// Well-formed numbers of payments that nobody started: such a notification is verified, stored and set aside.
std::vector<Payment> unknown_payments(std::size_t count, std::uint32_t store);

// One whole HTTP request for each payment, signed now and so accepted for five minutes.
std::string signed_requests(const simulator::WechatAccount& account, const std::vector<Payment>& payments);

}  // namespace lunchrush::bench
