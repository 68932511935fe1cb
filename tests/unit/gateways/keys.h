// Keys of the test's own making, generated once: the slow part of this program.
#pragma once

#include "services/crypto/rsa.h"
#include "services/gateways/account.h"

namespace lunchrush::gateways::test {

const crypto::PrivateKey& merchant_key();  // ours: WeChat Pay's merchant, and Alipay's application
const crypto::PrivateKey& platform_key();  // the gateway's
const crypto::PrivateKey& stranger_key();  // nobody's

inline crypto::PublicKey public_of(const crypto::PrivateKey& key) {
  return crypto::PublicKey::from_text(key.public_pem()).value();
}

inline constexpr std::string_view platform_serial = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1";
inline constexpr std::string_view public_key_id = "PUB_KEY_ID_0119000072912026010100000001";
inline constexpr std::string_view apiv3_key = "0123456789abcdef0123456789abcdef";

// Certificate mode with the platform's key configured; a test changes what it is about.
Account wechat_account(std::string base_url);
Account alipay_account(std::string base_url);

}  // namespace lunchrush::gateways::test
