// A notification of WeChat Pay. The input is the plaintext of a resource: sealed and signed with keys of the
// fuzzer's own, it is opened or rejected, and what is opened says nothing it may not say. And one byte of a
// genuine message is changed, where the input says: it must not verify.
#include <boost/json.hpp>

#include "services/crypto/aead.h"
#include "services/crypto/digest.h"
#include "services/gateways/header_list.h"
#include "services/gateways/wechatpay/notification.h"
#include "tests/fuzz/evidence_rules.h"
#include "tests/fuzz/require.h"

using namespace lunchrush;
using namespace lunchrush::gateways;
using fuzz::require;

namespace {

constexpr domain::Instant now{std::chrono::seconds{1'795'000'000}};
constexpr std::string_view timestamp = "1795000000", nonce = "a-nonce", serial = "5157F09E";
constexpr std::string_view apiv3_key = "0123456789abcdef0123456789abcdef";
const wechatpay::Identity identity{.mchid = "1900007291", .appid = "wxd678efh567hg6787"};

const crypto::PrivateKey& platform_key() {
  static const auto key = crypto::PrivateKey::generate();
  return key;
}
const wechatpay::PlatformKeys& platform_keys() {
  static const wechatpay::PlatformKeys keys{
      {std::string(serial), crypto::PublicKey::from_text(platform_key().public_pem()).value()}};
  return keys;
}

struct Message {
  std::string timestamp, nonce, serial, signature, body;

  std::variant<Verified, Rejected> open() const {
    HeaderList headers;
    headers.fields = {{"wechatpay-timestamp", timestamp},
                      {"Wechatpay-Nonce", nonce},
                      {"Wechatpay-Serial", serial},
                      {"WECHATPAY-SIGNATURE", signature}};
    return wechatpay::open_notification(headers, body, now,
                                        {.platform = platform_keys(), .apiv3_key = apiv3_key}, identity);
  }
};

std::string envelope(std::string_view plaintext, std::string_view event) {
  const auto sealed = crypto::aead_encrypt(
      {.key = apiv3_key, .nonce = "0123456789ab", .associated = "transaction"}, plaintext);
  return boost::json::serialize(
      boost::json::object{{"id", "EV-1"},
                          {"event_type", event},
                          {"resource", boost::json::object{{"algorithm", "AEAD_AES_256_GCM"},
                                                           {"nonce", "0123456789ab"},
                                                           {"associated_data", "transaction"},
                                                           {"ciphertext", crypto::to_base64(sealed)}}}});
}

Message signed_message(std::string body) {
  Message out{.timestamp = std::string(timestamp),
              .nonce = std::string(nonce),
              .serial = std::string(serial),
              .signature = {},
              .body = std::move(body)};
  out.signature = platform_key().sign_base64(wechatpay::message_received(out.timestamp, out.nonce, out.body));
  return out;
}

void believable(const std::variant<Verified, Rejected>& opened, std::string_view plaintext) {
  if (const auto* rejected = std::get_if<Rejected>(&opened))
    return require(rejected->reason == "malformed" || rejected->reason == "event_type",
                   "rejected for no reason");
  const auto& verified = std::get<Verified>(opened);
  require(verified.notify_id == "EV-1", "an event under another id");
  if (const auto* payment = std::get_if<domain::PaymentEvidence>(&verified.evidence)) {
    fuzz::believable(*payment);
    require(payment->raw == plaintext, "the record is not what came");
  } else {
    fuzz::believable(std::get<domain::RefundEvidence>(verified.evidence));
  }
}

// Where and what, from the input's own bytes.
void changed_is_rejected(const Message& genuine, std::string_view input) {
  auto message = genuine;
  const auto pick = std::hash<std::string_view>{}(input);
  std::string* const parts[] = {&message.timestamp, &message.nonce, &message.serial, &message.signature,
                                &message.body};
  auto& part = *parts[pick % 5];
  auto& byte = part[(pick >> 8) % part.size()];
  byte = static_cast<char>(byte ^ (1 + (pick >> 32) % 255));
  require(std::holds_alternative<Rejected>(message.open()), "a changed message verifies");
}

}  // namespace

// Signing takes as long as a thousand readings: one input in sixteen, told by its own bytes, goes the whole
// way.
bool goes_the_whole_way(std::string_view input) { return std::hash<std::string_view>{}(input) % 16 == 0; }

void opens_what_it_sealed(std::string_view plaintext) {
  const auto body = boost::json::parse(envelope(plaintext, "TRANSACTION.SUCCESS"));
  const auto opened = wechatpay::decrypt_resource(body.at("resource").as_object(), apiv3_key);
  require(std::get<std::string>(opened) == plaintext, "a resource opens as something else");
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static const auto paid =
      signed_message(envelope(R"({"out_trade_no":"p","trade_state":"NOTPAY"})", "TRANSACTION.SUCCESS"));
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  changed_is_rejected(paid, text);
  opens_what_it_sealed(text);
  if (!goes_the_whole_way(text)) return 0;
  if (data[0] == 'e') {  // the input is the envelope itself
    const auto opened = signed_message(std::string(text)).open();
    if (const auto* verified = std::get_if<Verified>(&opened))
      require(!verified->notify_id.empty(), "an event without id");
    return 0;
  }
  const auto event = data[0] == 'r' ? "REFUND.SUCCESS" : "TRANSACTION.SUCCESS";
  believable(signed_message(envelope(text, event)).open(), text);
  return 0;
}
