#include <catch2/catch.hpp>

#include "proto/lunchrush/v1/orders.pb.h"
#include "services/web/codec.h"
#include "tests/unit/web/specimen.h"

using namespace lunchrush;
using namespace lunchrush::web;
using domain::ErrorCode;

namespace {

// "/lines/0/sku required" for each fault, joined by "; ".
std::string faults_of(const domain::Result<void>& outcome) {
  if (outcome.has_value()) return "none";
  std::string text;
  for (const auto& field : outcome.error().fields)
    text += (text.empty() ? "" : "; ") + field.pointer + " " + field.code;
  return text;
}

// Each part is an object in a list: two levels, but for the innermost.
std::string nested_parts(int count) {
  std::string text = R"({"name":"a"})";
  for (int i = 1; i < count; ++i) text = R"({"name":"a","parts":[)" + text + "]}";
  return text;
}

std::string specimen_faults(std::string_view json) {
  const auto specimen = new_specimen();
  return faults_of(from_json(json, *specimen));
}

}  // namespace

TEST_CASE("a value of the wrong kind or outside its rules is named by its pointer [row 17]") {
  auto [json, faults] = GENERATE(table<std::string_view, std::string_view>({
      {R"({"small":2147483648})", "/small out_of_range"},
      {R"({"small":-2147483649})", "/small out_of_range"},
      {R"({"small":1.0})", "/small wrong_type"},
      {R"({"small":1e2})", "/small wrong_type"},
      {R"({"small":-0})", "/small wrong_type"},
      {R"({"small":-0.0})", "/small wrong_type"},
      {R"({"small":"100"})", "/small wrong_type"},
      {R"({"small":true})", "/small wrong_type"},
      {R"({"small":null})", "/small null_value"},
      {R"({"small":[1]})", "/small wrong_type"},
      {R"({"small":{"a":1}})", "/small wrong_type"},
      {R"({"big":9223372036854775807})", "none"},
      {R"({"big":-9223372036854775808})", "none"},
      {R"({"big":9223372036854775808})", "/big out_of_range"},
      {R"({"big":18446744073709551615})", "/big out_of_range"},
      {R"({"big":18446744073709551616})", "/big wrong_type"},
      {R"({"big":1e400})", "/big wrong_type"},
      {R"({"natural":-1})", "/natural out_of_range"},
      {R"({"large":18446744073709551615})", "none"},
      {R"({"large":18446744073709551616})", "/large wrong_type"},
      {R"({"ratio":0.5})", "none"},
      {R"({"ratio":2})", "none"},
      {R"({"ratio":"2"})", "/ratio wrong_type"},
      {R"({"flag":1})", "/flag wrong_type"},
      {R"({"text":"a"})", "/text too_short"},
      {R"({"text":""})", "none"},
      {R"({"text":"宫保鸡丁饭"})", "none"},
      {R"({"text":"宫保鸡丁饭儿"})", "/text too_long"},
      {R"({"text":12})", "/text wrong_type"},
      {R"({"text":"a\u0000b"})", "/text nul_character"},
      {R"({"blob":"aGk="})", "none"},
      {R"({"blob":"aGk"})", "/blob bad_base64"},
      {R"({"meat":"dried_tofu"})", "none"},
      {R"({"meat":"DRIED_TOFU"})", "/meat unknown_value"},
      {R"({"meat":"unspecified"})", "/meat unknown_value"},
      {R"({"meat":""})", "/meat unknown_value"},
      {R"({"meat":1})", "/meat wrong_type"},
      {R"({"at":"2026-11-21T12:00:00+08:00"})", "none"},
      {R"({"at":"2026-11-21"})", "/at bad_time"},
      {R"({"at":1763697600})", "/at wrong_type"},
      {R"({"at":{"seconds":1}})", "/at wrong_type"},
      {R"({"part":"name"})", "/part wrong_type"},
      {R"({"part":[]})", "/part wrong_type"},
      {R"({"part":{}})", "/part/name required"},
      {R"({"part":{"name":""}})", "/part/name required"},
      {R"({"part":{"name":"soups"}})", "/part/name too_long"},
      {R"({"numbers":[1,2,3]})", "none"},
      {R"({"numbers":[1,2,3,4,5,6]})", "/numbers too_many"},
      {R"({"numbers":[1,6,"x"]})", "/numbers/1 out_of_range; /numbers/2 wrong_type"},
      {R"({"numbers":7})", "/numbers wrong_type"},
      {R"({"numbers":{}})", "/numbers wrong_type"},
      {R"({"numbers":[[1]]})", "/numbers/0 wrong_type"},
      {R"({"numbers":[1,null]})", "/numbers/1 null_value"},
      {R"({"tags":["a-b"]})", "none"},
      {R"({"tags":["a","B"]})", "/tags/1 bad_character"},
      {R"({"tags":["é"]})", "/tags/0 bad_character"},
      {R"({"parts":[{"name":"a"},{}]})", "/parts/1/name required"},
      {R"({"parts":["a"]})", "/parts/0 wrong_type"},
      {R"({"parts":[{"name":"a","parts":[{"name":"b"},{"name":1}]}]})", "/parts/0/parts/1/name wrong_type"},
      {R"({"meats":["pork","beef"]})", "/meats/1 unknown_value"},
      {R"({"labels":{"a":"b"}})", "none"},
      {R"({"labels":{"a":"b","c":1}})", "/labels/c wrong_type"},
      {R"({"labels":{"a":"toolong"}})", "/labels/a too_long"},
      {R"({"labels":{"a":"b","a":"c"}})", "/labels/a duplicate_member"},
      {R"({"labels":{"a":"b","c":"d","e":"f","g":"h"}})", "/labels too_many"},
      {R"({"labels":[]})", "/labels wrong_type"},
      {R"({"labels":"x"})", "/labels wrong_type"},
      {R"({"named":{"x/y":{"name":1}}})", "/named/x~1y/name wrong_type"},
      {R"({"named":{"x":1}})", "/named/x wrong_type"},
      {R"({"maybe":0})", "none"},
      {R"({"maybe":10})", "/maybe out_of_range"},
      {R"({"left":"a","right":"b"})", "/right conflicting_member"},
  }));
  CAPTURE(json);
  CHECK(specimen_faults(json) == faults);
}

TEST_CASE("unknown and repeated members are refused wherever they are [row 15] [row 85]") {
  auto [json, faults] = GENERATE(table<std::string_view, std::string_view>({
      {R"({"price":1})", "/price unknown_member"},
      {R"({"a/b~c":1})", "/a~1b~0c unknown_member"},
      {R"({"":1})", "/ unknown_member"},
      {R"({"price":{"deep":[1,{"er":2}]},"small":"x"})", "/price unknown_member; /small wrong_type"},
      {R"({"price":[{"name":1}],"flag":true})", "/price unknown_member"},
      {R"({"part":{"name":"a","size":1}})", "/part/size unknown_member"},
      {R"({"big":1,"big":9})", "/big duplicate_member"},
      {R"({"part":{"name":"a"},"part":{"name":"b"}})", "/part duplicate_member"},
      {R"({"b\u0069g":1,"big":9})", "/big duplicate_member"},
      {R"({"numbers":[1],"numbers":[2]})", "/numbers duplicate_member"},
  }));
  CAPTURE(json);
  CHECK(specimen_faults(json) == faults);
}

TEST_CASE("what is not JSON is malformed, and the message says where [row 16]") {
  using namespace std::string_view_literals;
  auto json = GENERATE(values<std::string_view>({
      "",
      " ",
      "{",
      "{\"big\":1",
      "{\"big\":1}}",
      "{\"big\":1} x",
      "{\"big\":01}",
      "{\"big\":+1}",
      "{\"big\":.5}",
      "{\"big\":1.}",
      "{\"big\":NaN}",
      "{\"big\":Infinity}",
      "{'big':1}",
      "{big:1}",
      "{\"big\":1,}",
      "// c\n{}",
      "{\"text\":\"a\nb\"}",
      "{\"text\":\"\\ud800\"}",
      "{\"text\":\"\\udc00\\ud800\"}",
      "{\"text\":\"\\x41\"}",
      "{\"text\":\"\xff\"}",
      "{\"text\":\"\xC0\x80\"}",
      "{\"text\":\"\xED\xA0\x80\"}",
      "{\"text\":\"\xE5\xAE\"}",
      "{\"te\0xt\":1}"sv,
      "{\"text\":\"a\0b\"}"sv,
      "\xEF\xBB\xBF{}",
  }));
  CAPTURE(json);
  const auto specimen = new_specimen();
  const auto outcome = from_json(json, *specimen);
  REQUIRE(outcome.has_error());
  CHECK(outcome.error().code == ErrorCode::malformed_body);
  CHECK(outcome.error().detail.starts_with("not valid JSON at byte "));
}

TEST_CASE("a malformed text is named by its pointer as well [row 16]") {
  const auto specimen = new_specimen();
  const auto outcome = from_json(R"({"parts":[{"name":"a"},{"name":"\ud800"}]})", *specimen);
  CHECK(faults_of(outcome) == "/parts/1/name malformed");
}

TEST_CASE("the body itself must be an object") {
  const std::string json = GENERATE("[]", "1", "\"x\"", "null", "true", "[{\"big\":1}]");
  CHECK(specimen_faults(json) == " wrong_type");
}

TEST_CASE("nesting is allowed to the limit and refused beyond it [row 15]") {
  CHECK(specimen_faults("{\"part\":" + nested_parts(8) + "}") == "none");
  CHECK(specimen_faults("{\"part\":" + nested_parts(9) + "}") ==
        "/part/parts/0/parts/0/parts/0/parts/0/parts/0/parts/0/parts/0/parts too_deep");
  CHECK(specimen_faults("{\"strange\":" + std::string(100'000, '[') + "}") ==
        "/strange unknown_member;  too_deep");
}

TEST_CASE("an array of a million is refused without being kept [row 15]") {
  std::string json = "{\"numbers\":[0";
  for (int i = 0; i != 1'000'000; ++i) json += ",0";
  const auto specimen = new_specimen();
  CHECK(faults_of(from_json(json + "]}", *specimen)) == "/numbers too_many");
  CHECK(specimen->GetReflection()->FieldSize(*specimen,
                                             specimen->GetDescriptor()->FindFieldByName("numbers")) == 3);
}

TEST_CASE("at most errors_max faults are collected") {
  std::string json = "{";
  for (int i = 0; i != 50; ++i) json += (i ? ",\"x" : "\"x") + std::to_string(i) + "\":0";
  const auto specimen = new_specimen();
  const auto outcome = from_json(json + "}", *specimen);
  REQUIRE(outcome.has_error());
  CHECK(outcome.error().code == ErrorCode::invalid_request);
  CHECK(outcome.error().fields.size() == errors_max);
}

TEST_CASE("members that read as something the rules refuse are required") {
  v1::CreateOrderRequest order;
  CHECK(faults_of(from_json("{}", order)) ==
        "/store_id required; /channel required; /service required; /lines required");
  CHECK(faults_of(from_json(
            R"({"store_id":1,"channel":"pos","service":{"kind":"dine_in"},"lines":[{"sku":"a"}]})", order)) ==
        "/lines/0/quantity required");
  CHECK(faults_of(from_json(R"({"store_id":1,"channel":"pos","service":{"kind":"dine_in"},"lines":[]})",
                            order)) == "/lines required");
  CHECK(faults_of(from_json(
            R"({"store_id":0,"channel":"pos","service":{},"lines":[{"sku":"a","quantity":1}]})", order)) ==
        "/store_id out_of_range; /service/kind required");
}

TEST_CASE("a good order is read whole") {
  v1::CreateOrderRequest order;
  REQUIRE(
      from_json(
          R"( {"store_id":1001,"channel":"mini_program","service":{"kind":"dine_in","table":"A12","guests":2},
     "lines":[{"sku":"gongbao","quantity":1,"options":["less_spicy"],"note":"不要\u82b1\u751f \ud83c\udf36"}],
     "expected_total":2200,"client_order_no":"n-1","payment_timing":"prepay","note":""} )",
          order)
          .has_value());
  CHECK(order.store_id() == 1001);
  CHECK(order.channel() == v1::CHANNEL_MINI_PROGRAM);
  CHECK(order.service().table() == "A12");
  CHECK(order.lines(0).options(0) == "less_spicy");
  CHECK(order.lines(0).note() == "不要花生 🌶");
  CHECK(order.expected_total() == 2200);
}

TEST_CASE("what was in the message before is gone") {
  v1::CancelOrderRequest request;
  request.set_reason("old");
  REQUIRE(from_json("{}", request).has_value());
  CHECK(request.reason().empty());
}

TEST_CASE("text longer than the parser's own buffer is read whole, escapes and all") {
  std::string note;
  std::string json = "{\"labels\":{\"k\":\"";
  v1::CancelOrderRequest request;
  for (int i = 0; i != 3000; ++i) note += "\\n字";
  CHECK(faults_of(from_json("{\"reason\":\"" + note + "\"}", request)) == "/reason too_long");
  CHECK(faults_of(from_json("{\"" + std::string(200, 'k') + "\\n\":1}", request)) ==
        "/" + std::string(200, 'k') + "\n unknown_member");
  CHECK(from_json("{\"" + std::string(100'000, 'k') + "\":1}", request).error().code ==
        ErrorCode::malformed_body);
}
