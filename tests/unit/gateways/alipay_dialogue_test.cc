// Alipay end to end against a gateway on loopback that signs, forges, stalls and breaks off as told.
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <deque>

#include "services/gateways/alipay/answer.h"
#include "services/gateways/alipay/form.h"
#include "services/gateways/beijing_time.h"
#include "services/gateways/json_reading.h"
#include "services/gateways/registry.h"
#include "tests/unit/gateways/keys.h"
#include "tests/unit/gateways/loopback.h"

using namespace lunchrush;
using namespace lunchrush::gateways;
using namespace lunchrush::gateways::test;
using namespace std::chrono_literals;
using domain::PaymentEvidence;
using domain::PaymentFinding;
using domain::RefundEvidence;
using domain::RefundFinding;

namespace {

struct Step {
  std::string node;  // the node's members, without braces; empty: `raw` is the whole answer
  Reaction raw{};
  const crypto::PrivateKey* key = &platform_key();
};

Step says(std::string members) { return {.node = std::move(members)}; }
Step forged(std::string members) { return {.node = std::move(members), .key = &stranger_key()}; }
Step breaks(Reaction raw) { return {.node = {}, .raw = std::move(raw)}; }

const std::string ok = R"("code":"10000","msg":"Success","out_trade_no":"pay_01")";
std::string fails(std::string_view sub_code) {
  return R"("code":"40004","msg":"Business Failed","sub_code":")" + std::string(sub_code) +
         R"(","sub_msg":"…")";
}
const std::string absent = fails("ACQ.TRADE_NOT_EXIST");
std::string trade(std::string_view status) {
  return ok + R"(,"trade_no":"2026","trade_status":")" + std::string(status) + R"(","total_amount":"22.00")";
}

// One account at one scripted gateway: each call takes the next step.
struct Desk {
  explicit Desk(
      std::deque<Step> script, std::function<void(Account&)> change = [](Account&) {})
      : steps(std::move(script)) {
    auto account = alipay_account(server.url());
    change(account);
    gateway = make_gateway(account, client, metrics).value();
  }

  Reaction next(const Received& received) {
    if (steps.empty()) throw std::logic_error("an unexpected call");
    const auto step = steps.front();
    steps.pop_front();
    forms.push_back(alipay::parse_form(received.body));
    if (step.node.empty()) return step.raw;
    const auto node = "{" + step.node + "}";
    const auto name = alipay::node_name(forms.back().at("method"));
    return {http_answer(200, {{"Content-Type", "text/html"}},
                        "{\"" + name + "\":" + node + ",\"sign\":\"" + step.key->sign_base64(node) + "\"}")};
  }
  std::string methods() const {
    std::string out;
    for (const auto& form : forms)
      out += (out.empty() ? "" : " ") + std::string(form.at("method")).substr(13);
    return out;
  }

  std::deque<Step> steps;
  std::vector<alipay::Form> forms;
  asio::io_context context;
  telemetry::Registry registry;
  GatewayMetrics metrics{registry};
  HttpClient client{context.get_executor(), metrics};
  Loopback server{context, [this](const Received& received) { return next(received); }};
  std::shared_ptr<Gateway> gateway;
};

CreatePayment payment(Method method = Method::alipay_precreate) {
  return {.method = method,
          .out_trade_no = "pay_01",
          .amount = domain::Money(2200),
          .description = "宫保鸡丁",
          .payer = "open-1",
          .auth_code = "28763443825664394",
          .expires_at = from_rfc3339("2026-11-21T12:15:00+08:00").value(),
          .notify_url = "https://pay.example.com/v1/notify/alipay/acc_alipay",
          .store_reference = "1001"};
}

auto created(Desk& desk, CreatePayment request = payment()) {
  return wait_for(desk.context, desk.gateway->create(std::move(request), soon()));
}
auto queried(Desk& desk) {
  return wait_for(desk.context, desk.gateway->query("pay_01", Method::alipay_precreate, soon()));
}
auto closed(Desk& desk, Method method = Method::alipay_precreate) {
  return wait_for(desk.context, desk.gateway->close("pay_01", method, soon()));
}
auto refunded(Desk& desk) {
  RefundRequest request{.out_trade_no = "pay_01",
                        .out_refund_no = "ref_01",
                        .amount = domain::Money(500),
                        .payment_total = domain::Money(2200),
                        .reason = "菜没上",
                        .notify_url = {}};
  return wait_for(desk.context, desk.gateway->refund(std::move(request), soon()));
}
auto refund_queried(Desk& desk) {
  return wait_for(desk.context, desk.gateway->query_refund("pay_01", "ref_01", soon()));
}

template <class T>
CallClass class_of(const Answer<T>& answer) {
  const auto* const failure = std::get_if<CallFailure>(&answer);
  return failure == nullptr ? CallClass::done : failure->call_class;
}

}  // namespace

TEST_CASE("every request is signed over its parameters, and says what it must", "[alipay]") {
  Desk desk({says(ok + R"(,"qr_code":"https:\/\/qr.alipay.com\/1")")});
  const auto answer = created(desk);
  REQUIRE(class_of(answer) == CallClass::done);
  CHECK(std::get<Created>(answer).action.kind == "qr_code");
  CHECK(std::get<Created>(answer).action.code_url == "https://qr.alipay.com/1");
  CHECK(std::get<Created>(answer).evidence.finding == PaymentFinding::open);
  const auto& received = desk.server.received().at(0);
  const auto& form = desk.forms.at(0);
  CHECK(received.target == "/gateway.do");
  CHECK(received.headers.find("Content-Type") == "application/x-www-form-urlencoded;charset=utf-8");
  CHECK(form.at("app_id") == "2019073166072302");
  CHECK(form.at("method") == "alipay.trade.precreate");
  CHECK(form.at("sign_type") == "RSA2");
  CHECK(form.at("notify_url") == "https://pay.example.com/v1/notify/alipay/acc_alipay");
  CHECK(from_beijing_text(form.at("timestamp")).has_value());
  CHECK(public_of(merchant_key())
            .verify_base64(alipay::text_to_sign(form.parameters, alipay::Signed::request), form.at("sign")));
}

TEST_CASE("the gateway's whole path is kept when its URL has one", "[alipay]") {
  Desk desk({says(trade("TRADE_SUCCESS"))},
            [](Account& account) { account.base_url += "/alipay/gateway.do"; });
  CHECK(class_of(queried(desk)) == CallClass::done);
  CHECK(desk.server.received().at(0).target == "/alipay/gateway.do");
}

TEST_CASE("a trade for a mini-program answers its number", "[alipay]") {
  Desk desk({says(ok + R"(,"trade_no":"2026")")});
  const auto answer = created(desk, payment(Method::alipay_create));
  REQUIRE(class_of(answer) == CallClass::done);
  CHECK(std::get<Created>(answer).action.kind == "alipay_trade");
  CHECK(std::get<Created>(answer).action.trade_no == "2026");
}

TEST_CASE("a code payment answers paid or waiting", "[alipay]") {
  auto [node, finding] = GENERATE_COPY(table<std::string, PaymentFinding>({
      {ok + R"(,"trade_no":"2026","total_amount":"22.00","gmt_payment":"2026-11-21 12:00:00")",
       PaymentFinding::paid},
      {R"("code":"10003","out_trade_no":"pay_01")", PaymentFinding::open},
  }));
  Desk desk({says(node)});
  const auto answer = created(desk, payment(Method::alipay_code));
  REQUIRE(class_of(answer) == CallClass::done);
  CHECK(std::get<Created>(answer).evidence.finding == finding);
}

TEST_CASE("Alipay: each way a call can end has its class [row 59][row 60]", "[alipay]") {
  using C = CallClass;
  const auto good = ok + R"(,"qr_code":"q")";
  auto [name, step, call_class] = GENERATE_COPY(table<std::string, Step, C>({
      {"a good answer", says(good), C::done},
      {"signed by another", forged(good), C::unknown},
      {"no signature",
       breaks({http_answer(200, {}, R"({"alipay_trade_precreate_response":{)" + good + "}}")}), C::unknown},
      {"another method's node",
       breaks({http_answer(200, {}, R"({"alipay_trade_pay_response":{)" + good + R"(},"sign":"x"})")}),
       C::unknown},
      {"about another number", says(R"("code":"10000","out_trade_no":"pay_02","qr_code":"q")"), C::unknown},
      {"without the code", says(ok), C::unknown},
      {"10003 where nothing waits", says(R"("code":"10003","out_trade_no":"pay_01")"), C::unknown},
      {"reset", breaks({"", After::reset}), C::unknown},
      {"half an answer", breaks({"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{", After::close}),
       C::unknown},
      {"garbage", breaks({http_answer(200, {}, "<html>")}), C::unknown},
      {"a proxy's 502", breaks({http_answer(502, {}, "<html>")}), C::unknown},
      {"429", breaks({http_answer(429, {}, "")}), C::not_executed},
      {"20000", says(R"("code":"20000","sub_code":"aop.unknow-error")"), C::unknown},
      {"40005", says(R"("code":"40005","sub_code":"isv.app-call-limited")"), C::not_executed},
      {"a refusal nobody signed",
       breaks(
           {http_answer(200, {}, R"({"error_response":{"code":"40002","sub_code":"isv.invalid-app-id"}})")}),
       C::refused},
      {"another number's values", says(fails("ACQ.CONTEXT_INCONSISTENT")), C::already_done},
      {"a system error", says(fails("ACQ.SYSTEM_ERROR")), C::unknown},
  }));
  INFO(name);
  Desk desk({step});
  CHECK(class_of(created(desk)) == call_class);
}

TEST_CASE("a code payment refused for the guest's reasons says so", "[alipay]") {
  Desk desk({says(fails("ACQ.BUYER_BALANCE_NOT_ENOUGH"))});
  const auto answer = created(desk, payment(Method::alipay_code));
  CHECK(class_of(answer) == CallClass::user_action);
  CHECK(std::get<CallFailure>(answer).code == "ACQ.BUYER_BALANCE_NOT_ENOUGH");
}

TEST_CASE("a query tells the state of that number, or that there is none yet", "[alipay]") {
  auto [node, finding] = GENERATE_COPY(table<std::string, PaymentFinding>({
      {trade("TRADE_SUCCESS"), PaymentFinding::paid},
      {trade("TRADE_FINISHED"), PaymentFinding::paid},
      {trade("WAIT_BUYER_PAY"), PaymentFinding::open},
      {trade("TRADE_CLOSED"), PaymentFinding::closed},
      {trade("TRADE_CLOSED") + R"(,"send_pay_date":"2026-11-21 12:00:00")", PaymentFinding::paid},
      {absent, PaymentFinding::not_found},
  }));
  Desk desk({says(node)});
  const auto answer = queried(desk);
  REQUIRE(class_of(answer) == CallClass::done);
  CHECK(std::get<PaymentEvidence>(answer).finding == finding);
}

TEST_CASE("closing asks first, then makes the number unpayable, and says closed only when it is [row 75]",
          "[alipay]") {
  struct Row {
    std::string name;
    Method method;
    std::deque<Step> script;
    std::string methods;
    PaymentFinding finding;
  };
  using F = PaymentFinding;
  const auto done = ok + R"(,"retry_flag":"N")";
  const auto row = GENERATE_COPY(values<Row>({
      {"a code never scanned",
       Method::alipay_precreate,
       {says(absent), says(done), says(absent)},
       "query cancel query",
       F::closed},
      {"a code scanned, unpaid",
       Method::alipay_precreate,
       {says(trade("WAIT_BUYER_PAY")), says(ok)},
       "query close",
       F::closed},
      {"a code scanned, paid between question and close",
       Method::alipay_precreate,
       {says(trade("WAIT_BUYER_PAY")), says(fails("ACQ.TRADE_STATUS_ERROR")), says(trade("TRADE_SUCCESS"))},
       "query close query",
       F::paid},
      {"already paid", Method::alipay_precreate, {says(trade("TRADE_SUCCESS"))}, "query", F::paid},
      {"paid and returned by a cancel whose answer was lost",
       Method::alipay_precreate,
       {says(trade("TRADE_CLOSED") + R"(,"send_pay_date":"2026-11-21 12:00:00")")},
       "query",
       F::closed},
      {"already closed", Method::alipay_precreate, {says(trade("TRADE_CLOSED"))}, "query", F::closed},
      {"paid between question and cancel",
       Method::alipay_precreate,
       {says(absent), says(done + R"(,"action":"refund")")},
       "query cancel",
       F::closed},
      {"cancel to be repeated",
       Method::alipay_code,
       {says(trade("WAIT_BUYER_PAY")), says(ok + R"(,"retry_flag":"Y")"), says(done),
        says(trade("TRADE_CLOSED"))},
       "query cancel cancel query",
       F::closed},
      {"cancel not allowed, for it is paid",
       Method::alipay_code,
       {says(trade("WAIT_BUYER_PAY")), says(fails("ACQ.CANCEL_NOT_ALLOWED")), says(trade("TRADE_SUCCESS"))},
       "query cancel query",
       F::paid},
      {"cancel knows no such number",
       Method::alipay_precreate,
       {says(absent), says(absent), says(absent)},
       "query cancel query",
       F::not_found},
      {"cancelled, yet still open",
       Method::alipay_code,
       {says(trade("WAIT_BUYER_PAY")), says(done), says(trade("WAIT_BUYER_PAY"))},
       "query cancel query",
       F::open},
      {"a trade, unpaid",
       Method::alipay_create,
       {says(trade("WAIT_BUYER_PAY")), says(ok)},
       "query close",
       F::closed},
      {"a trade paid between",
       Method::alipay_create,
       {says(trade("WAIT_BUYER_PAY")), says(fails("ACQ.TRADE_STATUS_ERROR")), says(trade("TRADE_SUCCESS"))},
       "query close query",
       F::paid},
      {"a trade that never came to be",
       Method::alipay_create,
       {says(absent), says(done), says(absent)},
       "query cancel query",
       F::closed},
  }));
  INFO(row.name);
  Desk desk(row.script);
  const auto answer = closed(desk, row.method);
  REQUIRE(class_of(answer) == CallClass::done);
  CHECK(std::get<Closed>(answer).evidence.finding == row.finding);
  CHECK(desk.methods() == row.methods);
}

TEST_CASE("Alipay: a close without a believable answer has not closed", "[alipay]") {
  const auto again = ok + R"(,"retry_flag":"Y")";
  const auto script = GENERATE_COPY(values<std::deque<Step>>({
      {breaks({"", After::reset})},
      {says(absent), breaks({"", After::reset})},
      {says(absent), says(ok + R"(,"retry_flag":"N")"), breaks({"", After::reset})},
      {says(absent), forged(ok + R"(,"retry_flag":"N")")},
      {says(absent), says(fails("ACQ.SYSTEM_ERROR"))},
      {says(absent), says(again), says(again), says(again)},
  }));
  Desk desk(script);
  CHECK(class_of(closed(desk)) == CallClass::unknown);
  CHECK(desk.steps.empty());
}

TEST_CASE("a refund is done when money moved, and otherwise to be asked about [row 74]", "[alipay]") {
  auto [node, finding, needs_query] = GENERATE_COPY(table<std::string, RefundFinding, bool>({
      {ok + R"(,"fund_change":"Y","refund_fee":"9.00")", RefundFinding::succeeded, false},
      {ok + R"(,"fund_change":"N","refund_fee":"9.00")", RefundFinding::processing, true},
      {ok + R"(,"refund_fee":"9.00")", RefundFinding::processing, true},
      {fails("ACQ.SELLER_BALANCE_NOT_ENOUGH"), RefundFinding::funds_short, false},
  }));
  Desk desk({says(node)});
  const auto answer = refunded(desk);
  REQUIRE(class_of(answer) == CallClass::done);
  const auto& evidence = std::get<RefundEvidence>(answer);
  CHECK(evidence.finding == finding);
  CHECK(evidence.needs_query == needs_query);
  if (finding != RefundFinding::funds_short) CHECK(evidence.amount == domain::Money(500));
}

TEST_CASE("refusals of a refund are final, and what is not listed is unknown [row 74]", "[alipay]") {
  auto [sub_code, call_class] = GENERATE(table<std::string, CallClass>({
      {"ACQ.DISCORDANT_REPEAT_REQUEST", CallClass::refused},
      {"ACQ.TRADE_HAS_FINISHED", CallClass::refused},
      {"ACQ.TRADE_NOT_EXIST", CallClass::refused},
      {"ACQ.SYSTEM_ERROR", CallClass::unknown},
      {"ACQ.REFUND_CHARGE_ERROR", CallClass::unknown},
      {"ACQ.SOMETHING_NEW", CallClass::unknown},
  }));
  Desk desk({says(fails(sub_code))});
  CHECK(class_of(refunded(desk)) == call_class);
}

TEST_CASE("10000 on a refund query is a refund only with REFUND_SUCCESS [row 74]", "[alipay]") {
  const auto known = ok + R"(,"out_request_no":"ref_01","refund_amount":"5.00")";
  auto [node, finding] = GENERATE_COPY(table<std::string, RefundFinding>({
      {known + R"(,"refund_status":"REFUND_SUCCESS","gmt_refund_pay":"2026-11-21 12:30:00")",
       RefundFinding::succeeded},
      {known, RefundFinding::processing},
      {known + R"(,"refund_status":"REFUND_PROCESSING")", RefundFinding::processing},
      {R"("code":"10000","msg":"Success")", RefundFinding::not_found},
      {absent, RefundFinding::not_found},
  }));
  Desk desk({says(node)});
  const auto answer = refund_queried(desk);
  REQUIRE(class_of(answer) == CallClass::done);
  CHECK(std::get<RefundEvidence>(answer).finding == finding);
}

TEST_CASE("Alipay: what is missing or not ours is refused without a call", "[alipay]") {
  Desk desk({});
  auto request = payment(Method::alipay_code);
  request.auth_code.clear();
  CHECK(class_of(created(desk, request)) == CallClass::refused);
  request = payment(Method::alipay_create);
  request.payer.clear();
  CHECK(class_of(created(desk, request)) == CallClass::refused);
  CHECK(class_of(created(desk, payment(Method::wechat_jsapi))) == CallClass::refused);
}

TEST_CASE("Alipay is acknowledged by exactly seven bytes", "[alipay]") {
  Desk desk({});
  CHECK(desk.gateway->acknowledge(true).status == 200);
  CHECK(desk.gateway->acknowledge(true).body == "success");
  CHECK(desk.gateway->acknowledge(false).body == "failure");
}
