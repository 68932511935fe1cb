#include "services/web/page_token.h"

#include <catch2/catch.hpp>

#include "tests/unit/web/made_request.h"

using namespace lunchrush;
using namespace lunchrush::web;

TEST_CASE("a page token is read back with the filters it was made for, and no others [row 82]") {
  const PageTokens tokens("secret");
  const auto token = tokens.make("2026-11-21/ord_1", "store=1&status=ready");
  CHECK(*tokens.read(token, "store=1&status=ready") == "2026-11-21/ord_1");
  const std::string filters = GENERATE("store=2&status=ready", "store=1&status=read", "store=1", "");
  const auto outcome = tokens.read(token, filters);
  REQUIRE(outcome.has_error());
  CHECK(outcome.error().code == domain::ErrorCode::invalid_request);
  CHECK(outcome.error().fields.at(0).pointer == "page_token");
}

TEST_CASE("filters and keyset cannot be shifted into each other [row 82]") {
  const PageTokens tokens("secret");
  CHECK(tokens.read(tokens.make("bc", "a"), "ab").has_error());
}

TEST_CASE("made-up and damaged tokens are refused [row 82]") {
  const PageTokens tokens("secret");
  const auto token = tokens.make("keyset", "filters");
  for (std::size_t at = 0; at + 1 < token.size(); ++at) {
    auto damaged = token;
    damaged[at] = damaged[at] == 'A' ? 'B' : 'A';
    CHECK(tokens.read(damaged, "filters").has_error());
  }
  CHECK(tokens.read("", "filters").has_error());
  CHECK(tokens.read("AAAA", "filters").has_error());
  CHECK(tokens.read("not base64!", "filters").has_error());
  CHECK(tokens.read(std::string(10'000, 'A'), "filters").has_error());
  CHECK(PageTokens("other").read(token, "filters").has_error());
}

TEST_CASE("a page size is a positive number, and too large ones are made smaller") {
  auto [given, size] = GENERATE(table<std::string, int>({
      {"1", 1},
      {"50", 50},
      {"200", 200},
      {"201", 200},
      {"99999999999999999999", 200},
      {"0", 0},
      {"-1", 0},
      {"", 0},
      {"x", 0},
      {"1.5", 0},
      {"5 ", 0},
      {"-99999999999999999999", 0},
  }));
  const MadeRequest made({}, {{"page_size", given}});
  const auto outcome = page_size(made.request);
  CAPTURE(given);
  CHECK(outcome.has_value() == (size != 0));
  if (outcome.has_value()) CHECK(*outcome == size);
  const MadeRequest none({});
  CHECK(*page_size(none.request) == page_size_default);
}
