// WeChat Pay end to end against a gateway on loopback that signs, forges, stalls and breaks off as told.
#include "tests/unit/gateways/wechat_desk.h"

using namespace wechat_desk;

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
  const auto answer = created(desk, wechat_payment(Method::wechat_native));
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
  const auto answer = created(desk, wechat_payment(Method::wechat_code));
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
      wait_for(desk.context, desk.gateway->create(wechat_payment(), std::chrono::steady_clock::now() + 30ms));
  CHECK(class_of(answer) == CallClass::unknown);
}

TEST_CASE("WeChat Pay: what is missing or not ours is refused without a call", "[wechatpay]") {
  Desk desk({});
  auto request = wechat_payment();
  request.payer.clear();
  CHECK(class_of(created(desk, request)) == CallClass::refused);
  request = wechat_payment(Method::wechat_code);
  request.auth_code.clear();
  CHECK(class_of(created(desk, request)) == CallClass::refused);
  CHECK(class_of(created(desk, wechat_payment(Method::alipay_create))) == CallClass::refused);
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
