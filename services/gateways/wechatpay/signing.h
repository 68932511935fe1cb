// Everything WeChat Pay has signed: requests (payment-gateways.md 1.2), answers and notifications (1.3), and
// the parameters a mini-program pays with (1.7). The texts are built here and nowhere else.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/crypto/rsa.h"
#include "services/gateways/gateway.h"

namespace lunchrush::gateways::wechatpay {

struct RequestParts {
  std::string_view method;
  std::string_view target;     // path and query exactly as sent
  std::string_view timestamp;  // Unix seconds
  std::string_view nonce;
  std::string_view body;  // exactly as sent
};
std::string request_message(const RequestParts& parts);

struct Signer {
  std::string mchid;
  std::string serial;  // of the merchant's certificate
  crypto::PrivateKey key;

  // The value of the Authorization header.
  std::string authorization(const RequestParts& parts) const;
};

struct PaySignParts {
  std::string_view app_id;
  std::string_view timestamp;
  std::string_view nonce;
  std::string_view package;  // "prepay_id=…"; the bare prepay_id for an app
};
std::string pay_sign_message(const PaySignParts& parts);

std::string message_received(std::string_view timestamp, std::string_view nonce, std::string_view body);

// The gateway's public keys by serial: platform certificates and "PUB_KEY_ID_…" side by side.
using PlatformKeys = std::map<std::string, crypto::PublicKey, std::less<>>;

inline constexpr std::chrono::seconds clock_tolerance{300};  // both ways; exactly 300 is still accepted

enum class Verdict { good, header_missing, timestamp, serial_unknown, probe, bad };
std::string_view name_of(Verdict verdict);

// `body` is what was received, byte for byte. A probe (1.3) is only a name for one way to fail.
Verdict verify(const Headers& headers, std::string_view body, domain::Instant now, const PlatformKeys& keys);

}  // namespace lunchrush::gateways::wechatpay
