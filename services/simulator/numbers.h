// Numbers and ids shaped like the gateways' own. Callers treat them as opaque; people recognise them.
#pragma once

#include <cstddef>
#include <string>

#include "services/domain/time.h"

namespace lunchrush::simulator {

std::string random_digits(std::size_t count);
std::string random_letters(std::size_t count);  // [A-Za-z0-9]
std::string random_uuid();                      // 8-4-4-4-12

std::string wechat_prepay_id(domain::Instant at);       // wx…, 36 characters
std::string wechat_code();                              // the pr= of a code_url
std::string wechat_transaction_id(domain::Instant at);  // 28 digits, 4200…
std::string wechat_refund_id(domain::Instant at);       // 29 digits, 50…
std::string wechat_openid();
std::string alipay_qr();                          // the path of https://qr.alipay.com/…
std::string alipay_trade_no(domain::Instant at);  // 28 digits, date first
std::string alipay_notify_id(domain::Instant at);
std::string alipay_buyer_id();  // 2088…

}  // namespace lunchrush::simulator
