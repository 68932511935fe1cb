// What the gateway signs, and how it goes wrong on demand (payment-gateways 1.3).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "services/domain/time.h"
#include "services/simulator/accounts.h"
#include "services/simulator/tamper.h"

namespace lunchrush::simulator::wechatpay {

struct SignedBody {
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

SignedBody sign(const WechatAccount& account, const SigningKey& key, std::string body,
                const Spoiling& spoiling, domain::Instant now);

}  // namespace lunchrush::simulator::wechatpay
