// The Authorization header of WeChat Pay API v3 and the signature it carries (payment-gateways 1.2).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/domain/time.h"
#include "services/simulator/accounts.h"
#include "services/web/request.h"

namespace lunchrush::simulator::wechatpay {

struct Authorization {
  std::string mchid, nonce, timestamp, serial, signature;
};

// The scheme and exactly the five pairs, in any order.
std::optional<Authorization> parse_authorization(std::string_view header);

// Who signed this request; nullptr and a reason when nobody did.
struct Caller {
  WechatAccount* account = nullptr;
  std::string refusal;
};
Caller authenticate(const web::Request& request, Accounts& accounts, domain::Instant now);

}  // namespace lunchrush::simulator::wechatpay
