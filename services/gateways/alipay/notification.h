// A notification of Alipay (2.4): form, signature, charset, meaning, in that order.
#pragma once

#include <string_view>
#include <variant>

#include "services/crypto/rsa.h"
#include "services/gateways/alipay/trade.h"
#include "services/gateways/gateway.h"

namespace lunchrush::gateways::alipay {

// Rejected reasons: malformed, duplicate, sign_type, signature, charset, notify_type.
std::variant<Verified, Rejected> open_notification(std::string_view body, const crypto::PublicKey& key,
                                                   const Identity& identity);

}  // namespace lunchrush::gateways::alipay
