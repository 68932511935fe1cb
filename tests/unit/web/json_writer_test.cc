#include <google/protobuf/text_format.h>

#include <catch2/catch.hpp>

#include "proto/lunchrush/v1/orders.pb.h"
#include "services/web/codec.h"
#include "services/web/rfc3339.h"
#include "tests/unit/web/specimen.h"

using namespace lunchrush;
using namespace lunchrush::web;

namespace {

std::string printed(const std::string& text_format) {
  const auto specimen = new_specimen();
  REQUIRE(google::protobuf::TextFormat::ParseFromString(text_format, specimen.get()));
  return to_json(*specimen);
}

const std::string defaults =
    R"("small":0,"big":0,"natural":0,"large":0,"ratio":0,"flag":false,"text":"","blob":"")";
const std::string empties = R"("numbers":[],"tags":[],"parts":[],"meats":[],"labels":{},"named":{})";

}  // namespace

TEST_CASE("what has no presence is always printed, what has it only when it is there") {
  CHECK(printed("") == "{" + defaults + "," + empties + "}");
  CHECK(
      printed("meat: MEAT_KIND_DRIED_TOFU at { seconds: 1795233600 nanos: 123000000 } part { name: 'a' }") ==
      "{" + defaults +
          R"(,"meat":"dried_tofu","at":"2026-11-21T04:00:00.123Z","part":{"name":"a","parts":[]},)" +
          empties + "}");
  CHECK(printed("maybe: 0 left: '' favourite: MEAT_KIND_PORK") ==
        "{" + defaults + "," + empties + R"(,"maybe":0,"left":"","favourite":"pork"})");
  CHECK(printed("favourite: MEAT_KIND_UNSPECIFIED") == "{" + defaults + "," + empties + "}");
}

TEST_CASE("each kind of value is printed as JSON") {
  auto [given, expected] = GENERATE(table<std::string, std::string>({
      {"small: -2147483648", R"("small":-2147483648)"},
      {"big: -9223372036854775808", R"("big":-9223372036854775808)"},
      {"natural: 4294967295", R"("natural":4294967295)"},
      {"large: 18446744073709551615", R"("large":18446744073709551615)"},
      {"ratio: 0.1", R"("ratio":0.1)"},
      {"ratio: inf", R"("ratio":null)"},
      {"flag: true", R"("flag":true)"},
      {"text: 'a\"\\n宫'", R"("text":"a\"\n宫")"},
      {"blob: 'hi'", R"("blob":"aGk=")"},
      {"numbers: [1, -2]", R"("numbers":[1,-2])"},
      {"tags: ['a', '']", R"("tags":["a",""])"},
      {"meats: [MEAT_KIND_PORK, MEAT_KIND_UNSPECIFIED]", R"("meats":["pork","unspecified"])"},
      {"parts { name: 'a' parts { name: 'b' } }",
       R"("parts":[{"name":"a","parts":[{"name":"b","parts":[]}]}])"},
      {"labels { key: 'b' value: '2' } labels { key: 'a' value: '1' } labels { key: 'c' value: '3' }",
       R"("labels":{"a":"1","b":"2","c":"3"})"},
      {"named { key: 'x' value { name: 'y' } }", R"("named":{"x":{"name":"y","parts":[]}})"},
  }));
  CAPTURE(given);
  CHECK(printed(given).find(expected) != std::string::npos);
}

TEST_CASE("what is printed is read back the same") {
  const auto first = new_specimen();
  REQUIRE(google::protobuf::TextFormat::ParseFromString(
      "small: 1 big: 2 natural: 3 large: 4 ratio: 0.25 flag: true text: 'text' blob: '\\000\\377' meat: "
      "MEAT_KIND_PORK "
      "at { seconds: 1795233600 nanos: 5000000 } part { name: 'a' } numbers: [1, 2] tags: 'a' parts { name: "
      "'b' } "
      "meats: MEAT_KIND_DRIED_TOFU labels { key: 'k' value: 'v' } named { key: 'n' value { name: 'c' } } "
      "maybe: 0 right: 'r'",
      first.get()));
  const auto second = new_specimen();
  const auto outcome = from_json(to_json(*first), *second);
  REQUIRE(outcome.has_value());
  CHECK(to_json(*second) == to_json(*first));
  CHECK(canonical_bytes(*second) == canonical_bytes(*first));
}

TEST_CASE("two bodies that mean the same have the same canonical bytes") {
  const auto bytes_of = [](std::string_view json) {
    const auto specimen = new_specimen();
    REQUIRE(from_json(json, *specimen).has_value());
    return canonical_bytes(*specimen);
  };
  const auto bytes = bytes_of(R"({"labels":{"a":"1","b":"2"},"small":1,"text":""})");
  CHECK(bytes_of(R"( { "small" : 1 , "labels" : { "\u0062" : "2", "a" : "1" } } )") == bytes);
  CHECK(bytes_of(R"({"small":2,"labels":{"a":"1","b":"2"}})") != bytes);
}

TEST_CASE("times are RFC 3339, whatever their offset [row 17]") {
  auto [text, parts] = GENERATE(table<std::string_view, std::optional<TimestampParts>>({
      {"1970-01-01T00:00:00Z", TimestampParts{0, 0}},
      {"2026-11-21T12:00:00+08:00", TimestampParts{1795233600, 0}},
      {"2026-11-21T04:00:00.5z", TimestampParts{1795233600, 500'000'000}},
      {"2026-11-20 23:00:00.123456789-05:00", TimestampParts{1795233600, 123'456'789}},
      {"1969-12-31T23:59:59Z", TimestampParts{-1, 0}},
      {"2024-02-29T00:00:00Z", TimestampParts{1709164800, 0}},
      {"2023-02-29T00:00:00Z", std::nullopt},
      {"2026-13-01T00:00:00Z", std::nullopt},
      {"2026-00-01T00:00:00Z", std::nullopt},
      {"2026-11-31T00:00:00Z", std::nullopt},
      {"2026-11-21T24:00:00Z", std::nullopt},
      {"2026-11-21T23:60:00Z", std::nullopt},
      {"2026-11-21T23:59:60Z", std::nullopt},
      {"2026-11-21T12:00:00", std::nullopt},
      {"2026-11-21T12:00:00.Z", std::nullopt},
      {"2026-11-21T12:00:00.1234567890Z", std::nullopt},
      {"2026-11-21T12:00:00+24:00", std::nullopt},
      {"2026-11-21T12:00:00+0800", std::nullopt},
      {"2026-11-21T12:00:00Z ", std::nullopt},
      {"0001-01-01T00:00:00+00:01", std::nullopt},
      {"0000-01-01T00:00:00+23:59", std::nullopt},
      {"9999-12-31T23:59:59-00:01", std::nullopt},
      {"0001-01-01T00:00:00Z", TimestampParts{-62'135'596'800, 0}},
      {"2026-11-21", std::nullopt},
      {"", std::nullopt},
  }));
  CAPTURE(text);
  CHECK((from_rfc3339(text) == parts));
}

TEST_CASE("times are printed in UTC with milliseconds") {
  auto [parts, text] = GENERATE(table<TimestampParts, std::string>({
      {TimestampParts{0, 0}, "1970-01-01T00:00:00.000Z"},
      {TimestampParts{1795233600, 999'999'999}, "2026-11-21T04:00:00.999Z"},
      {TimestampParts{-1, 0}, "1969-12-31T23:59:59.000Z"},
      {TimestampParts{253'402'300'799, 0}, "9999-12-31T23:59:59.000Z"},
  }));
  std::string out;
  append_rfc3339(out, parts);
  CHECK(out == text);
}
