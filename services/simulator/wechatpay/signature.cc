#include "services/simulator/wechatpay/signature.h"

#include "services/simulator/numbers.h"

namespace lunchrush::simulator::wechatpay {
namespace {

constexpr std::string_view probe_prefix = "WECHATPAY/SIGNTEST/";
constexpr std::string_view nobodys_serial = "7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF";

// Any other key of this account: its signatures are well-formed and wrong.
const crypto::PrivateKey& stranger_to(const WechatAccount& account, const SigningKey& key) {
  for (const auto& other : account.platform_keys) {
    if (other.serial != key.serial) return other.key;
  }
  return account.public_key ? account.public_key->key : key.key;
}

void alter(std::string& body) {
  if (body.empty()) return void(body = " ");
  body[body.size() / 2] = body[body.size() / 2] == 'x' ? 'y' : 'x';
}

}  // namespace

SignedBody sign(const WechatAccount& account, const SigningKey& key, std::string body,
                const Spoiling& spoiling, domain::Instant now) {
  if (spoiling.tamper == Tamper::unsigned_) return {{}, std::move(body)};
  const auto offset = spoiling.tamper == Tamper::stale ? spoiling.offset : std::chrono::seconds{0};
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now + offset).time_since_epoch().count();
  const std::string timestamp = std::to_string(seconds), nonce = random_letters(32);
  const std::string message = timestamp + "\n" + nonce + "\n" + body + "\n";
  const auto& signer = spoiling.tamper == Tamper::forged ? stranger_to(account, key) : key.key;
  std::string signature = signer.sign_base64(message);
  if (spoiling.tamper == Tamper::probe) signature.replace(0, probe_prefix.size(), probe_prefix);
  if (spoiling.tamper == Tamper::altered) alter(body);
  if (spoiling.tamper == Tamper::empty_body) body.clear();
  const bool unknown = spoiling.tamper == Tamper::unknown_serial;
  return {{{"Wechatpay-Timestamp", timestamp},
           {"Wechatpay-Nonce", nonce},
           {"Wechatpay-Signature", std::move(signature)},
           {"Wechatpay-Serial", unknown ? std::string(nobodys_serial) : key.serial},
           {"Wechatpay-Signature-Type", "WECHATPAY2-SHA256-RSA2048"}},
          std::move(body)};
}

}  // namespace lunchrush::simulator::wechatpay
