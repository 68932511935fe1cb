// WeChat Pay: giving back, exchanging keys, acknowledging.
#include "tests/unit/gateways/wechat_desk.h"

using namespace wechat_desk;

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

TEST_CASE("notifications under a new serial wait together for one fetch and are accepted [row 78]",
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
  const auto refused = desk.gateway->verify_notification(headers, body, now);
  REQUIRE(std::holds_alternative<Rejected>(refused));
  CHECK(std::get<Rejected>(refused).reason == "serial");
  CHECK(std::get<Rejected>(refused).unknown_key == platform_serial);
  int waiting = 3, learnt = 0;
  for (int i = 0; i != 3; ++i)
    asio::co_spawn(desk.context, desk.gateway->learn_key(std::string(platform_serial), soon()),
                   [&](const std::exception_ptr&, bool known) {
                     --waiting;
                     learnt += known ? 1 : 0;
                   });
  while (waiting != 0) desk.context.run_one();
  CHECK(learnt == 3);
  CHECK(std::holds_alternative<Verified>(desk.gateway->verify_notification(headers, body, now)));
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
