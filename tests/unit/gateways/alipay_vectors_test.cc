// Each published Alipay message, through the code that production uses.
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <set>

#include "services/gateways/alipay/answer.h"
#include "services/gateways/alipay/form.h"
#include "services/gateways/alipay/notification.h"
#include "services/gateways/beijing_time.h"
#include "services/gateways/percent.h"
#include "tests/unit/gateways/vectors.h"

using namespace lunchrush;
using namespace lunchrush::gateways;
using namespace lunchrush::gateways::alipay;
using namespace lunchrush::gateways::test;
namespace json = boost::json;

namespace {

Parameters parameters_of(const json::value& file) {
  Parameters out;
  for (const auto& [name, value] : in(file, "inputs", "params").as_object())
    out.emplace(std::string(name), std::string(value.as_string()));
  return out;
}

std::string form_of(const json::value& file) {
  if (const auto* const form = in(file, "inputs").as_object().if_contains("form_body"))
    return std::string(form->as_string());
  std::string out;
  for (const auto& [name, value] : parameters_of(file))
    out += (out.empty() ? "" : "&") + name + "=" + percent_encode(value);
  return out;
}

crypto::PublicKey key_of(const json::value& file) {
  return crypto::PublicKey::from_text(text_in(file, "keys", "alipay_public_key_pem")).value();
}

}  // namespace

TEST_CASE("a real production notification is evidence of its payment", "[alipay][vectors]") {
  const auto file = vector_file("alipay/notify-trade-success-real");
  if (!file) return;
  CHECK(text_to_sign(parse_form(form_of(*file)).parameters, Signed::notification) ==
        text_in(*file, "expected", "string_to_sign"));
  const auto result = open_notification(form_of(*file), key_of(*file),
                                        {.seller_id = "2088531891668739", .app_id = "2019073166072302"});
  REQUIRE(std::holds_alternative<Verified>(result));
  const auto& verified = std::get<Verified>(result);
  CHECK(verified.notify_id == text_in(*file, "expected", "notify_id"));
  const auto& evidence = std::get<domain::PaymentEvidence>(verified.evidence);
  CHECK(evidence.finding == domain::PaymentFinding::paid);
  CHECK(evidence.out_trade_no == text_in(*file, "expected", "out_trade_no"));
  CHECK(evidence.amount == domain::Money(in(*file, "expected", "total_amount_fen").as_int64()));
  CHECK(evidence.account_matches);
  CHECK(evidence.paid_at == from_beijing_text("2019-08-15 15:56:24"));
}

TEST_CASE("its signature is not over sign_type", "[alipay][vectors]") {
  const auto file = vector_file("alipay/notify-trade-success-real");
  if (!file) return;
  const auto form = parse_form(form_of(*file));
  CHECK_FALSE(key_of(*file).verify_base64(text_to_sign(form.parameters, Signed::request), form.at("sign")));
}

TEST_CASE("published notifications that must not be believed are refused [row 65]", "[alipay][vectors]") {
  const auto* const name = GENERATE("alipay/notify-tampered-negative", "alipay/notify-wrong-key-negative",
                                    "alipay/notify-servicemarket-includes-sign-type");
  const auto file = vector_file(name);
  if (!file) return;
  const auto result = open_notification(form_of(*file), key_of(*file), {});
  REQUIRE(std::holds_alternative<Rejected>(result));
  CHECK(std::get<Rejected>(result).reason == "signature");
}

TEST_CASE("a message of another product verifies only with sign_type in, and is not taken for a trade's",
          "[alipay][vectors]") {
  const auto file = vector_file("alipay/notify-servicemarket-includes-sign-type");
  if (!file) return;
  const auto form = parse_form(form_of(*file));
  const auto text = text_to_sign(form.parameters, Signed::request);
  CHECK(text == text_in(*file, "expected", "string_to_sign"));
  CHECK(key_of(*file).verify_base64(text, form.at("sign")));
}

TEST_CASE("published parameters give the published text, and RSA2 verifies over it", "[alipay][vectors]") {
  const auto* const name = GENERATE("alipay/java-rsa2-v2", "alipay/java-rsa2-v2-utf8");
  const auto file = vector_file(name);
  if (!file) return;
  const auto text = text_to_sign(parameters_of(*file), Signed::request);
  CHECK(text == text_in(*file, "expected", "string_to_sign"));
  for (const auto* form : {"public_key_pem", "certificate_pem"})
    CHECK(crypto::PublicKey::from_text(text_in(*file, "keys", form))
              .value()
              .verify_base64(text, text_in(*file, "inputs", "sign")));
}

TEST_CASE("a SHA-1 signature is refused, although it is genuine [row 68]", "[alipay][vectors]") {
  const auto file = vector_file("alipay/java-rsa1-v2-legacy");
  if (!file) return;
  const auto text = text_to_sign(parameters_of(*file), Signed::request);
  CHECK(text == text_in(*file, "expected", "string_to_sign"));
  const auto key = crypto::PublicKey::from_text(text_in(*file, "keys", "public_key_pem")).value();
  CHECK_FALSE(key.verify_base64(text, text_in(*file, "inputs", "sign")));
  auto form = form_of(*file) + "&sign=" + percent_encode(text_in(*file, "inputs", "sign"));
  const auto result = open_notification(form, key, {});
  REQUIRE(std::holds_alternative<Rejected>(result));
  CHECK(std::get<Rejected>(result).reason == "sign_type");
}

TEST_CASE("the signed part of published answers is found byte for byte", "[alipay][vectors]") {
  const auto file = vector_file("alipay/sync-response-extract-substring");
  if (!file) return;
  const auto& bodies = in(*file, "inputs", "raw_bodies").as_array();
  const auto& expected = in(*file, "expected", "signed_substrings").as_array();
  REQUIRE(bodies.size() == expected.size());
  for (std::size_t i = 0; i != bodies.size(); ++i) {
    const std::string body(bodies[i].as_string());
    const auto found = outer_member(body, text_in(*file, "inputs", "response_key"));
    REQUIRE(found.has_value());
    CHECK(*found == std::string_view(expected[i].as_string()));
  }
}

TEST_CASE("a recorded answer of the sandbox verifies, and not one byte of it may change",
          "[alipay][vectors]") {
  const auto file = vector_file("alipay/sync-response-verify-sandbox");
  if (!file) return;
  auto body = text_in(*file, "inputs", "raw_body");
  const auto key = key_of(*file);
  const auto node = read_answer(body, "alipay.open.file.upload", key);
  CHECK(node.trust == Trust::verified);
  CHECK(node.bytes == text_in(*file, "expected", "signed_substring"));
  body[body.find("CAxAToWB")] = 'D';
  CHECK(read_answer(body, "alipay.open.file.upload", key).trust == Trust::none);
}

TEST_CASE("every published vector but the bills is run by some test", "[vectors]") {
  const std::set<std::string> bills{
      "alipay/bill-trade-detail-excerpt", "wechat/fundflowbill-rows",
      "wechat/tradebill-all-real-bytes",  "wechat/tradebill-malformed",
      "wechat/tradebill-refund-rows",     "wechat/tradebill-php-fixture-excerpt",
      "wechat/tradebill-success-rows",
  };
  const std::set<std::string> run{
      "wechat/aead-axios-plugin-16-byte-iv",
      "wechat/aead-gunsluo",
      "wechat/aead-wechatpay-java",
      "wechat/certificates-download-gunsluo",
      "wechat/certificates-download-wechatpay-java",
      "wechat/notify-refund-plaintext-not-an-object-gunsluo",
      "wechat/notify-refund-success-gunsluo",
      "wechat/notify-signtest-probe-negative",
      "wechat/notify-transaction-plaintext-not-an-object-gunsluo",
      "wechat/notify-transaction-success-gunsluo",
      "wechat/notify-wechatpay-go-platform-cert",
      "wechat/paysign-doc-app",
      "wechat/paysign-doc-jsapi-miniprogram",
      "wechat/request-message-wechatpay-java-get-query",
      "wechat/request-messages-gunsluo",
      "wechat/request-sign-doc-jsapi",
      "wechat/request-sign-gunsluo-get-certificates",
      "wechat/request-sign-gunsluo-native",
      "wechat/response-verify-doc-pubkey-mode",
      "wechat/response-verify-gunsluo-certificates",
      "wechat/rsa-verify-wechatpay-java",
      "alipay/java-rsa1-v2-legacy",
      "alipay/java-rsa2-v2",
      "alipay/java-rsa2-v2-utf8",
      "alipay/notify-servicemarket-includes-sign-type",
      "alipay/notify-tampered-negative",
      "alipay/notify-trade-success-real",
      "alipay/notify-wrong-key-negative",
      "alipay/sync-response-extract-substring",
      "alipay/sync-response-verify-sandbox",
  };
  for (const auto& name : vector_names()) {
    INFO(name);
    CHECK(run.contains(name) != bills.contains(name));
  }
}
