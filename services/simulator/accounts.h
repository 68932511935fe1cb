// The gateway's side of every merchant account, read once from LUNCHRUSH_SIMULATOR_ACCOUNTS
// (docs/simulator.md shows the file; deploy/local/make-accounts.sh makes one).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/crypto/rsa.h"
#include "services/domain/result.h"

namespace lunchrush::simulator {

// One of the gateway's own keys: a platform certificate's, or the one behind a PUB_KEY_ID_.
struct SigningKey {
  std::string serial;  // 40 hexadecimal digits, or PUB_KEY_ID_…
  crypto::PrivateKey key;
  std::string certificate;  // PEM; empty for a PUB_KEY_ID_
};

// Which of them signs a notification; answers follow the request's own Wechatpay-Serial.
enum class SigningMode { certificate, public_key, mixed };

struct WechatAccount {
  std::string id;
  std::string name;  // what the cashier page shows
  std::string mchid;
  std::vector<std::string> app_ids;
  std::map<std::string, crypto::PublicKey> merchant_keys;  // by certificate serial
  std::string apiv3_key;
  std::vector<SigningKey> platform_keys;  // oldest first; those after `active` are not published yet
  std::size_t active = 0;
  std::optional<SigningKey> public_key;
  SigningMode mode = SigningMode::certificate;
  double public_key_share = 0.5;  // of notifications, in mixed mode

  bool has_app(std::string_view app_id) const;
  // What answers a request that carried this Wechatpay-Serial; empty when it carried none.
  const SigningKey& key_for_answer(std::string_view requested_serial) const;
  const SigningKey& key_for_notification(double chance) const;  // chance: uniform in [0,1)
};

struct AlipayAccount {
  std::string id;
  std::string name;
  std::string app_id;
  std::string seller_id;
  crypto::PublicKey app_key;      // verifies the merchant's requests
  crypto::PrivateKey alipay_key;  // signs answers and notifications
};

struct Accounts {
  std::vector<WechatAccount> wechat;
  std::vector<AlipayAccount> alipay;

  WechatAccount* wechat_by_mchid(std::string_view mchid);
  WechatAccount* wechat_by_id(std::string_view id);
  AlipayAccount* alipay_by_app_id(std::string_view app_id);
  AlipayAccount* alipay_by_id(std::string_view id);
};

// Error: invalid_request, detail names the account and the member.
domain::Result<Accounts> read_accounts(std::string_view json);

std::string_view name_of(SigningMode mode);
std::optional<SigningMode> signing_mode_named(std::string_view name);

}  // namespace lunchrush::simulator
