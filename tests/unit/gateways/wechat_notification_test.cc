// Notifications of WeChat Pay made with keys of this test's own.
#include "services/gateways/wechatpay/notification.h"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "services/crypto/aead.h"
#include "services/crypto/digest.h"
#include "services/gateways/header_list.h"
#include "services/gateways/wechatpay/key_store.h"
#include "tests/unit/gateways/keys.h"

using namespace lunchrush;
using namespace lunchrush::gateways;
using namespace lunchrush::gateways::wechatpay;
using namespace lunchrush::gateways::test;
namespace json = boost::json;

namespace {

const domain::Instant now{std::chrono::seconds(1'795'000'000)};
const Identity us{.mchid = "1900007291", .appid = "wxd678efh567hg6787"};

const PlatformKeys& both_keys() {
  static const PlatformKeys keys{{std::string(platform_serial), public_of(platform_key())},
                                 {std::string(public_key_id), public_of(merchant_key())}};
  return keys;
}

struct Message {
  HeaderList headers;
  std::string body;
};

struct Envelope {
  std::string event = "TRANSACTION.SUCCESS";
  std::string algorithm = "AEAD_AES_256_GCM";
  std::string plaintext;
  std::string_view key = apiv3_key;
  std::string nonce = "0123456789ab";
  std::string id = "evt-1";
};

std::string body_of(const Envelope& envelope) {
  const auto sealed = crypto::aead_encrypt(
      {.key = envelope.key, .nonce = envelope.nonce, .associated = "transaction"}, envelope.plaintext);
  return json::serialize(json::object{{"id", envelope.id},
                                      {"event_type", envelope.event},
                                      {"resource", json::object{{"algorithm", envelope.algorithm},
                                                                {"nonce", envelope.nonce},
                                                                {"associated_data", "transaction"},
                                                                {"ciphertext", crypto::to_base64(sealed)}}}});
}

Message signed_message(std::string body, std::chrono::seconds age = {},
                       const crypto::PrivateKey& key = platform_key(),
                       std::string_view serial = platform_serial) {
  const auto timestamp =
      std::to_string(std::chrono::floor<std::chrono::seconds>(now - age).time_since_epoch().count());
  Message out{.headers = {}, .body = std::move(body)};
  out.headers.fields = {
      {"Wechatpay-Timestamp", timestamp},
      {"Wechatpay-Nonce", "n0nce"},
      {"Wechatpay-Serial", std::string(serial)},
      {"Wechatpay-Signature", key.sign_base64(message_received(timestamp, "n0nce", out.body))}};
  return out;
}

std::string& header(Message& message, std::string_view name) {
  for (auto& [field, value] : message.headers.fields)
    if (field == name) return value;
  throw std::logic_error("no such header");
}

std::string payment_text(std::string_view amount = R"({"total":2200,"currency":"CNY"})") {
  return R"({"mchid":"1900007291","appid":"wxd678efh567hg6787","out_trade_no":"pay_01","transaction_id":"42",)"
         R"("trade_state":"SUCCESS","success_time":"2026-11-21T12:00:00+08:00","amount":)" +
         std::string(amount) + "}";
}

std::variant<Verified, Rejected> opened(const Message& message) {
  return open_notification(message.headers, message.body, now,
                           {.platform = both_keys(), .apiv3_key = apiv3_key}, us);
}

std::string outcome(const Message& message) {
  const auto result = opened(message);
  const auto* const rejected = std::get_if<Rejected>(&result);
  return rejected == nullptr ? "accepted" : rejected->reason;
}

Message good() { return signed_message(body_of({.plaintext = payment_text()})); }

}  // namespace

TEST_CASE("a genuine notification is accepted, signed with either kind of key", "[wechatpay]") {
  CHECK(outcome(good()) == "accepted");
  CHECK(outcome(signed_message(body_of({.plaintext = payment_text()}), {}, merchant_key(), public_key_id)) ==
        "accepted");
}

TEST_CASE("every forgery is refused for its reason [row 65]", "[wechatpay]") {
  using Change = std::function<void(Message&)>;
  auto [name, change, reason] = GENERATE(table<std::string, Change, std::string>({
      {"no signature", [](Message& m) { header(m, "Wechatpay-Signature").clear(); }, "header_missing"},
      {"no headers", [](Message& m) { m.headers.fields.clear(); }, "header_missing"},
      {"a header twice", [](Message& m) { m.headers.fields.push_back(m.headers.fields.back()); },
       "header_missing"},
      {"an altered byte", [](Message& m) { m.body[m.body.size() / 2] ^= 1; }, "signature"},
      {"an added line end", [](Message& m) { m.body += "\n"; }, "signature"},
      {"an empty body", [](Message& m) { m.body.clear(); }, "signature"},
      {"another key", [](Message& m) { m = signed_message(m.body, {}, stranger_key()); }, "signature"},
      {"our own key under the platform's serial",
       [](Message& m) { m = signed_message(m.body, {}, merchant_key()); }, "signature"},
      {"a wrong serial", [](Message& m) { header(m, "Wechatpay-Serial") = "00"; }, "serial"},
      {"the other key's serial", [](Message& m) { header(m, "Wechatpay-Serial") = public_key_id; },
       "signature"},
      {"a probe", [](Message& m) { header(m, "Wechatpay-Signature").insert(0, "WECHATPAY/SIGNTEST/"); },
       "probe"},
      {"no base64", [](Message& m) { header(m, "Wechatpay-Signature") = "***"; }, "signature"},
      {"a changed timestamp", [](Message& m) { header(m, "Wechatpay-Timestamp") = "1795000001"; },
       "signature"},
      {"milliseconds", [](Message& m) { header(m, "Wechatpay-Timestamp") += "000"; }, "timestamp"},
      {"no number", [](Message& m) { header(m, "Wechatpay-Timestamp") = "now"; }, "timestamp"},
      {"beyond any clock", [](Message& m) { header(m, "Wechatpay-Timestamp") = "9223372036854775807"; },
       "timestamp"},
      {"a changed nonce", [](Message& m) { header(m, "Wechatpay-Nonce") = "nonce"; }, "signature"},
  }));
  INFO(name);
  auto message = good();
  change(message);
  CHECK(outcome(message) == reason);
}

TEST_CASE("signed nonsense is refused for its reason, without a crash [row 65]", "[wechatpay]") {
  const std::string other_key(32, 'x');
  auto [name, body, reason] = GENERATE_COPY(table<std::string, std::string, std::string>({
      {"no JSON", "hello", "malformed"},
      {"empty", "", "malformed"},
      {"a list", "[]", "malformed"},
      {"no resource", R"({"id":"1","event_type":"TRANSACTION.SUCCESS"})", "algorithm"},
      {"no id", body_of({.plaintext = payment_text(), .id = ""}), "malformed"},
      {"another algorithm", body_of({.algorithm = "AEAD_AES_128_GCM", .plaintext = payment_text()}),
       "algorithm"},
      {"another APIv3 key", body_of({.plaintext = payment_text(), .key = other_key}), "decrypt"},
      {"a nonce of 16", body_of({.plaintext = payment_text(), .nonce = "0123456789abcdef"}), "malformed"},
      {"plaintext no object", body_of({.plaintext = "{xxx"}), "malformed"},
      {"a payment without amount", body_of({.plaintext = payment_text("{}")}), "malformed"},
      {"an event of another product", body_of({.event = "PAYSCORE.USER_PAID", .plaintext = "{}"}),
       "event_type"},
  }));
  INFO(name);
  CHECK(outcome(signed_message(body)) == reason);
}

TEST_CASE("a replay is accepted for five minutes and refused after, in both directions [row 66]",
          "[wechatpay]") {
  using std::chrono::seconds;
  auto [age, reason] = GENERATE(table<seconds, std::string>({
      {seconds(0), "accepted"},
      {seconds(300), "accepted"},
      {seconds(301), "timestamp"},
      {seconds(86'400), "timestamp"},
      {seconds(-300), "accepted"},
      {seconds(-301), "timestamp"},
  }));
  CHECK(outcome(signed_message(body_of({.plaintext = payment_text()}), age)) == reason);
}

TEST_CASE("a genuine notification with wrong content is told as it is, to be quarantined [row 67]",
          "[wechatpay]") {
  const auto text = payment_text(R"({"total":1,"currency":"USD"})");
  const auto result = opened(signed_message(body_of({.plaintext = text})));
  REQUIRE(std::holds_alternative<Verified>(result));
  const auto& evidence = std::get<domain::PaymentEvidence>(std::get<Verified>(result).evidence);
  CHECK(evidence.amount == domain::Money(1));
  CHECK(evidence.currency == "USD");
}

TEST_CASE("refund events are evidence of refunds; another merchant's is only a hint [row 67]",
          "[wechatpay]") {
  using F = domain::RefundFinding;
  auto [mchid, status, finding, needs_query] = GENERATE(table<std::string, std::string, F, bool>({
      {"1900007291", "SUCCESS", F::succeeded, false},
      {"1900007291", "CLOSED", F::failed, false},
      {"1900007291", "ABNORMAL", F::abnormal, false},
      {"1900007292", "SUCCESS", F::unknown, true},
  }));
  const auto text = R"({"mchid":")" + mchid +
                    R"(","out_trade_no":"pay_01","out_refund_no":"ref_01","refund_id":"50",)" +
                    R"("refund_status":")" + status + R"(","amount":{"total":2200,"refund":500}})";
  const auto result = opened(signed_message(body_of({.event = "REFUND." + status, .plaintext = text})));
  REQUIRE(std::holds_alternative<Verified>(result));
  CHECK(std::get<Verified>(result).kind == "refund");
  const auto& evidence = std::get<domain::RefundEvidence>(std::get<Verified>(result).evidence);
  CHECK(evidence.finding == finding);
  CHECK(evidence.needs_query == needs_query);
  CHECK(evidence.amount == domain::Money(500));
  CHECK(evidence.out_refund_no == "ref_01");
}

TEST_CASE("unknown serials may cause one fetch a minute, whatever their number [row 78]", "[wechatpay]") {
  using namespace std::chrono_literals;
  const KeyStore::Time start{};
  KeyStore store(both_keys());
  CHECK(store.claim_refresh(start));
  for (auto after = 1s; after != 60s; ++after) CHECK_FALSE(store.claim_refresh(start + after));
  CHECK(store.claim_refresh(start + 60s));
}

TEST_CASE("certificates are fetched when there are none, and again after half a day [row 78]",
          "[wechatpay]") {
  using namespace std::chrono_literals;
  const KeyStore::Time start{};
  KeyStore empty({});
  CHECK(empty.claim_routine_refresh(start));
  CHECK_FALSE(empty.claim_routine_refresh(start + 59s));  // the fetch failed: not again at once
  CHECK(empty.claim_routine_refresh(start + 60s));
  empty.add(both_keys());
  CHECK_FALSE(empty.claim_routine_refresh(start + 60s + 12h - 1s));
  CHECK(empty.claim_routine_refresh(start + 60s + 12h));
  KeyStore configured(both_keys());
  CHECK_FALSE(configured.claim_routine_refresh(start));
  CHECK(configured.claim_routine_refresh(start + 12h));
}

TEST_CASE("a fetched key stands beside the old one [row 78]", "[wechatpay]") {
  KeyStore store({{"old", public_of(platform_key())}});
  const auto before = store.keys();
  store.add({{"new", public_of(stranger_key())}});
  CHECK(store.keys()->size() == 2);
  CHECK(before->size() == 1);  // whoever was verifying keeps what they had
}
