#include "services/postgres/server_watch.h"

#include <catch2/catch.hpp>

#include "tests/integration/postgres/orders_made.h"

using namespace lunchrush;
using namespace lunchrush::postgres;
using namespace lunchrush::postgres::testing;
using namespace std::chrono_literals;

namespace {

using Clock = WaitingCommits::Clock;
using Commits = std::vector<std::string>;

struct Watched {
  explicit Watched(SessionOptions options, WatchLimits limits = {.every = 5ms, .patience = 20ms})
      : watch(std::move(options), metrics, limits) {}
  telemetry::Registry registry;
  WatchMetrics metrics{registry};
  ServerWatch watch;
};

}  // namespace

TEST_CASE("a commit waits from when it is first seen until it is no longer seen [row 46]", "[postgres]") {
  WaitingCommits waiting;
  const Clock::time_point begin{};
  waiting.see({"1 a", "2 b"}, begin);
  CHECK(waiting.longest(begin) == 0ms);
  waiting.see({"1 a"}, begin + 40ms);
  CHECK(waiting.longest(begin + 50ms) == 50ms);
  CHECK(waiting.count() == 1);
  SECTION("another commit of the same backend is another wait") {
    waiting.see({"1 c"}, begin + 60ms);
    CHECK(waiting.longest(begin + 70ms) == 10ms);
  }
  SECTION("and then nothing waits") {
    waiting.see({}, begin + 60ms);
    CHECK(waiting.longest(begin + 70ms) == 0ms);
  }
}

TEST_CASE("where commits come back the gate stays open, and the epoch is known [rows 35, 46]", "[postgres]") {
  Watched watched(options());
  REQUIRE(eventually([&] { return watched.watch.epoch().has_value(); }));
  CHECK(watched.watch.epoch()->system == value_of("SELECT system_identifier FROM pg_control_system()"));
  CHECK_FALSE(watched.watch.gate().is_shut());
}

TEST_CASE("of a server that is not heard the epoch is not known [row 35]", "[postgres]") {
  SECTION("never") {
    Watched watched(options_at(1));
    CHECK_FALSE(watched.watch.epoch().has_value());
  }
  SECTION("no longer") {
    Watched watched(options(), {.every = 1h, .epoch_lease = 1s});
    REQUIRE(eventually([&] { return watched.watch.epoch().has_value(); }));
    CHECK(eventually([&] { return !watched.watch.epoch().has_value(); }));
  }
}
