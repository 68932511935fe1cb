// A notification of WeChat Pay (1.4): its signature, its envelope, its encrypted resource, what it says.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "services/gateways/gateway.h"
#include "services/gateways/wechatpay/objects.h"
#include "services/gateways/wechatpay/signing.h"

namespace lunchrush::gateways::wechatpay {

struct NotificationKeys {
  const PlatformKeys& platform;
  std::string_view apiv3_key;
};

// Rejected reasons: the names of Verdict, then algorithm, decrypt, malformed, event_type.
std::variant<Verified, Rejected> open_notification(const Headers& headers, std::string_view body,
                                                   domain::Instant now, const NotificationKeys& keys,
                                                   const Identity& identity);

// The AEAD_AES_256_GCM object of notifications and certificates: algorithm, nonce, associated_data,
// ciphertext. A reason when it cannot be opened: algorithm, malformed or decrypt.
std::variant<std::string, Rejected> decrypt_resource(const boost::json::object& resource,
                                                     std::string_view apiv3_key);

}  // namespace lunchrush::gateways::wechatpay
