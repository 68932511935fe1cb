#include <boost/json/parse.hpp>
#include <catch2/catch.hpp>

#include "services/simulator/alipay/form.h"
#include "services/simulator/beijing.h"
#include "services/simulator/fingerprint.h"
#include "services/simulator/numbers.h"
#include "services/simulator/wechatpay/authorization.h"
#include "services/simulator/wechatpay/fields.h"

using namespace lunchrush::simulator;
namespace json = boost::json;

TEST_CASE("an Authorization header is read by name, in any order, and all five names are needed",
          "[simulator]") {
  const std::string scheme = "WECHATPAY2-SHA256-RSA2048 ";
  const auto [text, reads] = GENERATE(table<std::string, bool>({
      {R"(mchid="1",nonce_str="n",timestamp="2",serial_no="S",signature="x=")", true},
      {R"(signature="x=",serial_no="S",timestamp="2",nonce_str="n",mchid="1")", true},
      {R"(mchid="1",nonce_str="n",timestamp="2",serial_no="S")", false},
      {R"(mchid="1",mchid="1",nonce_str="n",timestamp="2",serial_no="S",signature="x=")", false},
      {R"(mchid="1", nonce_str="n",timestamp="2",serial_no="S",signature="x=")", false},
      {R"(mchid="1",nonce_str="n",timestamp="2",serial_no="S",signature="x=",more="y")", false},
      {R"(mchid="1",nonce_str="n",timestamp="2",serial_no="S",signature="x=",)", false},
      {R"(mchid="1",nonce_str="n",timestamp="2",serial_no="S",signature="x=)", false},
      {"", false},
  }));
  INFO(text);
  const auto parsed = wechatpay::parse_authorization(scheme + text);
  REQUIRE(parsed.has_value() == reads);
  if (reads)
    CHECK(parsed->mchid + parsed->nonce + parsed->timestamp + parsed->serial + parsed->signature == "1n2Sx=");
  CHECK_FALSE(wechatpay::parse_authorization("Bearer " + text).has_value());
}

TEST_CASE("two requests are the same whatever the order of their members", "[simulator]") {
  const auto [a, b, same] = GENERATE(table<const char*, const char*, bool>({
      {R"({"a":1,"b":{"c":[1,2],"d":"x"}})", R"({"b":{"d":"x","c":[1,2]},"a":1})", true},
      {R"({"a":1})", R"({"a":2})", false},
      {R"({"a":1})", R"({"a":"1"})", false},
      {R"({"a":[1,2]})", R"({"a":[2,1]})", false},
      {R"({"a":1})", R"({"a":1,"b":null})", false},
      {R"({"a":"x,\"b\":1"})", R"({"a":"x","b":1})", false},
  }));
  CHECK((fingerprint_of("native", json::parse(a)) == fingerprint_of("native", json::parse(b))) == same);
  CHECK(fingerprint_of("native", json::parse(a)) != fingerprint_of("jsapi", json::parse(a)));
}

TEST_CASE("[row 68] a form is decoded once, and a name that comes twice is refused", "[simulator]") {
  using alipay::Parameters;
  const auto [text, reads, value] = GENERATE(table<const char*, bool, std::string>({
      {"a=1%2B1+x", true, "1+1 x"},
      {"a=%252B", true, "%2B"},
      {"a=%E5%AE%AB", true, "宫"},
      {"a", true, ""},
      {"a=1&a=2", false, ""},
      {"a=%zz", false, ""},
      {"a=%2", false, ""},
      {"&a=x&", true, "x"},
  }));
  INFO(text);
  Parameters parameters;
  REQUIRE(alipay::read_form(text, parameters) == reads);
  if (reads) CHECK(parameters["a"] == value);
}

TEST_CASE("what is signed: sorted, raw, without sign and empty values; sign_type only in requests",
          "[simulator]") {
  const alipay::Parameters parameters{
      {"b", "2 &="}, {"a", "中"}, {"sign", "S"}, {"sign_type", "RSA2"}, {"c", ""}};
  CHECK(alipay::string_to_sign(parameters, alipay::SignType::kept) == "a=中&b=2 &=&sign_type=RSA2");
  CHECK(alipay::string_to_sign(parameters, alipay::SignType::left_out) == "a=中&b=2 &=");
  alipay::Parameters back;
  REQUIRE(alipay::read_form(alipay::to_form(parameters), back));
  CHECK(back == parameters);
}

TEST_CASE("times are read and written in Beijing's offset", "[simulator]") {
  const lunchrush::domain::Instant at =
      std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + std::chrono::hours{17};
  CHECK(to_rfc3339(at) == "2026-11-22T01:00:00+08:00");
  CHECK(to_beijing(at) == "2026-11-22 01:00:00");
  CHECK(to_beijing_day(at) == "2026-11-22");
  CHECK(to_beijing_digits(at) == "20261122010000");
  CHECK(from_rfc3339("2026-11-22T01:00:00+08:00") == at);
  CHECK(from_rfc3339("2026-11-21T17:00:00.999Z") == at);
  CHECK(from_rfc3339("2026-11-21T12:30:00-04:30") == at);
  CHECK(from_beijing("2026-11-22 01:00:00") == at);
  for (const auto broken : {"2026-11-22", "2026-02-30T00:00:00Z", "2026-11-22T01:00:00",
                            "2026-11-22T25:00:00Z", "2026-11-22T01:00:00+8:00", ""}) {
    CHECK_FALSE(from_rfc3339(broken).has_value());
  }
}

TEST_CASE("numbers look like the gateways' own", "[simulator]") {
  const lunchrush::domain::Instant at = std::chrono::sys_days{std::chrono::year{2026} / 11 / 21};
  CHECK(wechat_transaction_id(at).size() == 28);
  CHECK(wechat_transaction_id(at).starts_with("42"));
  CHECK(wechat_refund_id(at).size() == 29);
  CHECK(wechat_prepay_id(at).size() == 36);
  CHECK(alipay_trade_no(at).size() == 28);
  CHECK(alipay_trade_no(at).starts_with("20261121"));
  CHECK(random_uuid().size() == 36);
  CHECK(random_uuid() != random_uuid());
}

TEST_CASE("merchants' numbers and codes keep to the gateway's alphabet", "[simulator]") {
  CHECK(wechatpay::is_out_trade_no("pay_01kay3f7q0z8v4m2c9x5t6r1bn"));
  CHECK(wechatpay::is_out_trade_no("a-b|c*"));
  CHECK_FALSE(wechatpay::is_out_trade_no("short"));
  CHECK_FALSE(wechatpay::is_out_trade_no("number with space"));
  CHECK_FALSE(wechatpay::is_out_trade_no(std::string(33, 'a')));
  CHECK(wechatpay::is_auth_code("134512345678901234"));
  CHECK_FALSE(wechatpay::is_auth_code("164512345678901234"));
  CHECK_FALSE(wechatpay::is_auth_code("13451234567890123"));
  CHECK_FALSE(wechatpay::is_notify_url("ftp://example.com/"));
}
