#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>

#include "services/simulator/delivery_plan.h"
#include "services/simulator/disturbance.h"
#include "services/simulator/ladder.h"
#include "services/simulator/script.h"

using namespace lunchrush::simulator;
using namespace std::chrono_literals;
namespace json = boost::json;

namespace {

Rule rule(std::string_view text) { return rule_from_json(json::parse(text).get_object()).value(); }

}  // namespace

TEST_CASE("a rule applies where all it names agrees", "[simulator]") {
  struct Row {
    const char* rule;
    Occasion occasion;
    bool applies;
  };
  const Occasion create{"wechatpay", "w1", "create", "n1"}, told{"wechatpay", "w1", "notify_payment", "n1"};
  const std::vector<Row> rows{
      {R"({"action":"delay"})", create, true},
      {R"({"action":"delay"})", told, false},
      {R"({"action":"delay","operation":"create"})", create, true},
      {R"({"action":"delay","operation":"close"})", create, false},
      {R"({"action":"delay","gateway":"alipay"})", create, false},
      {R"({"action":"delay","account":"w1","out_trade_no":"n1"})", create, true},
      {R"({"action":"delay","out_trade_no":"n2"})", create, false},
      {R"({"action":"lost"})", told, true},
      {R"({"action":"lost"})", create, false},
      {R"({"action":"lost","operation":"notify_refund"})", told, false},
      {R"({"action":"probe"})", create, true},
      {R"({"action":"probe"})", told, false},
      {R"({"action":"probe","operation":"notify"})", told, true},
      {R"({"action":"delay","rate":0})", create, false},
  };
  for (const auto& row : rows) {
    INFO(row.rule << " at " << row.occasion.operation);
    Script script;
    REQUIRE(script.add(rule(row.rule)).has_value());
    CHECK(script.take(row.occasion).size() == (row.applies ? 1 : 0));
  }
}

TEST_CASE("a rule is spent after its times, and one with a rate or times 0 never", "[simulator]") {
  const auto [text, takes] = GENERATE(table<const char*, std::size_t>({
      {R"({"action":"delay"})", 1},
      {R"({"action":"delay","times":3})", 3},
      {R"({"action":"delay","times":0})", 5},
      {R"({"action":"delay","rate":1})", 5},
  }));
  Script script;
  REQUIRE(script.add(rule(text)).has_value());
  std::size_t taken = 0;
  for (int i = 0; i < 5; ++i) taken += script.take({"alipay", "a", "query", "n"}).size();
  CHECK(taken == takes);
  CHECK(script.rules().size() == (takes == 5 ? 1 : 0));
}

TEST_CASE("the script has a limit", "[simulator]") {
  Script script;
  for (std::size_t i = 0; i < Script::rules_max; ++i)
    REQUIRE(script.add(rule(R"({"action":"delay"})")).has_value());
  CHECK_FALSE(script.add(rule(R"({"action":"delay"})")).has_value());
}

TEST_CASE("a rule that means nothing is refused", "[simulator]") {
  const auto text = GENERATE(
      R"({})", R"({"action":"explode"})", R"({"action":"delay","delay_ms":-1})",
      R"({"action":"delay","surprise":1})", R"({"action":"delay","operation":"notify"})",
      R"({"action":"lost","operation":"create"})", R"({"action":"refund_result","operation":"close"})",
      R"({"action":"refund_result","result":"lucky"})", R"({"action":"userpaying","then":"maybe"})",
      R"({"action":"delay","gateway":"stripe"})", R"({"action":"delay","operation":"sing"})",
      R"({"action":"http_status_before","status":200})", R"({"action":"error"})",
      R"({"action":"delay","rate":1.5})");
  INFO(text);
  CHECK_FALSE(rule_from_json(json::parse(text).get_object()).has_value());
}

TEST_CASE("a rule is shown as it was read", "[simulator]") {
  const auto text =
      GENERATE(R"({"action":"late","delay_ms":70,"operation":"notify","times":2})",
               R"({"action":"userpaying","operation":"codepay","queries":4,"then":"failure"})",
               R"({"action":"refund_result","operation":"refund","result":"abnormal","after_ms":5})",
               R"({"action":"huge","bytes":99,"gateway":"alipay","account":"a","out_trade_no":"n"})");
  const auto shown = to_json(rule(text));
  const auto read = json::parse(text);
  for (const auto& [name, value] : read.get_object()) {
    INFO(std::string_view(name));
    CHECK(json::serialize(shown.at(name)) == json::serialize(value));
  }
}

TEST_CASE("[rows 59, 60] whether a disturbed call still has its effect", "[simulator]") {
  const auto [text, effect, cut] = GENERATE(table<const char*, bool, Cut>({
      {R"({"action":"delay"})", true, Cut::none},
      {R"({"action":"reset_before"})", false, Cut::reset_before},
      {R"({"action":"reset_after"})", true, Cut::reset_after},
      {R"({"action":"timeout_without_effect"})", false, Cut::hang_before},
      {R"({"action":"timeout_with_effect"})", true, Cut::hang_after},
      {R"({"action":"http_status_before","status":429})", false, Cut::none},
      {R"({"action":"http_status_after"})", true, Cut::none},
      {R"({"action":"error","code":"SYSTEM_ERROR"})", false, Cut::none},
      {R"({"action":"error","code":"BANKERROR","effect":true})", true, Cut::none},
      {R"({"action":"garbage"})", true, Cut::none},
      {R"({"action":"probe"})", true, Cut::none},
  }));
  INFO(text);
  const auto disturbance = disturb({rule(text)});
  CHECK(disturbance.has_no_effect() == !effect);
  CHECK(disturbance.cut == cut);
}

TEST_CASE("rules add up: a slow answer with a bad signature after the user paid", "[simulator]") {
  const auto d =
      disturb({rule(R"({"action":"slow_answer","delay_ms":30})"), rule(R"({"action":"bad_signature"})"),
               rule(R"({"action":"pay_after"})"), rule(R"({"action":"slow_answer","delay_ms":12})")});
  CHECK(d.answer_delay == 42ms);
  CHECK(d.spoiling.tamper == Tamper::forged);
  CHECK(d.pay_after == 0ms);
  CHECK_FALSE(d.has_no_effect());
}

TEST_CASE("[row 65] a spoilt signature is the first attempt's only; [row 67] wrong content stays wrong",
          "[simulator]") {
  const auto plan = plan_delivery({rule(R"({"action":"forged","operation":"notify"})"),
                                   rule(R"({"action":"wrong_amount","amount_fen":7})")});
  CHECK(plan.first.spoiling.tamper == Tamper::forged);
  CHECK(plan.always.spoiling.tamper == Tamper::none);
  CHECK(plan.first.amount_fen == 7);
  CHECK(plan.always.amount_fen == 7);
}

TEST_CASE("the ladders have the published number of steps and length", "[simulator]") {
  const auto [gateway, retries, whole] = GENERATE(table<GatewayKind, std::size_t, std::chrono::minutes>({
      {GatewayKind::wechatpay, 15, 24h + 4min},
      {GatewayKind::alipay, 7, 24h + 24min},
  }));
  std::chrono::seconds sum{0};
  for (std::size_t attempt = 1; attempt <= retries; ++attempt) sum += wait_after(gateway, attempt).value();
  CHECK(sum == whole);
  CHECK_FALSE(wait_after(gateway, retries + 1).has_value());
}
