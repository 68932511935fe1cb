#include "services/web/rate.h"

#include <catch2/catch.hpp>

#include "tests/unit/web/made_request.h"

using namespace lunchrush::web;
using namespace std::chrono_literals;

namespace {

using Instant = RateLimiter::Instant;

std::string header(const Reply& reply, std::string_view name) {
  for (const auto& [each, value] : reply.headers)
    if (each == name) return value;
  return "";
}

}  // namespace

TEST_CASE("the quota passes at once, and then one for each of its parts of the window") {
  RateLimiter limiter({.name = "store", .quota = 4, .window = 60s});
  const Instant start(1000s);
  for (int left = 3; left >= 0; --left) {
    const auto decision = limiter.take("a", start);
    CHECK(decision.allowed);
    CHECK(decision.remaining == left);
  }
  auto [after, allowed] = GENERATE(table<std::chrono::milliseconds, bool>(
      {{0ms, false}, {14'999ms, false}, {15'000ms, true}, {59'000ms, true}}));
  CHECK(limiter.take("a", start + after).allowed == allowed);
}

TEST_CASE("over any stretch no more pass than the quota and its rate allow") {
  RateLimiter limiter({.name = "store", .quota = 10, .window = 1s});
  int passed = 0;
  for (int tick = 0; tick != 10'000; ++tick)
    passed += limiter.take("a", Instant(std::chrono::milliseconds(tick))).allowed;
  CHECK(passed == 10 + 99);
}

TEST_CASE("a refused request costs nothing") {
  RateLimiter limiter({.name = "store", .quota = 1, .window = 10s});
  CHECK(limiter.take("a", Instant(0s)).allowed);
  for (int second = 1; second != 10; ++second)
    CHECK(!limiter.take("a", Instant(std::chrono::seconds(second))).allowed);
  CHECK(limiter.take("a", Instant(10s)).allowed);
}

TEST_CASE("keys do not share a quota") {
  RateLimiter limiter({.name = "store", .quota = 1, .window = 10s});
  CHECK(limiter.take("a", Instant(0s)).allowed);
  CHECK(limiter.take("b", Instant(0s)).allowed);
  CHECK(!limiter.take("a", Instant(0s)).allowed);
}

TEST_CASE("memory is bounded however many keys come, and who is quiet is forgotten [row 87]") {
  RateLimiter limiter({.name = "store", .quota = 1, .window = 10s, .keys_max = 100});
  for (int i = 0; i != 10'000; ++i) limiter.take("key" + std::to_string(i), Instant(0s));
  CHECK(limiter.keys() == 100);
  limiter.take("new", Instant(11s));
  CHECK(limiter.keys() == 1);
}

TEST_CASE("a key in use outlives the flood of others [row 87]") {
  RateLimiter limiter({.name = "store", .quota = 1, .window = 10s, .keys_max = 10});
  CHECK(limiter.take("mine", Instant(0s)).allowed);
  for (int i = 0; i != 1000; ++i) {
    limiter.take("key" + std::to_string(i), Instant(0s));
    CHECK(!limiter.take("mine", Instant(0s)).allowed);
  }
}

TEST_CASE("the headers say what is left, and a refusal when to come back") {
  RateLimiter limiter({.name = "store", .quota = 600, .window = 60s});
  Reply reply;
  limiter.add_headers(reply, limiter.take("a", Instant(0s)));
  CHECK(header(reply, "RateLimit-Policy") == "\"store\";q=600;w=60");
  CHECK(header(reply, "RateLimit") == "\"store\";r=599;t=1");
  CHECK(header(reply, "Retry-After").empty());

  RateLimiter narrow({.name = "table", .quota = 2, .window = 60s});
  narrow.take("a", Instant(0s));
  narrow.take("a", Instant(0s));
  const auto decision = narrow.take("a", Instant(10s));
  REQUIRE(!decision.allowed);
  const MadeRequest made({});
  const auto refusal = narrow.refusal(made.request, decision);
  CHECK(refusal.status == 429);
  CHECK(header(refusal, "RateLimit") == "\"table\";r=0;t=50");
  CHECK(header(refusal, "Retry-After") == "20");
}
