#include "services/callbacks/poll.h"

#include <catch2/catch.hpp>

#include "services/callbacks/refund.h"

using namespace lunchrush;
using namespace std::chrono_literals;
using callbacks::PaymentCall;
using domain::PaymentFinding;
using domain::PaymentMethod;
using domain::RefundFinding;
using gateways::CallClass;

namespace {

constexpr domain::Instant noon{1'795'233'600s};
const callbacks::PollLimits limits;
const callbacks::RefundLimits refund_limits;

}  // namespace

TEST_CASE("an open payment is asked about, unless we want no more of it or its code has had its time",
          "[callbacks]") {
  auto [method, close_wanted, age, call] =
      GENERATE(table<PaymentMethod, bool, std::chrono::seconds, PaymentCall>({
          {PaymentMethod::wechat_native, false, 1s, PaymentCall::query},
          {PaymentMethod::wechat_native, false, 24h, PaymentCall::query},
          {PaymentMethod::wechat_native, true, 1s, PaymentCall::close},
          {PaymentMethod::alipay_precreate, true, 1s, PaymentCall::close},
          {PaymentMethod::wechat_code, false, 44s, PaymentCall::query},
          {PaymentMethod::wechat_code, false, 45s, PaymentCall::close},
          {PaymentMethod::alipay_code, false, 44s, PaymentCall::query},
          {PaymentMethod::alipay_code, false, 45s, PaymentCall::close},
          {PaymentMethod::wechat_code, true, 1s, PaymentCall::close},
      }));
  domain::Payment payment;
  payment.method = method;
  payment.close_wanted = close_wanted;
  payment.created_at = noon;
  CHECK(callbacks::next_call(payment, limits, noon + age) == call);
}

TEST_CASE(
    "a close proves what it says; \"no such number\" proves a close only when nobody can create it any more",
    "[callbacks]") {
  auto [finding, age, proven] = GENERATE(table<PaymentFinding, std::chrono::seconds, PaymentFinding>({
      {PaymentFinding::closed, 1s, PaymentFinding::closed},
      {PaymentFinding::paid, 1s, PaymentFinding::paid},
      {PaymentFinding::paid, 24h, PaymentFinding::paid},
      {PaymentFinding::open, 24h, PaymentFinding::open},
      {PaymentFinding::unknown, 24h, PaymentFinding::unknown},
      {PaymentFinding::not_found, 179s, PaymentFinding::not_found},
      {PaymentFinding::not_found, 180s, PaymentFinding::closed},
  }));
  domain::Payment payment;
  payment.created_at = noon;
  domain::PaymentEvidence evidence;
  evidence.finding = finding;
  CHECK(callbacks::proven_by_close(evidence, payment, limits, noon + age).finding == proven);
}

TEST_CASE("every method of a gateway is asked for as itself", "[callbacks]") {
  auto [method, asked] = GENERATE(table<PaymentMethod, gateways::Method>({
      {PaymentMethod::wechat_jsapi, gateways::Method::wechat_jsapi},
      {PaymentMethod::wechat_native, gateways::Method::wechat_native},
      {PaymentMethod::wechat_code, gateways::Method::wechat_code},
      {PaymentMethod::alipay_precreate, gateways::Method::alipay_precreate},
      {PaymentMethod::alipay_code, gateways::Method::alipay_code},
  }));
  CHECK(callbacks::gateway_method(method) == asked);
}

TEST_CASE("\"no such refund\" is believed after a minute at WeChat Pay, ten seconds at Alipay [row 74]",
          "[callbacks]") {
  auto [method, finding, age, believed] =
      GENERATE(table<PaymentMethod, RefundFinding, std::chrono::seconds, bool>({
          {PaymentMethod::wechat_native, RefundFinding::not_found, 59s, false},
          {PaymentMethod::wechat_native, RefundFinding::not_found, 60s, true},
          {PaymentMethod::alipay_precreate, RefundFinding::not_found, 9s, false},
          {PaymentMethod::alipay_precreate, RefundFinding::not_found, 10s, true},
          {PaymentMethod::alipay_precreate, RefundFinding::processing, 24h, false},
          {PaymentMethod::wechat_native, RefundFinding::unknown, 24h, false},
          {PaymentMethod::wechat_native, RefundFinding::failed, 24h, false},
      }));
  postgres::DueRefund due;
  due.method = method;
  due.refund.created_at = noon;
  CHECK(callbacks::never_arrived(due, {.finding = finding}, refund_limits, noon + age) == believed);
}

TEST_CASE(
    "a submission that failed proves a refund refused, short of funds or unknown, or nothing at all [row 74]",
    "[callbacks]") {
  auto [failure, finding] = GENERATE(table<CallClass, std::optional<RefundFinding>>({
      {CallClass::refused, RefundFinding::failed},
      {CallClass::funds_short, RefundFinding::funds_short},
      {CallClass::unknown, RefundFinding::unknown},
      {CallClass::already_done, RefundFinding::unknown},
      {CallClass::user_action, RefundFinding::unknown},
      {CallClass::not_executed, std::nullopt},
      {CallClass::not_found, std::nullopt},
  }));
  CHECK(callbacks::finding_of(failure) == finding);
}
