// WeChat Pay end to end against a gateway on loopback that signs, forges, stalls and breaks off as told.
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <deque>

#include "services/crypto/aead.h"
#include "services/crypto/digest.h"
#include "services/gateways/beijing_time.h"
#include "services/gateways/json_reading.h"
#include "services/gateways/registry.h"
#include "services/gateways/wechatpay/signing.h"
#include "tests/unit/gateways/keys.h"
#include "tests/unit/gateways/loopback.h"

using namespace lunchrush;
using namespace lunchrush::gateways;
using namespace lunchrush::gateways::test;
using namespace std::chrono_literals;
namespace json = boost::json;
using domain::PaymentEvidence;
using domain::PaymentFinding;
using domain::RefundEvidence;
using domain::RefundFinding;

namespace {

struct Signature {
  const crypto::PrivateKey& key = platform_key();
  std::string serial{platform_serial};
  std::string prefix{};
  std::chrono::seconds age{0};
};

std::string seconds_ago(std::chrono::seconds age) {
  return std::to_string(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now() - age));
}

std::string signed_answer(unsigned status, std::string_view body, const Signature& signature = {}) {
  const auto timestamp = seconds_ago(signature.age);
  const auto message = wechatpay::message_received(timestamp, "n0nce", body);
  return http_answer(status,
                     {{"Request-ID", "08F5-0"},
                      {"Wechatpay-Timestamp", timestamp},
                      {"Wechatpay-Nonce", "n0nce"},
                      {"Wechatpay-Serial", signature.serial},
                      {"Wechatpay-Signature", signature.prefix + signature.key.sign_base64(message)}},
                     body);
}

std::string error_body(std::string_view code, std::string_view message = "…") {
  return json::serialize(json::object{{"code", code}, {"message", message}});
}

std::string transaction(std::string_view state, std::string_view number = "pay_01") {
  return R"({"mchid":"1900007291","appid":"wxd678efh567hg6787","out_trade_no":")" + std::string(number) +
         R"(","transaction_id":"42","trade_state":")" + std::string(state) +
         R"(","amount":{"total":2200,"currency":"CNY"}})";
}

std::string refund_object(std::string_view status, std::int64_t fen = 500) {
  return R"({"refund_id":"50","out_refund_no":"ref_01","out_trade_no":"pay_01","status":")" +
         std::string(status) + R"(","amount":{"refund":)" + std::to_string(fen) +
         R"(,"total":2200,"currency":"CNY"}})";
}

// One account at one scripted gateway: each call takes the next answer.
struct Desk {
  explicit Desk(
      std::deque<Reaction> script, std::function<void(Account&)> change = [](Account&) {})
      : answers(std::move(script)) {
    auto account = wechat_account(server.url());
    change(account);
    gateway = make_gateway(account, client, metrics).value();
  }

  Reaction next() {
    if (answers.empty()) throw std::logic_error("an unexpected call");
    auto out = answers.front();
    answers.pop_front();
    return out;
  }
  const Received& call(std::size_t i) const { return server.received().at(i); }
  std::string said(const Received& received) const { return received.method + " " + received.target; }

  std::deque<Reaction> answers;
  asio::io_context context;
  telemetry::Registry registry;
  GatewayMetrics metrics{registry};
  HttpClient client{context.get_executor(), metrics};
  Loopback server{context, [this](const Received&) { return next(); }};
  std::shared_ptr<Gateway> gateway;
};

CreatePayment payment(Method method = Method::wechat_jsapi) {
  return {.method = method,
          .out_trade_no = "pay_01",
          .amount = domain::Money(2200),
          .description = "宫保鸡丁",
          .payer = "openid-1",
          .auth_code = "130061098828009406",
          .expires_at = from_rfc3339("2026-11-21T12:15:00+08:00").value(),
          .notify_url = "https://pay.example.com/v1/notify/wechatpay/acc_wechat",
          .store_reference = "1001"};
}

RefundRequest refund_request() {
  return {.out_trade_no = "pay_01",
          .out_refund_no = "ref_01",
          .amount = domain::Money(500),
          .payment_total = domain::Money(2200),
          .reason = "菜没上",
          .notify_url = {}};
}

auto created(Desk& desk, CreatePayment request = payment()) {
  return wait_for(desk.context, desk.gateway->create(std::move(request), soon()));
}
auto queried(Desk& desk) {
  return wait_for(desk.context, desk.gateway->query("pay_01", Method::wechat_native, soon()));
}
auto closed(Desk& desk, Method method = Method::wechat_native) {
  return wait_for(desk.context, desk.gateway->close("pay_01", method, soon()));
}
auto refunded(Desk& desk) { return wait_for(desk.context, desk.gateway->refund(refund_request(), soon())); }
auto refund_queried(Desk& desk) {
  return wait_for(desk.context, desk.gateway->query_refund("pay_01", "ref_01", soon()));
}

template <class T>
CallClass class_of(const Answer<T>& answer) {
  const auto* const failure = std::get_if<CallFailure>(&answer);
  return failure == nullptr ? CallClass::done : failure->call_class;
}

// name="value" pairs of an Authorization header, in any order.
std::string authorization_part(const Received& received, const std::string& name) {
  const std::string value(received.headers.find("Authorization").value());
  const auto begin = value.find(name + "=\"") + name.size() + 2;
  return value.substr(begin, value.find('"', begin) - begin);
}

bool signed_by_us(const Received& received) {
  const auto timestamp = authorization_part(received, "timestamp"),
             nonce = authorization_part(received, "nonce_str");
  const auto message = wechatpay::request_message({.method = received.method,
                                                   .target = received.target,
                                                   .timestamp = timestamp,
                                                   .nonce = nonce,
                                                   .body = received.body});
  return public_of(merchant_key()).verify_base64(message, authorization_part(received, "signature"));
}

void public_key_mode(Account& account) {
  account.wechatpay.public_key_id = public_key_id;
  account.wechatpay.public_key = stranger_key().public_pem();
}

std::string certificate_list(const std::string& pem, const std::string& serial) {
  const auto sealed =
      crypto::aead_encrypt({.key = apiv3_key, .nonce = "0123456789ab", .associated = "certificate"}, pem);
  return json::serialize(json::object{
      {"data", json::array{json::object{
                   {"serial_no", serial},
                   {"encrypt_certificate", json::object{{"algorithm", "AEAD_AES_256_GCM"},
                                                        {"nonce", "0123456789ab"},
                                                        {"associated_data", "certificate"},
                                                        {"ciphertext", crypto::to_base64(sealed)}}}}}}});
}

std::string platform_certificate() {
  return crypto::self_signed_certificate(
      platform_key(), {.common_name = "Tenpay.com", .serial_hex = std::string(platform_serial)});
}

}  // namespace

TEST_CASE("a JSAPI payment answers what wx.requestPayment takes, signed by the merchant", "[wechatpay]") {
  Desk desk({{signed_answer(200, R"({"prepay_id":"wx26"})")}});
  const auto answer = created(desk);
  REQUIRE(class_of(answer) == CallClass::done);
  const auto& action = std::get<Created>(answer).action;
  CHECK(std::get<Created>(answer).evidence.finding == PaymentFinding::open);
  CHECK(action.kind == "wechat_jsapi");
  CHECK(action.prepay_id == "wx26");
  const std::map<std::string, std::string> sent(action.client_parameters.begin(),
                                                action.client_parameters.end());
  const auto message = wechatpay::pay_sign_message({.app_id = sent.at("appId"),
                                                    .timestamp = sent.at("timeStamp"),
                                                    .nonce = sent.at("nonceStr"),
                                                    .package = "prepay_id=wx26"});
  CHECK(sent.at("package") == "prepay_id=wx26");
  CHECK(sent.at("signType") == "RSA");
  CHECK(public_of(merchant_key()).verify_base64(message, sent.at("paySign")));
}

TEST_CASE("every request is signed over what is sent, prefix of the path included", "[wechatpay]") {
  Desk desk({{signed_answer(200, R"({"prepay_id":"wx26"})")}, {signed_answer(200, transaction("NOTPAY"))}},
            [](Account& account) { account.base_url += "/wechat"; });
  REQUIRE(class_of(created(desk)) == CallClass::done);
  REQUIRE(class_of(queried(desk)) == CallClass::done);
  CHECK(desk.said(desk.call(0)) == "POST /wechat/v3/pay/transactions/jsapi");
  CHECK(desk.said(desk.call(1)) == "GET /wechat/v3/pay/transactions/out-trade-no/pay_01?mchid=1900007291");
  for (const auto& received : desk.server.received()) {
    CHECK(signed_by_us(received));
    CHECK(authorization_part(received, "mchid") == "1900007291");
    CHECK(authorization_part(received, "serial_no") == "408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB");
    CHECK(received.headers.find("User-Agent").has_value());
    CHECK_FALSE(received.headers.find("Wechatpay-Serial").has_value());
  }
}

TEST_CASE("in public-key mode every request names the key, and both keys' answers are accepted",
          "[wechatpay]") {
  const Signature by_public_key{.key = stranger_key(), .serial = std::string(public_key_id)};
  Desk desk({{signed_answer(200, transaction("SUCCESS"), by_public_key)},
             {signed_answer(200, transaction("SUCCESS"))}},
            public_key_mode);
  CHECK(class_of(queried(desk)) == CallClass::done);
  CHECK(class_of(queried(desk)) == CallClass::done);
  for (const auto& received : desk.server.received())
    CHECK(received.headers.find("Wechatpay-Serial") == public_key_id);
}

TEST_CASE("a native payment answers its code", "[wechatpay]") {
  Desk desk({{signed_answer(200, R"({"code_url":"weixin://wxpay/bizpayurl?pr=1"})")}});
  const auto answer = created(desk, payment(Method::wechat_native));
  REQUIRE(class_of(answer) == CallClass::done);
  CHECK(std::get<Created>(answer).action.kind == "qr_code");
  CHECK(std::get<Created>(answer).action.code_url == "weixin://wxpay/bizpayurl?pr=1");
}

TEST_CASE("a code payment answers what became of it", "[wechatpay]") {
  auto [bytes, finding] = GENERATE(table<std::string, PaymentFinding>({
      {signed_answer(200, transaction("SUCCESS")), PaymentFinding::paid},
      {signed_answer(200, transaction("USERPAYING")), PaymentFinding::open},
      {signed_answer(200, transaction("PAYERROR")), PaymentFinding::failed},
      {signed_answer(202, error_body("USERPAYING")), PaymentFinding::open},
      {signed_answer(400, error_body("USERPAYING")), PaymentFinding::open},
  }));
  Desk desk({{bytes}});
  const auto answer = created(desk, payment(Method::wechat_code));
  REQUIRE(class_of(answer) == CallClass::done);
  CHECK(std::get<Created>(answer).evidence.finding == finding);
}

TEST_CASE("WeChat Pay: each way a call can end has its class [row 59][row 60]", "[wechatpay]") {
  const auto body = R"({"prepay_id":"wx26"})";
  using C = CallClass;
  auto [name, reaction, call_class] = GENERATE_COPY(table<std::string, Reaction, C>({
      {"a good answer", {signed_answer(200, body)}, C::done},
      {"no signature", {http_answer(200, {}, body)}, C::unknown},
      {"signed by another", {signed_answer(200, body, {.key = stranger_key()})}, C::unknown},
      {"signed by ourselves", {signed_answer(200, body, {.key = merchant_key()})}, C::unknown},
      {"a probe", {signed_answer(200, body, {.prefix = "WECHATPAY/SIGNTEST/"})}, C::unknown},
      {"an unknown public key", {signed_answer(200, body, {.serial = "PUB_KEY_ID_9"})}, C::unknown},
      {"a stale answer", {signed_answer(200, body, {.age = 400s})}, C::unknown},
      {"an answer from the future", {signed_answer(200, body, {.age = -400s})}, C::unknown},
      {"signed garbage", {signed_answer(200, "garbage")}, C::unknown},
      {"signed, without the handle", {signed_answer(200, "{}")}, C::unknown},
      {"reset", {"", After::reset}, C::unknown},
      {"half an answer", {signed_answer(200, body).substr(0, 60), After::close}, C::unknown},
      {"a proxy's 502", {http_answer(502, {}, "<html>bad gateway</html>")}, C::unknown},
      {"a redirect", {http_answer(302, {{"Location", "/"}}, "")}, C::unknown},
      {"500 SYSTEM_ERROR", {signed_answer(500, error_body("SYSTEM_ERROR"))}, C::unknown},
      {"429 of anybody", {http_answer(429, {}, "")}, C::not_executed},
      {"401 of anybody", {http_answer(401, {}, error_body("SIGN_ERROR"))}, C::not_executed},
      {"400 PARAM_ERROR, signed", {signed_answer(400, error_body("PARAM_ERROR"))}, C::refused},
      {"400 PARAM_ERROR, of anybody", {http_answer(400, {}, error_body("PARAM_ERROR"))}, C::unknown},
      {"400 PARAM_ERROR, forged",
       {signed_answer(400, error_body("PARAM_ERROR"), {.key = stranger_key()})},
       C::unknown},
      {"400 ORDERPAID, of anybody", {http_answer(400, {}, error_body("ORDERPAID"))}, C::already_done},
  }));
  INFO(name);
  Desk desk({reaction});
  CHECK(class_of(created(desk)) == call_class);
  CHECK(desk.server.received().size() == 1);
}

TEST_CASE("a gateway that is not there was asked nothing [row 59]", "[wechatpay]") {
  Desk desk(
      {}, [](Account& account) { account.base_url = "http://127.0.0.1:" + std::to_string(refused_port()); });
  CHECK(class_of(created(desk)) == CallClass::not_executed);
  CHECK(class_of(refunded(desk)) == CallClass::not_executed);
}

TEST_CASE("a slow gateway's outcome is unknown when the deadline comes, and not later [row 60]",
          "[wechatpay]") {
  Desk desk({{"", After::hang}});
  const auto answer =
      wait_for(desk.context, desk.gateway->create(payment(), std::chrono::steady_clock::now() + 30ms));
  CHECK(class_of(answer) == CallClass::unknown);
}

TEST_CASE("WeChat Pay: what is missing or not ours is refused without a call", "[wechatpay]") {
  Desk desk({});
  auto request = payment();
  request.payer.clear();
  CHECK(class_of(created(desk, request)) == CallClass::refused);
  request = payment(Method::wechat_code);
  request.auth_code.clear();
  CHECK(class_of(created(desk, request)) == CallClass::refused);
  CHECK(class_of(created(desk, payment(Method::alipay_create))) == CallClass::refused);
}

TEST_CASE("INVALID_REQUEST on create is refused only after a query excluded a payment", "[wechatpay]") {
  auto [second, call_class] = GENERATE(table<Reaction, CallClass>({
      {{signed_answer(200, transaction("SUCCESS"))}, CallClass::already_done},
      {{signed_answer(200, transaction("NOTPAY"))}, CallClass::refused},
      {{signed_answer(404, error_body("ORDER_NOT_EXIST"))}, CallClass::refused},
      {{"", After::reset}, CallClass::unknown},
  }));
  Desk desk({{signed_answer(400, error_body("INVALID_REQUEST"))}, second});
  CHECK(class_of(created(desk)) == call_class);
}

TEST_CASE("a query tells the state of that number, or that there is none", "[wechatpay]") {
  auto [bytes, finding] = GENERATE(table<std::string, PaymentFinding>({
      {signed_answer(200, transaction("SUCCESS")), PaymentFinding::paid},
      {signed_answer(200, transaction("NOTPAY")), PaymentFinding::open},
      {signed_answer(200, transaction("CLOSED")), PaymentFinding::closed},
      {signed_answer(404, error_body("ORDER_NOT_EXIST")), PaymentFinding::not_found},
      {http_answer(404, {}, error_body("ORDER_NOT_EXIST")), PaymentFinding::not_found},
  }));
  Desk desk({{bytes}});
  const auto answer = queried(desk);
  REQUIRE(class_of(answer) == CallClass::done);
  CHECK(std::get<PaymentEvidence>(answer).finding == finding);
  CHECK(std::get<PaymentEvidence>(answer).out_trade_no == "pay_01");
}

TEST_CASE("an answer about another number is no answer", "[wechatpay]") {
  Desk desk({{signed_answer(200, transaction("SUCCESS", "pay_02"))}});
  CHECK(class_of(queried(desk)) == CallClass::unknown);
}

TEST_CASE("closing says closed, or what a query found instead [row 75]", "[wechatpay]") {
  using Script = std::deque<Reaction>;
  auto [script, finding] = GENERATE(table<Script, PaymentFinding>({
      {{{signed_answer(204, "")}}, PaymentFinding::closed},
      {{{signed_answer(400, error_body("ORDERPAID"))}, {signed_answer(200, transaction("SUCCESS"))}},
       PaymentFinding::paid},
      {{{signed_answer(400, error_body("ORDER_CLOSED"))}, {signed_answer(200, transaction("CLOSED"))}},
       PaymentFinding::closed},
      {{{signed_answer(400, error_body("INVALID_REQUEST"))}, {signed_answer(200, transaction("NOTPAY"))}},
       PaymentFinding::open},
      {{{signed_answer(404, error_body("ORDER_NOT_EXIST"))}}, PaymentFinding::not_found},
  }));
  Desk desk(script);
  const auto answer = closed(desk);
  REQUIRE(class_of(answer) == CallClass::done);
  CHECK(std::get<Closed>(answer).evidence.finding == finding);
  CHECK(desk.answers.empty());
}

TEST_CASE("WeChat Pay: a close without a believable answer has not closed", "[wechatpay]") {
  const auto reaction = GENERATE(values<Reaction>(
      {{"", After::reset}, {http_answer(204, {}, "")}, {signed_answer(500, error_body("SYSTEM_ERROR"))}}));
  Desk desk({reaction});
  CHECK(class_of(closed(desk)) == CallClass::unknown);
}

TEST_CASE("a code payment is reversed, after a query showed that it is not paid", "[wechatpay]") {
  using Script = std::deque<Reaction>;
  auto [script, last, finding] = GENERATE(table<Script, std::string, PaymentFinding>({
      {{{signed_answer(200, transaction("USERPAYING"))}, {signed_answer(200, "{}")}},
       "POST /v3/pay/transactions/out-trade-no/pay_01/reverse",
       PaymentFinding::closed},
      {{{signed_answer(200, transaction("SUCCESS"))}},
       "GET /v3/pay/transactions/out-trade-no/pay_01?mchid=1900007291",
       PaymentFinding::paid},
      {{{signed_answer(200, transaction("REFUND"))}},
       "GET /v3/pay/transactions/out-trade-no/pay_01?mchid=1900007291",
       PaymentFinding::closed},
      {{{signed_answer(200, transaction("PAYERROR"))}},
       "GET /v3/pay/transactions/out-trade-no/pay_01?mchid=1900007291",
       PaymentFinding::failed},
      {{{signed_answer(404, error_body("ORDER_NOT_EXIST"))}, {signed_answer(204, "")}},
       "POST /v3/pay/transactions/out-trade-no/pay_01/close",
       PaymentFinding::closed},
  }));
  Desk desk(script);
  const auto answer = closed(desk, Method::wechat_code);
  REQUIRE(class_of(answer) == CallClass::done);
  CHECK(std::get<Closed>(answer).evidence.finding == finding);
  CHECK(desk.said(desk.server.received().back()) == last);
}

TEST_CASE("a refund is what its status says, and short funds are told apart [row 74]", "[wechatpay]") {
  auto [bytes, finding] = GENERATE(table<std::string, RefundFinding>({
      {signed_answer(200, refund_object("PROCESSING")), RefundFinding::processing},
      {signed_answer(200, refund_object("SUCCESS")), RefundFinding::succeeded},
      {signed_answer(200, refund_object("CLOSED")), RefundFinding::failed},
      {signed_answer(200, refund_object("ABNORMAL")), RefundFinding::abnormal},
      {signed_answer(403, error_body("NOT_ENOUGH")), RefundFinding::funds_short},
  }));
  Desk desk({{bytes}});
  const auto answer = refunded(desk);
  REQUIRE(class_of(answer) == CallClass::done);
  CHECK(std::get<RefundEvidence>(answer).finding == finding);
  CHECK(std::get<RefundEvidence>(answer).out_refund_no == "ref_01");
}

TEST_CASE("a refused refund is refused only when no refund of that number exists [row 74]", "[wechatpay]") {
  using Script = std::deque<Reaction>;
  auto [script, call_class] = GENERATE(table<Script, CallClass>({
      {{{signed_answer(400, error_body("INVALID_REQUEST"))},
        {signed_answer(404, error_body("RESOURCE_NOT_EXISTS"))}},
       CallClass::refused},
      {{{signed_answer(400, error_body("INVALID_REQUEST"))},
        {signed_answer(200, refund_object("PROCESSING"))}},
       CallClass::done},
      {{{signed_answer(400, error_body("INVALID_REQUEST"))}, {"", After::reset}}, CallClass::unknown},
      {{{signed_answer(400, error_body("SOMETHING_NEW"))}}, CallClass::unknown},
      {{{http_answer(400, {}, error_body("PARAM_ERROR"))}}, CallClass::unknown},
      {{{signed_answer(200, refund_object("SUCCESS", 501))}}, CallClass::unknown},
  }));
  Desk desk(script);
  CHECK(class_of(refunded(desk)) == call_class);
}

TEST_CASE("a refund is asked about by its number, and may not be there [row 74]", "[wechatpay]") {
  Desk desk({{signed_answer(200, refund_object("SUCCESS"))},
             {signed_answer(404, error_body("RESOURCE_NOT_EXISTS"))}});
  CHECK(std::get<RefundEvidence>(refund_queried(desk)).finding == RefundFinding::succeeded);
  CHECK(std::get<RefundEvidence>(refund_queried(desk)).finding == RefundFinding::not_found);
  CHECK(desk.said(desk.call(0)) == "GET /v3/refund/domestic/refunds/ref_01");
}

TEST_CASE(
    "without certificates they are fetched first, and believed only if they sign their own answer [row 78]",
    "[wechatpay]") {
  const auto list = certificate_list(platform_certificate(), std::string(platform_serial));
  const auto without = [](Account& account) { account.wechatpay.platform_certificates.clear(); };
  SECTION("they do") {
    Desk desk({{signed_answer(200, list)},
               {signed_answer(200, transaction("SUCCESS"))},
               {signed_answer(200, transaction("SUCCESS"))}},
              without);
    CHECK(class_of(queried(desk)) == CallClass::done);
    CHECK(class_of(queried(desk)) == CallClass::done);
    CHECK(desk.said(desk.call(0)) == "GET /v3/certificates");
    CHECK(desk.server.received().size() == 3);
  }
  SECTION("they do not, and are not asked for again at once") {
    Desk desk({{signed_answer(200, list, {.key = stranger_key()})},
               {signed_answer(200, transaction("SUCCESS"))},
               {signed_answer(200, transaction("SUCCESS"))}},
              without);
    CHECK(class_of(queried(desk)) == CallClass::unknown);
    CHECK(class_of(queried(desk)) == CallClass::unknown);
    CHECK(desk.server.received().size() == 3);
  }
}

TEST_CASE("an answer under a new serial is accepted once the new certificate was fetched [row 78]",
          "[wechatpay]") {
  const auto old_only = [](Account& account) {
    account.wechatpay.platform_certificates = {{"00", stranger_key().public_pem()}};
  };
  Desk desk({{signed_answer(200, transaction("SUCCESS"))},
             {signed_answer(200, certificate_list(platform_certificate(), std::string(platform_serial)))}},
            old_only);
  CHECK(class_of(queried(desk)) == CallClass::done);
  CHECK(desk.said(desk.call(1)) == "GET /v3/certificates");
}

TEST_CASE("a notification under a new serial causes one fetch and is accepted when it comes again [row 78]",
          "[wechatpay]") {
  const auto old_only = [](Account& account) {
    account.wechatpay.platform_certificates = {{"00", stranger_key().public_pem()}};
  };
  Desk desk({{signed_answer(200, certificate_list(platform_certificate(), std::string(platform_serial)))}},
            old_only);
  const auto sealed = crypto::aead_encrypt({.key = apiv3_key, .nonce = "0123456789ab", .associated = ""},
                                           transaction("SUCCESS"));
  const auto body =
      R"({"id":"e","event_type":"TRANSACTION.SUCCESS","resource":{"algorithm":"AEAD_AES_256_GCM",)"
      R"("nonce":"0123456789ab","ciphertext":")" +
      crypto::to_base64(sealed) + "\"}}";
  const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  const auto timestamp = seconds_ago(0s);
  HeaderList headers;
  headers.fields = {
      {"Wechatpay-Timestamp", timestamp},
      {"Wechatpay-Nonce", "n"},
      {"Wechatpay-Serial", std::string(platform_serial)},
      {"Wechatpay-Signature", platform_key().sign_base64(wechatpay::message_received(timestamp, "n", body))}};
  for (int i = 0; i != 3; ++i) {
    const auto refused = desk.gateway->verify_notification(headers, body, now);
    REQUIRE(std::holds_alternative<Rejected>(refused));
    CHECK(std::get<Rejected>(refused).reason == "serial");
  }
  auto verified = [&] {
    return std::holds_alternative<Verified>(desk.gateway->verify_notification(headers, body, now));
  };
  while (!verified()) desk.context.run_one();
  CHECK(desk.server.received().size() == 1);
  CHECK(telemetry::to_text(desk.registry)
            .find(R"(lunchrush_gateway_notifications_total{gateway="wechatpay",result="accepted"} 1)") !=
        std::string::npos);
}

TEST_CASE("WeChat Pay is acknowledged by the status alone", "[wechatpay]") {
  Desk desk({});
  CHECK(desk.gateway->acknowledge(true).status == 204);
  CHECK(desk.gateway->acknowledge(true).body.empty());
  CHECK(desk.gateway->acknowledge(false).status == 400);
}

TEST_CASE("calls are counted by operation and class", "[wechatpay]") {
  Desk desk({{signed_answer(200, transaction("SUCCESS"))}, {http_answer(502, {}, "")}});
  queried(desk);
  queried(desk);
  const auto text = telemetry::to_text(desk.registry);
  CHECK(
      text.find(
          R"(lunchrush_gateway_call_seconds_count{class="done",gateway="wechatpay",operation="query"} 1)") !=
      std::string::npos);
  CHECK(
      text.find(
          R"(lunchrush_gateway_call_seconds_count{class="unknown",gateway="wechatpay",operation="query"} 1)") !=
      std::string::npos);
}
