// Alipay's states, errors, request contents and texts as tables.
#include <catch2/catch.hpp>

#include "services/gateways/alipay/answer.h"
#include "services/gateways/alipay/errors.h"
#include "services/gateways/alipay/requests.h"
#include "services/gateways/alipay/signing.h"
#include "services/gateways/alipay/trade.h"
#include "services/gateways/beijing_time.h"
#include "tests/unit/gateways/keys.h"

using namespace lunchrush;
using namespace lunchrush::gateways;
using namespace lunchrush::gateways::alipay;
using namespace lunchrush::gateways::test;

TEST_CASE("every trade_status means one thing; TRADE_CLOSED means two", "[alipay]") {
  using F = domain::PaymentFinding;
  auto [status, was_paid, finding] = GENERATE(table<std::string, bool, F>({
      {"WAIT_BUYER_PAY", false, F::open},
      {"TRADE_SUCCESS", true, F::paid},
      {"TRADE_SUCCESS", false, F::paid},
      {"TRADE_FINISHED", true, F::paid},
      {"TRADE_CLOSED", false, F::closed},
      {"TRADE_CLOSED", true, F::paid},
      {"trade_success", true, F::unknown},
      {"", false, F::unknown},
  }));
  CHECK(finding_of(status, was_paid) == finding);
}

TEST_CASE("every documented code and sub_code has its class [row 60]", "[alipay]") {
  using O = Operation;
  using C = CallClass;
  auto [operation, code, sub_code, call_class] = GENERATE(table<O, std::string, std::string, C>({
      {O::precreate, "20000", "isp.unknow-error", C::unknown},
      {O::pay, "20000", "aop.unknow-error", C::unknown},
      {O::precreate, "20001", "aop.invalid-auth-token", C::refused},
      {O::precreate, "40001", "isv.missing-method", C::refused},
      {O::refund, "40002", "isv.invalid-signature", C::refused},
      {O::precreate, "40003", "", C::refused},
      {O::precreate, "40005", "isv.app-call-limited", C::not_executed},
      {O::refund, "40005", "", C::not_executed},
      {O::precreate, "40006", "isv.insufficient-isv-permissions", C::refused},
      {O::precreate, "99999", "", C::unknown},
      {O::precreate, "", "", C::unknown},
      {O::pay, "40004", "ACQ.SYSTEM_ERROR", C::unknown},
      {O::cancel, "40004", "AQC.SYSTEM_ERROR", C::unknown},
      {O::refund, "40004", "ACQ.REFUND_CHARGE_ERROR", C::unknown},
      {O::query, "40004", "ACQ.TRADE_NOT_EXIST", C::not_found},
      {O::close, "40004", "ACQ.TRADE_NOT_EXIST", C::not_found},
      {O::refund, "40004", "ACQ.TRADE_NOT_EXIST", C::refused},
      {O::pay, "40004", "ACQ.TRADE_HAS_SUCCESS", C::already_done},
      {O::pay, "40004", "ACQ.TRADE_HAS_CLOSE", C::already_done},
      {O::create, "40004", "ACQ.CONTEXT_INCONSISTENT", C::already_done},
      {O::pay, "40004", "ACQ.PAYMENT_AUTH_CODE_INVALID", C::user_action},
      {O::pay, "40004", "ACQ.BUYER_BALANCE_NOT_ENOUGH", C::user_action},
      {O::pay, "40004", "ACQ.PAYMENT_FAIL", C::user_action},
      {O::pay, "40004", "ACQ.TRADE_BUYER_NOT_MATCH", C::user_action},
      {O::pay, "40004", "ACQ.TOTAL_FEE_EXCEED", C::refused},
      {O::pay, "40004", "ACQ.SELLER_BEEN_BLOCKED", C::refused},
      {O::pay, "40004", "ACQ.SOMETHING_NEW", C::unknown},
      {O::refund, "40004", "ACQ.SOMETHING_NEW", C::unknown},
      {O::precreate, "40004", "ACQ.SOMETHING_NEW", C::refused},
      {O::query, "40004", "ACQ.SOMETHING_NEW", C::unknown},
      {O::close, "40004", "ACQ.TRADE_STATUS_ERROR", C::already_done},
      {O::close, "40004", "ACQ.REASON_TRADE_STATUS_INVALID", C::already_done},
      {O::close, "40004", "ACQ.REASON_ILLEGAL_STATUS", C::already_done},
      {O::cancel, "40004", "ACQ.CANCEL_NOT_ALLOWED", C::already_done},
      {O::cancel, "40004", "ACQ.SELLER_BALANCE_NOT_ENOUGH", C::funds_short},
      {O::refund, "40004", "ACQ.SELLER_BALANCE_NOT_ENOUGH", C::funds_short},
      {O::refund, "40004", "ACQ.TRADE_STATUS_ERROR", C::refused},
      {O::refund, "40004", "ACQ.TRADE_HAS_FINISHED", C::refused},
      {O::refund, "40004", "ACQ.DISCORDANT_REPEAT_REQUEST", C::refused},
      {O::refund, "40004", "ACQ.REASON_TRADE_REFUND_FEE_ERR", C::refused},
      {O::refund, "40004", "isp.something", C::unknown},
      {O::refund, "40004", "", C::unknown},
  }));
  INFO(code << " " << sub_code);
  CHECK(classify(operation, {.code = code, .sub_code = sub_code}) == call_class);
}

TEST_CASE("each method's content carries what that method needs", "[alipay]") {
  CreatePayment request{.method = Method::alipay_precreate,
                        .out_trade_no = "pay_01",
                        .amount = domain::Money(2210),
                        .description = "A/B=C&D 🍜",
                        .payer = "open-1",
                        .auth_code = "28763443825664394",
                        .expires_at = from_rfc3339("2026-11-21T12:15:00+08:00").value(),
                        .notify_url = "https://pay.example.com/n",
                        .store_reference = "1001"};
  auto [method, rest] = GENERATE(table<Method, std::string>({
      {Method::alipay_precreate, R"("product_code":"FACE_TO_FACE_PAYMENT"})"},
      {Method::alipay_code, R"("scene":"bar_code","auth_code":"28763443825664394"})"},
      {Method::alipay_create, R"("product_code":"JSAPI_PAY","buyer_open_id":"open-1","op_app_id":"2019"})"},
  }));
  request.method = method;
  CHECK(
      create_content(request, "2019") ==
      R"({"out_trade_no":"pay_01","total_amount":"22.10","subject":"ABCD 🍜","time_expire":"2026-11-21 12:15:00","store_id":"1001",)" +
          rest);
}

TEST_CASE("yuan are printed with two decimals in every request", "[alipay]") {
  auto [fen, yuan] = GENERATE(table<std::int64_t, std::string>({{1, "0.01"},
                                                                {10, "0.10"},
                                                                {114, "1.14"},
                                                                {115, "1.15"},
                                                                {2200, "22.00"},
                                                                {10'000'000'000, "100000000.00"}}));
  const RefundRequest request{.out_trade_no = "pay_01",
                              .out_refund_no = "ref_01",
                              .amount = domain::Money(fen),
                              .payment_total = domain::Money(fen),
                              .reason = {},
                              .notify_url = {}};
  CHECK(refund_content(request) ==
        R"({"out_trade_no":"pay_01","refund_amount":")" + yuan + R"(","out_request_no":"ref_01"})");
}

TEST_CASE("a request's text has sign_type in and sign and empty values out; a notification's has neither",
          "[alipay]") {
  const Parameters parameters{{"b", "2"},    {"a", "x=y&z"},        {"empty", ""},
                              {"sign", "s"}, {"sign_type", "RSA2"}, {"B", "1"}};
  CHECK(text_to_sign(parameters, Signed::request) == "B=1&a=x=y&z&b=2&sign_type=RSA2");
  CHECK(text_to_sign(parameters, Signed::notification) == "B=1&a=x=y&z&b=2");
}

TEST_CASE("a signed form encodes what is sent, not what is signed", "[alipay]") {
  const auto form = signed_form({{"subject", "面 & +"}, {"sign_type", "RSA2"}}, merchant_key());
  CHECK(form.starts_with("sign="));
  CHECK(form.ends_with("&sign_type=RSA2&subject=%E9%9D%A2%20%26%20%2B"));
  CHECK(form.find('+') == std::string::npos);
}

TEST_CASE("an outer member is found in whatever layout, and never inside another", "[alipay]") {
  auto [body, expected] = GENERATE(table<std::string, std::optional<std::string>>({
      {R"({"n":{"a":1},"sign":"s"})", R"({"a":1})"},
      {R"({"sign":"s","n":{"a":"}{\"n\":{"}})", R"({"a":"}{\"n\":{"})"},
      {"{ \"n\" \n:\t[1,{\"b\":[]}] }", "[1,{\"b\":[]}]"},
      {R"({"x":{"n":{"deep":1}},"n":"text \" quote"})", R"("text \" quote")"},
      {R"({"n":12.5,"x":null})", "12.5"},
      {R"({"n":{}})", "{}"},
      {R"({"x":{"n":{"deep":1}}})", std::nullopt},     // only inside another
      {R"({"n":{"a":1},"n":{"a":2}})", std::nullopt},  // which one was signed?
      {R"({"n":{"a":1})", std::nullopt},               // unclosed
      {R"({"n":{"a":1}} trailing)", std::nullopt},
      {R"({"n":{"a":"unclosed}})", std::nullopt},
      {R"({"n" {"a":1}})", std::nullopt},
      {R"({"n":})", std::nullopt},
      {R"(["n",{"a":1}])", std::nullopt},
      {"{}", std::nullopt},
      {"", std::nullopt},
      {"{\"", std::nullopt},
      {"{\"\\", std::nullopt},
  }));
  INFO(body);
  const auto found = outer_member(body, "n");
  CHECK(found.has_value() == expected.has_value());
  if (found && expected) CHECK(*found == *expected);
}

TEST_CASE("an answer without a signature is believed only when it says that nothing was done", "[alipay]") {
  auto [node, trust] = GENERATE(table<std::string, Trust>({
      {R"({"code":"40001","sub_code":"isv.missing-app-id"})", Trust::unsigned_refusal},
      {R"({"code":"40002","sub_code":"isv.invalid-signature"})", Trust::unsigned_refusal},
      {R"({"code":"40002","sub_code":"isp.something"})", Trust::none},
      {R"({"code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST"})", Trust::none},
      {R"({"code":"10000","trade_status":"TRADE_SUCCESS"})", Trust::none},
  }));
  const auto key = public_of(platform_key());
  CHECK(read_answer(R"({"alipay_trade_query_response":)" + node + "}", "alipay.trade.query", key).trust ==
        trust);
  CHECK(read_answer(R"({"error_response":)" + node + "}", "alipay.trade.query", key).trust == trust);
}

TEST_CASE("a signature is over the node as it stands, with slashes in the signature escaped or not",
          "[alipay]") {
  const std::string node = R"({ "code":"10000", "url":"http:\/\/x", "sign":"inner" })";
  const auto signature = platform_key().sign_base64(node);
  std::string escaped;
  for (const char c : signature) escaped += c == '/' ? std::string("\\/") : std::string(1, c);
  const auto key = public_of(platform_key());
  const auto body = [&](const std::string& text, const std::string& sign) {
    return R"({"sign":")" + sign + R"(","alipay_trade_query_response" : )" + text + "}";
  };
  CHECK(read_answer(body(node, signature), "alipay.trade.query", key).trust == Trust::verified);
  CHECK(read_answer(body(node, escaped), "alipay.trade.query", key).trust == Trust::verified);
  CHECK(read_answer(body(R"({"code":"10000"})", signature), "alipay.trade.query", key).trust == Trust::none);
  CHECK(read_answer(body(node, ""), "alipay.trade.query", key).trust == Trust::none);
  CHECK(read_answer(body(node, signature), "alipay.trade.query", public_of(stranger_key())).trust ==
        Trust::none);
}
