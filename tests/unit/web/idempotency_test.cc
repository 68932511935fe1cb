#include "services/web/idempotency.h"

#include <catch2/catch.hpp>

#include "tests/unit/web/made_request.h"

using namespace lunchrush;
using namespace lunchrush::web;
using domain::ErrorCode;

TEST_CASE("a key is 1–255 printable ASCII characters, and its quoted form is the same key [row 26]") {
  auto [value, key] = GENERATE(table<std::string, std::string>({
      {"a", "a"},
      {"8e03978e-40d5-43dd-bc93-6894a57f9324", "8e03978e-40d5-43dd-bc93-6894a57f9324"},
      {"\"8e03978e-40d5-43dd-bc93-6894a57f9324\"", "8e03978e-40d5-43dd-bc93-6894a57f9324"},
      {"*3\\r\\n$3\\r\\nSET", "*3\\r\\n$3\\r\\nSET"},
      {"with space", "with space"},
      {"\"with space\"", "with space"},
      {"in\"side", "in\"side"},
      {"\"in\\\"side\"", "in\"side"},
      {"\"back\\\\slash\"", "back\\slash"},
      {"back\\slash", "back\\slash"},
      {"~!@#$%^&*(){}[]|:;<>?,./`'+=-_", "~!@#$%^&*(){}[]|:;<>?,./`'+=-_"},
      {std::string(255, 'k'), std::string(255, 'k')},
      {"\"" + std::string(255, 'k') + "\"", std::string(255, 'k')},
  }));
  const auto parsed = parse_idempotency_key(value);
  REQUIRE(parsed.has_value());
  CHECK(*parsed == key);
}

TEST_CASE("what is no key is refused [row 26]") {
  using namespace std::string_literals;
  const auto value = GENERATE(values<std::string>({
      ""s,
      "\"\""s,
      std::string(256, 'k'),
      "\"" + std::string(256, 'k') + "\"",
      "a\0b"s,
      "a\tb"s,
      "a\r\nb"s,
      "*3\r\n$3\r\nSET"s,
      "\x7f"s,
      "编号"s,
      "\xff"s,
      "\""s,
      "\"open"s,
      "\"a\"b"s,
      "\"a\";p=1"s,
      "\"a\\\""s,
      "\"a\\n\""s,
      "\"a\\"s,
  }));
  CAPTURE(value);
  const auto parsed = parse_idempotency_key(value);
  REQUIRE(parsed.has_error());
  CHECK(parsed.error().code == ErrorCode::idempotency_key_invalid);
  CHECK(parsed.error().fields.at(0).pointer == "Idempotency-Key");
}

TEST_CASE("exactly one key header is needed [row 26]") {
  using Pairs = MadeRequest::Pairs;
  const MadeRequest none({});
  CHECK(idempotency_key(none.request).error().code == ErrorCode::idempotency_key_missing);
  const MadeRequest one(Pairs{{"idempotency-key", "k"}});
  CHECK(*idempotency_key(one.request) == "k");
  const MadeRequest two(Pairs{{"Idempotency-Key", "k"}, {"Idempotency-Key", "k"}});
  CHECK(idempotency_key(two.request).error().code == ErrorCode::idempotency_key_invalid);
}
