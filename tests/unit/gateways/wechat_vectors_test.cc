// Each published WeChat Pay message, through the code that production uses.
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <map>

#include "services/crypto/aead.h"
#include "services/crypto/digest.h"
#include "services/gateways/beijing_time.h"
#include "services/gateways/header_list.h"
#include "services/gateways/wechatpay/certificates.h"
#include "services/gateways/wechatpay/notification.h"
#include "tests/unit/gateways/keys.h"
#include "tests/unit/gateways/vectors.h"

using namespace lunchrush;
using namespace lunchrush::gateways;
using namespace lunchrush::gateways::wechatpay;
using namespace lunchrush::gateways::test;
namespace json = boost::json;

namespace {

HeaderList headers_of(const json::value& file) {
  HeaderList out;
  for (const auto& [name, value] : in(file, "inputs", "headers").as_object())
    out.fields.emplace_back(std::string(name), std::string(value.as_string()));
  return out;
}

// The moment at which the message was made, so that it is fresh.
domain::Instant moment_of(const json::value& file) {
  return domain::Instant(
      std::chrono::seconds(std::stoll(text_in(file, "inputs", "headers", "Wechatpay-Timestamp"))));
}

PlatformKeys keys_of(const json::value& file) {
  const auto& keys = in(file, "keys").as_object();
  const auto* const name =
      keys.contains("platform_certificate_pem") ? "platform_certificate_pem" : "platform_public_key_pem";
  PlatformKeys out;
  out.emplace(text_in(file, "inputs", "headers", "Wechatpay-Serial"),
              crypto::PublicKey::from_text(text_in(file, "keys", name)).value());
  return out;
}

Verdict verdict_of(const json::value& file) {
  return verify(headers_of(file), text_in(file, "inputs", "body"), moment_of(file), keys_of(file));
}

std::variant<Verified, Rejected> opened(const json::value& file) {
  const auto keys = keys_of(file);
  const auto apiv3 = text_in(file, "keys", "api_v3_key");
  return open_notification(headers_of(file), text_in(file, "inputs", "body"), moment_of(file),
                           {.platform = keys, .apiv3_key = apiv3},
                           {.mchid = "1601959334", .appid = "wx81be3101902f7cb2"});
}

std::string target_of(const std::string& url) { return url.substr(url.find('/', url.find("://") + 3)); }

std::string message_of(const json::value& request) {
  const auto& members = request.as_object();
  const auto target =
      members.contains("url_path") ? text_in(request, "url_path") : target_of(text_in(request, "url"));
  const auto method = text_in(request, "method"), timestamp = text_in(request, "timestamp");
  const auto nonce = text_in(request, "nonce"), body = text_in(request, "body");
  return request_message(
      {.method = method, .target = target, .timestamp = timestamp, .nonce = nonce, .body = body});
}

}  // namespace

TEST_CASE("published request messages are built byte for byte, and their signatures are over them",
          "[wechatpay][vectors]") {
  const auto* const name =
      GENERATE("wechat/request-sign-doc-jsapi", "wechat/request-sign-gunsluo-get-certificates",
               "wechat/request-sign-gunsluo-native", "wechat/request-message-wechatpay-java-get-query");
  const auto file = vector_file(name);
  if (!file) return;
  const auto message = message_of(in(*file, "inputs"));
  CHECK(message == text_in(*file, "expected", "message"));
  if (in(*file, "keys").as_object().empty()) return;
  const auto key = crypto::PublicKey::from_text(text_in(*file, "keys", "merchant_public_key_pem")).value();
  CHECK(key.verify_base64(message, text_in(*file, "expected", "signature_base64")));
}

TEST_CASE("published lists of request messages are built byte for byte", "[wechatpay][vectors]") {
  const auto file = vector_file("wechat/request-messages-gunsluo");
  if (!file) return;
  const auto& cases = in(*file, "inputs", "cases").as_array();
  const auto& messages = in(*file, "expected", "messages").as_array();
  REQUIRE(cases.size() == messages.size());
  for (std::size_t i = 0; i != cases.size(); ++i) CHECK(message_of(cases[i]) == messages[i].as_string());
}

TEST_CASE("published client signatures are over our four lines", "[wechatpay][vectors]") {
  auto [name, package] = GENERATE(table<std::string, std::string>(
      {{"wechat/paysign-doc-jsapi-miniprogram", "package"}, {"wechat/paysign-doc-app", "prepayId"}}));
  const auto file = vector_file(name);
  if (!file) return;
  const auto app_id = text_in(*file, "inputs", "appId"), timestamp = text_in(*file, "inputs", "timeStamp");
  const auto nonce = text_in(*file, "inputs", "nonceStr"), fourth = text_in(*file, "inputs", package);
  const auto message =
      pay_sign_message({.app_id = app_id, .timestamp = timestamp, .nonce = nonce, .package = fourth});
  CHECK(message == text_in(*file, "expected", "message"));
  const auto key = crypto::PublicKey::from_text(text_in(*file, "keys", "merchant_public_key_pem")).value();
  CHECK(key.verify_base64(message, text_in(*file, "expected", "signature_base64")));
}

TEST_CASE("published answers verify, in certificate and in public-key mode", "[wechatpay][vectors]") {
  const auto* const name =
      GENERATE("wechat/response-verify-doc-pubkey-mode", "wechat/response-verify-gunsluo-certificates",
               "wechat/certificates-download-gunsluo");
  const auto file = vector_file(name);
  if (!file) return;
  CHECK(verdict_of(*file) == Verdict::good);
}

TEST_CASE("every published mutation of an answer fails [row 65]", "[wechatpay][vectors]") {
  const auto file = vector_file("wechat/response-verify-doc-pubkey-mode");
  if (!file) return;
  auto swapped = headers_of(*file);
  for (auto& [name, value] : swapped.fields) {
    if (name == "Wechatpay-Timestamp") value = text_in(*file, "inputs", "headers", "Wechatpay-Nonce");
    if (name == "Wechatpay-Nonce") value = text_in(*file, "inputs", "headers", "Wechatpay-Timestamp");
  }
  const auto keys = keys_of(*file);
  const auto body = text_in(*file, "inputs", "body");
  const auto signature = text_in(*file, "inputs", "headers", "Wechatpay-Signature");
  const auto message = text_in(*file, "expected", "message");
  const auto& key = keys.begin()->second;
  const std::map<std::string, bool> still_verifies{
      {"append one byte to the body",
       verify(headers_of(*file), body + "x", moment_of(*file), keys) == Verdict::good},
      {"swap timestamp and nonce", verify(swapped, body, moment_of(*file), keys) == Verdict::good},
      {"drop the final LF", key.verify_base64(message.substr(0, message.size() - 1), signature)},
  };
  for (const auto& mutation : in(*file, "expected", "mutations_that_must_fail").as_array()) {
    INFO(mutation);
    CHECK_FALSE(still_verifies.at(std::string(mutation.as_string())));
  }
  CHECK(key.verify_base64(message, signature));
}

TEST_CASE("the official SDK's signature verifies with the right key and with no other",
          "[wechatpay][vectors]") {
  const auto file = vector_file("wechat/rsa-verify-wechatpay-java");
  if (!file) return;
  const auto certificate = text_in(*file, "keys", "right_certificate_pem");
  const auto right = crypto::PublicKey::from_text(certificate).value();
  const auto wrong = crypto::PublicKey::from_text(text_in(*file, "keys", "wrong_public_key_pem")).value();
  const auto signature = text_in(*file, "inputs", "signature_base64");
  CHECK(right.verify_base64(text_in(*file, "inputs", "message"), signature));
  CHECK_FALSE(wrong.verify_base64(text_in(*file, "inputs", "message"), signature));
  CHECK(crypto::certificate_serial(certificate).value() ==
        text_in(*file, "expected", "merchant_certificate_serial_hex"));
}

TEST_CASE("published resources decrypt, and their mutations do not [row 65]", "[wechatpay][vectors]") {
  const auto* const name = GENERATE("wechat/aead-gunsluo", "wechat/aead-wechatpay-java");
  const auto file = vector_file(name);
  if (!file) return;
  const auto open_with = [&](const json::object& changed) {
    const auto value = [&](const char* member, std::string fallback) {
      const auto* const found = changed.if_contains(member);
      return found == nullptr ? fallback : std::string(found->as_string());
    };
    auto ciphertext = value("ciphertext", text_in(*file, "expected", "ciphertext_base64"));
    if (ciphertext == "128 zero bytes") ciphertext = crypto::to_base64(std::string(128, '\0'));
    const json::object resource{
        {"algorithm", "AEAD_AES_256_GCM"},
        {"nonce", value("nonce", text_in(*file, "inputs", "nonce"))},
        {"associated_data", value("associated_data", text_in(*file, "inputs", "associated_data"))},
        {"ciphertext", ciphertext}};
    return decrypt_resource(resource, value("api_v3_key", text_in(*file, "keys", "api_v3_key")));
  };
  const auto plaintext = open_with({});
  REQUIRE(std::holds_alternative<std::string>(plaintext));
  CHECK(std::get<std::string>(plaintext) == text_in(*file, "inputs", "plaintext"));
  for (const auto& changed : in(*file, "expected", "must_fail").as_array())
    CHECK(std::holds_alternative<Rejected>(open_with(changed.as_object())));
}

TEST_CASE("the cipher passes a nonce of 16 bytes on, while a resource with one is refused",
          "[wechatpay][vectors]") {
  const auto file = vector_file("wechat/aead-axios-plugin-16-byte-iv");
  if (!file) return;
  const auto key = text_in(*file, "keys", "api_v3_key");
  const auto& cases = in(*file, "inputs", "cases").as_array();
  for (std::size_t i = 0; i != cases.size(); ++i) {
    const auto nonce = text_in(cases[i], "nonce"), associated = text_in(cases[i], "associated_data");
    const auto sealed = crypto::aead_encrypt({.key = key, .nonce = nonce, .associated = associated},
                                             text_in(cases[i], "plaintext"));
    const auto expected = std::string(in(*file, "expected", "ciphertexts_base64").as_array()[i].as_string());
    CHECK(crypto::to_base64(sealed) == expected);
    const json::object resource{{"algorithm", "AEAD_AES_256_GCM"},
                                {"nonce", nonce},
                                {"associated_data", associated},
                                {"ciphertext", expected}};
    CHECK(std::holds_alternative<Rejected>(decrypt_resource(resource, key)));
  }
}

TEST_CASE("published certificate lists give the certificates they name", "[wechatpay][vectors]") {
  const auto file = vector_file("wechat/certificates-download-wechatpay-java");
  if (!file) return;
  const auto body = json::serialize(in(*file, "inputs", "response"));
  const auto key = text_in(*file, "keys", "api_v3_key");
  const auto keys = read_certificates(body, key);
  REQUIRE(keys.has_value());
  CHECK(keys->size() == 1);
  CHECK(keys->contains(text_in(*file, "expected", "certificate_serial_hex")));
  CHECK_FALSE(read_certificates(body, "00000000000000000000000000000000").has_value());
}

TEST_CASE("a certificate listed under another's serial is refused, although it decrypts",
          "[wechatpay][vectors]") {
  const auto file = vector_file("wechat/certificates-download-gunsluo");
  if (!file) return;
  // The publisher's own list names a serial that its mock certificate does not have.
  const auto keys = read_certificates(text_in(*file, "inputs", "body"), text_in(*file, "keys", "api_v3_key"));
  const auto listed =
      json::parse(text_in(*file, "inputs", "body")).at("data").at(0).at("serial_no").as_string();
  const auto actual = crypto::certificate_serial(text_in(*file, "expected", "certificate_pem")).value();
  CHECK(keys.has_value() == (listed == actual));
}

TEST_CASE("a published notification of a payment is evidence of that payment", "[wechatpay][vectors]") {
  const auto file = vector_file("wechat/notify-transaction-success-gunsluo");
  if (!file) return;
  const auto result = opened(*file);
  REQUIRE(std::holds_alternative<Verified>(result));
  const auto& verified = std::get<Verified>(result);
  CHECK(verified.notify_id == "b62e271c-3389-58a0-8146-4a704966e8f1");
  CHECK(verified.kind == "payment");
  const auto& evidence = std::get<domain::PaymentEvidence>(verified.evidence);
  CHECK(evidence.finding == domain::PaymentFinding::paid);
  CHECK(evidence.out_trade_no == "S20210128170702357723");
  CHECK(evidence.transaction_id == "4200000925202101284997714292");
  CHECK(evidence.amount == domain::Money(1));
  CHECK(evidence.account_matches);
  CHECK(evidence.paid_at == from_rfc3339("2021-01-28T17:07:11+08:00"));
  CHECK(evidence.raw == text_in(*file, "expected", "plaintext"));
}

TEST_CASE("a published notification of a refund is evidence of that refund", "[wechatpay][vectors]") {
  const auto file = vector_file("wechat/notify-refund-success-gunsluo");
  if (!file) return;
  const auto result = opened(*file);
  REQUIRE(std::holds_alternative<Verified>(result));
  const auto& evidence = std::get<domain::RefundEvidence>(std::get<Verified>(result).evidence);
  CHECK(evidence.finding == domain::RefundFinding::succeeded);
  CHECK(evidence.out_refund_no == "S20210201151309277501");
  CHECK(evidence.out_trade_no == "S20210128170702357723");
  CHECK(evidence.amount == domain::Money(1));
  CHECK_FALSE(evidence.needs_query);
}

TEST_CASE("published notifications that must be refused are, each for its reason [row 65]",
          "[wechatpay][vectors]") {
  auto [name, reason] = GENERATE(table<std::string, std::string>({
      {"wechat/notify-signtest-probe-negative", "probe"},
      {"wechat/notify-refund-plaintext-not-an-object-gunsluo", "malformed"},
      {"wechat/notify-transaction-plaintext-not-an-object-gunsluo", "malformed"},
      {"wechat/notify-wechatpay-go-platform-cert", "event_type"},  // genuine, of a product we do not use
  }));
  const auto file = vector_file(name);
  if (!file) return;
  const auto result = opened(*file);
  REQUIRE(std::holds_alternative<Rejected>(result));
  CHECK(std::get<Rejected>(result).reason == reason);
}

TEST_CASE("the official SDK's notification verifies by its platform certificate", "[wechatpay][vectors]") {
  const auto file = vector_file("wechat/notify-wechatpay-go-platform-cert");
  if (!file) return;
  CHECK(verdict_of(*file) == Verdict::good);
  CHECK(crypto::certificate_serial(text_in(*file, "keys", "platform_certificate_pem")).value() ==
        text_in(*file, "expected", "certificate_serial_hex"));
  // Its APIv3 key has 16 bytes; a key that is not exactly 32 opens nothing.
  const auto envelope = json::parse(text_in(*file, "inputs", "body"));
  CHECK(std::holds_alternative<Rejected>(
      decrypt_resource(in(envelope, "resource").as_object(), text_in(*file, "keys", "api_v3_key"))));
}
