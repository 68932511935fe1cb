// WeChat Pay's states, errors, and request bodies as tables.
#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "services/gateways/beijing_time.h"
#include "services/gateways/json_reading.h"
#include "services/gateways/wechatpay/errors.h"
#include "services/gateways/wechatpay/objects.h"
#include "services/gateways/wechatpay/requests.h"
#include "tests/unit/gateways/wechat_payment.h"

using namespace lunchrush;
using namespace lunchrush::gateways;
using namespace lunchrush::gateways::wechatpay;

namespace {

const Identity us{.mchid = "1900007291", .appid = "wxd678efh567hg6787"};

std::optional<domain::PaymentEvidence> evidence_of(std::string_view text) {
  return payment_evidence(parse_object(text).value(), us, text);
}

}  // namespace

TEST_CASE("every trade_state means one thing", "[wechatpay]") {
  using F = domain::PaymentFinding;
  auto [state, finding] = GENERATE(table<std::string, F>({
      {"SUCCESS", F::paid},
      {"REFUND", F::paid},
      {"NOTPAY", F::open},
      {"USERPAYING", F::open},
      {"CLOSED", F::closed},
      {"REVOKED", F::closed},
      {"PAYERROR", F::failed},
      {"success", F::unknown},
      {"ACCEPT", F::unknown},
      {"", F::unknown},
  }));
  CHECK(finding_of(state) == finding);
}

TEST_CASE("every refund status means one thing", "[wechatpay]") {
  using F = domain::RefundFinding;
  auto [status, finding] = GENERATE(table<std::string, F>({
      {"SUCCESS", F::succeeded},
      {"PROCESSING", F::processing},
      {"CLOSED", F::failed},
      {"ABNORMAL", F::abnormal},
      {"CHANGE", F::unknown},
      {"", F::unknown},
  }));
  CHECK(refund_finding_of(status) == finding);
}

TEST_CASE("the amount compared is the order's, whatever coupons took off", "[wechatpay]") {
  const auto evidence = evidence_of(
      R"({"mchid":"1900007291","appid":"wxd678efh567hg6787","out_trade_no":"pay_01","trade_state":"SUCCESS",
          "amount":{"total":2200,"payer_total":1700,"currency":"CNY"}})");
  REQUIRE(evidence.has_value());
  CHECK(evidence->amount == domain::Money(2200));
  CHECK(evidence->payer_amount == domain::Money(1700));
}

TEST_CASE("a payment of another merchant, app or currency is told as it is, not as ours [row 67]",
          "[wechatpay]") {
  auto [mchid, appid, currency, matches] = GENERATE(table<std::string, std::string, std::string, bool>({
      {"1900007291", "wxd678efh567hg6787", "CNY", true},
      {"1900007292", "wxd678efh567hg6787", "CNY", false},
      {"1900007291", "wx0000000000000000", "CNY", false},
      {"1900007291", "wxd678efh567hg6787", "USD", true},
  }));
  const auto evidence =
      evidence_of(R"({"mchid":")" + mchid + R"(","appid":")" + appid +
                  R"(","out_trade_no":"pay_01","trade_state":"SUCCESS","amount":{"total":1,"currency":")" +
                  currency + R"("}})");
  REQUIRE(evidence.has_value());
  CHECK(evidence->account_matches == matches);
  CHECK(evidence->account_reference == mchid + "/" + appid);
  CHECK(evidence->currency == currency);
}

TEST_CASE("a claim of payment without a readable amount or number is no evidence", "[wechatpay]") {
  const auto* const text =
      GENERATE(R"({"trade_state":"SUCCESS","amount":{"total":1}})",
               R"({"out_trade_no":"pay_01","trade_state":"SUCCESS"})",
               R"({"out_trade_no":"pay_01","trade_state":"SUCCESS","amount":{"total":"1"}})",
               R"({"out_trade_no":"pay_01","trade_state":"SUCCESS","amount":{"total":1.5}})",
               R"({"out_trade_no":"pay_01","trade_state":"SUCCESS","amount":{"total":-1}})",
               R"({"out_trade_no":1,"trade_state":"SUCCESS","amount":{"total":1}})",
               R"({"out_trade_no":"pay_01","trade_state":"SUCCESS","amount":[]})");
  CHECK_FALSE(evidence_of(text).has_value());
}

TEST_CASE("every documented error has its class, in both spellings [row 60]", "[wechatpay]") {
  using O = Operation;
  using C = CallClass;
  auto [operation, status, code, call_class] = GENERATE(table<O, unsigned, std::string, C>({
      {O::create, 400, "PARAM_ERROR", C::refused},
      {O::create, 400, "INVALID_REQUEST", C::refused},
      {O::create, 400, "APPID_MCHID_NOT_MATCH", C::refused},
      {O::create, 400, "MCH_NOT_EXISTS", C::refused},
      {O::create, 404, "MCH_NOT_EXISTS", C::refused},
      {O::create, 400, "ORDERPAID", C::already_done},
      {O::close, 400, "ORDER_PAID", C::already_done},
      {O::create, 400, "ORDER_CLOSED", C::already_done},
      {O::create, 400, "ORDERCLOSED", C::already_done},
      {O::create, 403, "OUT_TRADE_NO_USED", C::already_done},
      {O::create, 401, "SIGN_ERROR", C::not_executed},
      {O::refund, 401, "", C::not_executed},
      {O::create, 403, "NO_AUTH", C::refused},
      {O::create, 403, "NOAUTH", C::refused},
      {O::query, 403, "RULE_LIMIT", C::refused},
      {O::query, 403, "RULELIMIT", C::refused},
      {O::create, 403, "ACCOUNTERROR", C::refused},
      {O::create, 403, "ACCOUNT_ERROR", C::refused},
      {O::create, 403, "REQUEST_BLOCKED", C::refused},
      {O::code_payment, 403, "TRADE_ERROR", C::refused},
      {O::code_payment, 403, "USER_ACCOUNT_ABNORMAL", C::user_action},
      {O::refund, 403, "USER_ACCOUNT_ABNORMAL", C::refused},
      {O::code_payment, 403, "NOT_ENOUGH", C::user_action},
      {O::code_payment, 403, "NOTENOUGH", C::user_action},
      {O::refund, 403, "NOT_ENOUGH", C::funds_short},
      {O::code_payment, 202, "USERPAYING", C::user_action},
      {O::query, 404, "ORDER_NOT_EXIST", C::not_found},
      {O::query, 404, "ORDERNOTEXIST", C::not_found},
      {O::query_refund, 404, "RESOURCE_NOT_EXISTS", C::not_found},
      {O::create, 429, "FREQUENCY_LIMITED", C::not_executed},
      {O::refund, 429, "RATE_LIMITED", C::not_executed},
      {O::refund, 429, "SOMETHING_NEW", C::not_executed},
      {O::refund, 403, "FREQUENCY_LIMIT_EXCEED", C::not_executed},
      {O::create, 500, "SYSTEM_ERROR", C::unknown},
      {O::refund, 500, "SYSTEMERROR", C::unknown},
      {O::code_payment, 500, "BANKERROR", C::unknown},
      {O::code_payment, 500, "BANK_ERROR", C::unknown},
      {O::create, 500, "OPENID_MISMATCH", C::refused},
      {O::query, 500, "INVALID_TRANSACTIONID", C::refused},
      {O::create, 502, "", C::unknown},
      {O::create, 503, "SERVICE_UNAVAILABLE", C::unknown},
      {O::create, 400, "SOMETHING_NEW", C::refused},
      {O::refund, 400, "SOMETHING_NEW", C::unknown},
      {O::create, 500, "SOMETHING_NEW", C::unknown},
      {O::create, 302, "", C::unknown},
  }));
  INFO(status << " " << code);
  CHECK(classify(operation, {.status = status, .code = code, .message = {}, .request_id = {}}) == call_class);
}

TEST_CASE("INVALID_REQUEST means paid, closed or missing when its number or its words say so",
          "[wechatpay]") {
  auto [request_id, message, call_class] = GENERATE(table<std::string, std::string, CallClass>({
      {"08F5-268449538", "", CallClass::already_done},
      {"08F5-268498689", "", CallClass::already_done},
      {"08F5-268447914", "", CallClass::already_done},
      {"08F5-268512771", "", CallClass::not_found},
      {"08F5-268498688", "请求重入时，参数与首次请求时不一致", CallClass::refused},
      {"08F5-0", "该订单已支付", CallClass::already_done},
      {"", "", CallClass::refused},
  }));
  CHECK(classify(Operation::create,
                 {.status = 400, .code = "INVALID_REQUEST", .message = message, .request_id = request_id}) ==
        call_class);
}

TEST_CASE("each method's request carries what that method needs and nothing else", "[wechatpay]") {
  auto [method, target, body] = GENERATE(table<Method, std::string, std::string>({
      {Method::wechat_jsapi, "/v3/pay/transactions/jsapi",
       R"({"appid":"wxd678efh567hg6787","mchid":"1900007291","description":"宫保鸡丁","out_trade_no":"pay_01",)"
       R"("amount":{"total":2200,"currency":"CNY"},"time_expire":"2026-11-21T12:15:00+08:00",)"
       R"("notify_url":"https://pay.example.com/v1/notify/wechatpay/acc_wechat","payer":{"openid":"openid-1"}})"},
      {Method::wechat_native, "/v3/pay/transactions/native",
       R"({"appid":"wxd678efh567hg6787","mchid":"1900007291","description":"宫保鸡丁","out_trade_no":"pay_01",)"
       R"("amount":{"total":2200,"currency":"CNY"},"time_expire":"2026-11-21T12:15:00+08:00",)"
       R"("notify_url":"https://pay.example.com/v1/notify/wechatpay/acc_wechat"})"},
      {Method::wechat_code, "/v3/pay/transactions/codepay",
       R"({"appid":"wxd678efh567hg6787","mchid":"1900007291","description":"宫保鸡丁","out_trade_no":"pay_01",)"
       R"("amount":{"total":2200,"currency":"CNY"},"payer":{"auth_code":"130061098828009406"},)"
       R"("scene_info":{"store_info":{"out_id":"1001"}}})"},
  }));
  const auto call = create_call(test::wechat_payment(method), us);
  CHECK(call.method == "POST");
  CHECK(call.target == target);
  CHECK(call.body == body);
  CHECK(create_call(test::wechat_payment(method), us).body == call.body);
}

TEST_CASE("a description keeps no emoji, and never becomes empty", "[wechatpay]") {
  auto [given, sent] = GENERATE(table<std::string, std::string>({
      {"🍜牛肉面🔥", "牛肉面"},
      {"🍜", "pay_01"},
      {"", "pay_01"},
      {"a\nb\tc", "abc"},
      {std::string("bad \xF0\x9F utf8"), "bad  utf8"},
      {std::string(200, 'x'), std::string(127, 'x')},
  }));
  auto request = test::wechat_payment(Method::wechat_native);
  request.description = given;
  const auto body = parse_object(create_call(request, us).body).value();
  CHECK(text_at(body, "description") == sent);
}

TEST_CASE("numbers are percent-encoded in paths, as they are signed", "[wechatpay]") {
  CHECK(query_call("a|b", us).target == "/v3/pay/transactions/out-trade-no/a%7Cb?mchid=1900007291");
  CHECK(close_call("pay_01", us).target == "/v3/pay/transactions/out-trade-no/pay_01/close");
  CHECK(close_call("pay_01", us).body == R"({"mchid":"1900007291"})");
  CHECK(reverse_call("pay_01", us).target == "/v3/pay/transactions/out-trade-no/pay_01/reverse");
  CHECK(query_refund_call("ref@1").target == "/v3/refund/domestic/refunds/ref%401");
}

TEST_CASE("a refund's body carries both amounts, and no empty members", "[wechatpay]") {
  RefundRequest request{.out_trade_no = "pay_01",
                        .out_refund_no = "ref_01",
                        .amount = domain::Money(500),
                        .payment_total = domain::Money(2200),
                        .reason = "",
                        .notify_url = ""};
  CHECK(
      refund_call(request).body ==
      R"({"out_trade_no":"pay_01","out_refund_no":"ref_01","amount":{"refund":500,"total":2200,"currency":"CNY"}})");
  request.reason = "菜没上🍜";
  CHECK(text_at(parse_object(refund_call(request).body).value(), "reason") == "菜没上");
}
