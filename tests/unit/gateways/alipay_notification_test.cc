// Notifications of Alipay made with keys of this test's own.
#include "services/gateways/alipay/notification.h"

#include <catch2/catch.hpp>

#include "services/gateways/alipay/form.h"
#include "services/gateways/percent.h"
#include "tests/unit/gateways/keys.h"

using namespace lunchrush;
using namespace lunchrush::gateways;
using namespace lunchrush::gateways::alipay;
using namespace lunchrush::gateways::test;

namespace {

const Identity us{.seller_id = "2088531891668739", .app_id = "2019073166072302"};

Parameters paid() {
  return {{"notify_type", "trade_status_sync"},
          {"notify_id", "n-1"},
          {"app_id", us.app_id},
          {"seller_id", us.seller_id},
          {"charset", "utf-8"},
          {"sign_type", "RSA2"},
          {"trade_status", "TRADE_SUCCESS"},
          {"out_trade_no", "pay_01"},
          {"trade_no", "20261121"},
          {"total_amount", "22.00"},
          {"buyer_pay_amount", "17.00"},
          {"gmt_payment", "2026-11-21 12:00:00"}};
}

Parameters paid_but(const Parameters& changes) {
  auto out = paid();
  for (const auto& [name, value] : changes) out[name] = value;
  return out;
}

std::string form_of(const Parameters& parameters) {
  std::string out;
  for (const auto& [name, value] : parameters)
    out += (out.empty() ? "" : "&") + name + "=" + percent_encode(value);
  return out;
}

std::string signed_form_of(Parameters parameters, const crypto::PrivateKey& key = platform_key()) {
  parameters["sign"] = key.sign_base64(text_to_sign(parameters, Signed::notification));
  return form_of(parameters);
}

std::variant<Verified, Rejected> opened(std::string_view body) {
  return open_notification(body, public_of(platform_key()), us);
}

std::string outcome(std::string_view body) {
  const auto result = opened(body);
  const auto* const rejected = std::get_if<Rejected>(&result);
  return rejected == nullptr ? "accepted" : rejected->reason;
}

domain::PaymentEvidence payment_in(std::string_view body) {
  const auto result = opened(body);
  return std::get<domain::PaymentEvidence>(std::get<Verified>(result).evidence);
}

}  // namespace

TEST_CASE("a genuine notification is accepted with its amount to the fen", "[alipay]") {
  const auto evidence = payment_in(signed_form_of(paid()));
  CHECK(evidence.finding == domain::PaymentFinding::paid);
  CHECK(evidence.amount == domain::Money(2200));
  CHECK(evidence.payer_amount == domain::Money(1700));
  CHECK(evidence.out_trade_no == "pay_01");
  CHECK(evidence.account_matches);
  CHECK(evidence.raw.find("sign\"") == std::string::npos);
}

TEST_CASE("values are decoded once, in whatever way they were encoded [row 68]", "[alipay]") {
  const auto value = GENERATE("100%", "a+b", "a%2Bb", "{\"a\":\"&quot;\"}", "面 条", "=&", "a=b=c");
  CHECK(outcome(signed_form_of(paid_but({{"passback_params", value}}))) == "accepted");
}

TEST_CASE("a space may come as + or as %20, and parameters never heard of take part [row 68]", "[alipay]") {
  auto body = signed_form_of(paid_but({{"something_new", "a b"}}));
  CHECK(outcome(body) == "accepted");
  const auto space = body.find("a%20b");
  body.replace(space, 5, "a+b");
  CHECK(outcome(body) == "accepted");
  CHECK(outcome(body + "&route=notify") == "signature");
}

TEST_CASE("every trick with the form is refused for its reason [row 65][row 68]", "[alipay]") {
  const auto good = signed_form_of(paid());
  auto [name, body, reason] = GENERATE_COPY(table<std::string, std::string, std::string>({
      {"an empty body", "", "malformed"},
      {"no form", "hello", "malformed"},
      {"a name twice", good + "&total_amount=22.00", "duplicate"},
      {"a name twice, encoded otherwise", good + "&%74otal_amount=1.00", "duplicate"},
      {"sign twice", good + "&sign=x", "duplicate"},
      {"a broken escape", good + "&x=%4", "malformed"},
      {"a nameless value", good + "&=x", "malformed"},
      {"a trailing ampersand", good + "&", "malformed"},
      {"too many names",
       good +
           [] {
             std::string out;
             for (int i = 0; i != 200; ++i) out += "&p" + std::to_string(i) + "=";
             return out;
           }(),
       "malformed"},
      {"too long", good + "&x=" + std::string(100'000, 'x'), "malformed"},
      {"sign_type=RSA", signed_form_of(paid_but({{"sign_type", "RSA"}})), "sign_type"},
      {"sign_type=rsa2", signed_form_of(paid_but({{"sign_type", "rsa2"}})), "sign_type"},
      {"no sign_type", signed_form_of(paid_but({{"sign_type", ""}})), "sign_type"},
      {"no signature", form_of(paid()), "signature"},
      {"another key", signed_form_of(paid(), stranger_key()), "signature"},
      {"our own key", signed_form_of(paid(), merchant_key()), "signature"},
      {"another charset", signed_form_of(paid_but({{"charset", "utf-16"}})), "charset"},
      {"bytes not of the charset", signed_form_of(paid_but({{"subject", "\xC3\xE6"}})), "charset"},
      {"another product", signed_form_of(paid_but({{"notify_type", "servicemarket_order_notify"}})),
       "notify_type"},
      {"no notify_id", signed_form_of(paid_but({{"notify_id", ""}})), "malformed"},
      {"an amount that is none", signed_form_of(paid_but({{"total_amount", "22.001"}})), "malformed"},
      {"a negative amount", signed_form_of(paid_but({{"total_amount", "-22.00"}})), "malformed"},
      {"a value that could be cut into two", signed_form_of(paid_but({{"passback_params", "a&seller_id=1"}})),
       "malformed"},
  }));
  INFO(name);
  CHECK(outcome(body) == reason);
}

TEST_CASE("what a forgery names can be asked about, when it looks like a number of ours [row 65]",
          "[alipay]") {
  auto [number, named] = GENERATE(table<std::string, std::string>(
      {{"pay_01", "pay_01"}, {"pay 01", ""}, {"'; drop table", ""}, {std::string(65, 'x'), ""}}));
  const auto result = opened(signed_form_of(paid_but({{"out_trade_no", number}}), stranger_key()));
  CHECK(std::get<Rejected>(result).out_trade_no == named);
}

TEST_CASE("a GBK notification is verified in its own bytes and kept in UTF-8 [row 68]", "[alipay]") {
  const auto evidence = payment_in(signed_form_of(paid_but({{"charset", "gbk"}, {"subject", "\xC3\xE6"}})));
  CHECK(evidence.finding == domain::PaymentFinding::paid);
  CHECK(evidence.raw.find("面") != std::string::npos);
}

TEST_CASE("another account's notification is told as it is, to be quarantined [row 67]", "[alipay]") {
  auto [name, value] = GENERATE(table<std::string, std::string>(
      {{"seller_id", "2088000000000000"}, {"seller_id", ""}, {"app_id", "2020"}}));
  const auto evidence = payment_in(signed_form_of(paid_but({{name, value}})));
  CHECK_FALSE(evidence.account_matches);
}

TEST_CASE("trade_status with and without a refund says what happened, not what it is called", "[alipay]") {
  using F = domain::PaymentFinding;
  struct Row {
    Parameters changes;
    std::string kind;
    F finding;
  };
  const auto row = GENERATE(values<Row>({
      {{}, "payment", F::paid},
      {{{"refund_fee", "0.00"}}, "payment", F::paid},
      {{{"trade_status", "TRADE_FINISHED"}}, "payment", F::paid},
      {{{"trade_status", "WAIT_BUYER_PAY"}, {"gmt_payment", ""}}, "payment", F::open},
      {{{"trade_status", "TRADE_CLOSED"}, {"gmt_payment", ""}}, "payment", F::closed},
      {{{"trade_status", "TRADE_CLOSED"}}, "payment", F::paid},
      {{{"trade_status", "TRADE_CLOSED"}, {"gmt_payment", ""}, {"refund_fee", "22.00"}}, "payment", F::paid},
      {{{"gmt_refund", "2026-11-21 12:30:00.123"}, {"refund_fee", "5.00"}, {"out_biz_no", "ref_01"}},
       "refund",
       F::unknown},
      {{{"trade_status", "TRADE_CLOSED"},
        {"gmt_refund", "2026-11-21 12:30:00.123"},
        {"out_biz_no", "ref_01"}},
       "refund",
       F::unknown},
      {{{"out_biz_no", "ref_01"}, {"seller_id", "2088000000000000"}}, "payment", F::paid},
  }));
  const auto result = opened(signed_form_of(paid_but(row.changes)));
  REQUIRE(std::holds_alternative<Verified>(result));
  const auto& verified = std::get<Verified>(result);
  CHECK(verified.kind == row.kind);
  if (const auto* payment = std::get_if<domain::PaymentEvidence>(&verified.evidence)) {
    CHECK(payment->finding == row.finding);
    return;
  }
  const auto& refund = std::get<domain::RefundEvidence>(verified.evidence);
  CHECK(refund.out_refund_no == "ref_01");
  CHECK(refund.needs_query);  // refund_fee is the total so far, not this refund's
  CHECK(refund.amount == domain::Money(0));
}
