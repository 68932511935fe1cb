// The small things both gateways need: times, texts, encodings, JSON, accounts.
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <sstream>

#include "services/gateways/account.h"
#include "services/gateways/alipay/charset.h"
#include "services/gateways/beijing_time.h"
#include "services/gateways/header_list.h"
#include "services/gateways/http_message.h"
#include "services/gateways/json_reading.h"
#include "services/gateways/percent.h"
#include "tests/unit/gateways/keys.h"

using namespace lunchrush;
using namespace lunchrush::gateways;
using namespace lunchrush::gateways::test;

TEST_CASE("times are read with any offset and fraction, and nothing else", "[gateways]") {
  using namespace std::chrono;
  const domain::Instant at = sys_days(2026y / November / 21) + 12h + 11min + 36s;
  CHECK(from_rfc3339("2026-11-21T20:11:36+08:00") == at);
  CHECK(from_rfc3339("2026-11-21T12:11:36Z") == at);
  CHECK(from_rfc3339("2026-11-21T06:41:36.123456789-05:30") == at + 123456us);
  CHECK(from_beijing_text("2026-11-21 20:11:36") == at);
  CHECK(from_beijing_text("2026-11-21 20:11:36.5") == at + 500ms);
  CHECK(to_rfc3339_beijing(at) == "2026-11-21T20:11:36+08:00");
  CHECK(to_beijing_text(at + 999ms) == "2026-11-21 20:11:36");
  for (const auto* text :
       {"", "2026-11-21T20:11:36", "2026-11-21 20:11:36+08:00", "2026-13-21T20:11:36Z",
        "2026-02-30T20:11:36Z", "2026-11-21T24:11:36Z", "2026-11-21T20:11:36.Z", "2026-11-21T20:11:36+8:00",
        "2O26-11-21T20:11:36Z", "2026-11-21T20:11:3 Z", "-026-11-21T20:11:36Z", "0000-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59"}) {
    INFO(text);
    CHECK_FALSE(from_rfc3339(text).has_value());
  }
  CHECK_FALSE(from_beijing_text("2026-11-21T20:11:36").has_value());
  CHECK_FALSE(from_beijing_text("2026-11-21 20:11:36Z").has_value());
}

TEST_CASE("forms are decoded once, strictly", "[gateways]") {
  auto [text, decoded] = GENERATE(table<std::string, std::optional<std::string>>({
      {"a+b%2Bc%20d", "a b+c d"},
      {"%2525", "%25"},
      {"%E9%9D%A2", "面"},
      {"%", std::nullopt},
      {"%4", std::nullopt},
      {"%zz", std::nullopt},
      {"", ""},
  }));
  CHECK(form_decode(text) == decoded);
  CHECK(form_decode(percent_encode(text)) == text);
}

TEST_CASE("GB bytes become UTF-8, and bytes of no such charset are refused [row 68]", "[gateways]") {
  using alipay::to_utf8;
  CHECK(to_utf8("\xC3\xE6", "GBK") == "面");
  CHECK(to_utf8("\xC3\xE6", "gb2312") == "面");
  CHECK(to_utf8("面", "UTF-8") == "面");
  CHECK(to_utf8("", "gbk") == "");
  CHECK_FALSE(to_utf8("\xC3\xE6", "utf-8").has_value());
  CHECK_FALSE(to_utf8("\xC3", "gbk").has_value());
  CHECK_FALSE(to_utf8("x", "utf-7").has_value());
  CHECK_FALSE(to_utf8("x", "").has_value());
}

TEST_CASE("JSON that is no object, too deep, or followed by more is refused", "[gateways]") {
  CHECK(parse_object(R"({"a":1})").has_value());
  for (const std::string text : {"", "[]", "1", "{", "{} {}", "{\"a\":\"\xFF\"}", "{\"mchid\":"})
    CHECK_FALSE(parse_object(text).has_value());
  CHECK_FALSE(parse_object("{\"a\":" + std::string(1000, '[') + std::string(1000, ']') + "}").has_value());
  const auto object = parse_object(R"({"n":5,"t":"x","f":1.5,"o":{"n":6}})").value();
  CHECK(integer_at(object, "n") == 5);
  CHECK_FALSE(integer_at(object, "f").has_value());
  CHECK_FALSE(integer_at(object, "t").has_value());
  CHECK(text_at(object, "n").empty());
  CHECK(integer_at(object_at(object, "o"), "n") == 6);
  CHECK(object_at(object, "t").empty());
}

TEST_CASE("a header is found in any case, and not at all when it is there twice", "[gateways]") {
  HeaderList headers;
  headers.fields = {{"Wechatpay-Serial", "A"}, {"X", "1"}, {"x", "2"}};
  CHECK(headers.find("wechatpay-SERIAL") == "A");
  CHECK_FALSE(headers.find("X").has_value());
  CHECK_FALSE(headers.find("Y").has_value());
}

TEST_CASE("a gateway's URL is http or https with a host", "[gateways]") {
  const auto plain = Origin::from_url("http://127.0.0.1:8090/wechat/").value();
  CHECK_FALSE(plain.tls);
  CHECK(plain.host == "127.0.0.1");
  CHECK(plain.port == "8090");
  CHECK(plain.authority == "127.0.0.1:8090");
  CHECK(plain.path == "/wechat");
  const auto secure = Origin::from_url("https://api.mch.weixin.qq.com").value();
  CHECK(secure.tls);
  CHECK(secure.port == "443");
  CHECK(secure.path.empty());
  for (const auto* url :
       {"", "ftp://x", "https://", "//x", "https://user@x", "https://x?y", "https://x#y", "x"})
    CHECK_FALSE(Origin::from_url(url).has_value());
}

TEST_CASE("a request that would smuggle a header is not sent", "[gateways]") {
  HttpRequest request{
      .gateway = "g", .origin = Origin::from_url("http://x").value(), .method = "GET", .target = "/a"};
  CHECK(to_wire(request).value() == "GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  request.headers = {{"A", "b\r\nEvil: 1"}};
  CHECK_FALSE(to_wire(request).has_value());
  request.headers = {};
  request.target = "/a HTTP/1.1\r\nEvil: 1";
  CHECK_FALSE(to_wire(request).has_value());
}

TEST_CASE("an account survives its JSON", "[gateways]") {
  auto wechat = wechat_account("https://api.mch.weixin.qq.com");
  wechat.wechatpay.public_key_id = public_key_id;
  wechat.wechatpay.public_key = platform_key().public_pem();
  for (const auto& account : {wechat, alipay_account("https://openapi.alipay.com/gateway.do")}) {
    const auto json = account.to_json();
    const auto back = Account::from_json(json);
    REQUIRE(back.has_value());
    CHECK(back->to_json() == json);
    CHECK(back->notify_url() == "https://pay.example.com/v1/notify/" + account.gateway + "/" + account.id);
  }
}

TEST_CASE("an account that cannot work is refused with a pointer per fault and without its values",
          "[gateways]") {
  auto json = wechat_account("https://x").to_json();
  auto& wechat = json.at("wechatpay").as_object();
  wechat["apiv3_key"] = "a-secret-of-wrong-length";
  wechat["mchid"] = "1\r\n2";
  wechat["public_key_id"] = "PUB_KEY_ID_1";
  wechat.erase("merchant_private_key");
  const auto account = Account::from_json(json);
  REQUIRE_FALSE(account.has_value());
  std::vector<std::string> pointers;
  for (const auto& fault : account.error().fields) {
    pointers.push_back(fault.pointer);
    CHECK(fault.detail.find("a-secret") == std::string::npos);
  }
  CHECK(pointers == std::vector<std::string>{"/wechatpay/mchid", "/wechatpay/merchant_private_key",
                                             "/wechatpay/apiv3_key", "/wechatpay/public_key"});
  CHECK_FALSE(Account::from_json(boost::json::value("text")).has_value());
  CHECK_FALSE(Account::from_json(boost::json::object{{"gateway", "paypal"}}).has_value());
}

template <class T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};
static_assert(!Printable<Secret>, "a secret must not be printable by accident");
