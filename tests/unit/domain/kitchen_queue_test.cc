#include "services/domain/kitchen_queue.h"

#include <catch2/catch.hpp>
#include <vector>

#include "tests/unit/domain/given.h"

using namespace lunchrush::domain;
using namespace std::chrono_literals;

namespace {

using Tickets = std::vector<OpenTicket>;
using Speeds = std::vector<StationSpeed>;

// Of order number `order`, queued so long after noon.
OpenTicket ticket(std::uint64_t order, std::string station, std::chrono::seconds queued = 0s) {
  const auto at = given::noon() + queued;
  return {{Uuid::v7(at, order, given::store)},
          {Uuid::v7(given::noon(), order, given::store)},
          std::move(station),
          at};
}

constexpr std::uint64_t mine = 100;
constexpr auto now = 600s;  // after noon

QueuePlace place(const Tickets& own, const Tickets& open, const Speeds& speeds = {}) {
  return place_in_queue(own, open, speeds, given::noon() + now);
}

}  // namespace

TEST_CASE("ahead are the orders with an older ticket where this one's are still to be made", "[domain]") {
  struct Rule {
    const char* what;
    Tickets own, open;
    int ahead;
  };
  const auto wok = ticket(mine, "wok", 60s), bar = ticket(mine, "bar", 60s);
  const auto rule = GENERATE_COPY(values<Rule>({
      {"nobody's", {wok}, {}, 0},
      {"its own is not ahead of itself", {wok}, {wok}, 0},
      {"an older one", {wok}, {ticket(1, "wok"), wok}, 1},
      {"a younger one is not", {wok}, {wok, ticket(1, "wok", 61s)}, 0},
      {"one of another station is not", {wok}, {ticket(1, "bar"), wok}, 0},
      {"each that is older", {wok}, {ticket(1, "wok"), ticket(2, "wok", 1s), ticket(3, "wok", 2s), wok}, 3},
      {"an order at two stations is one", {wok, bar}, {ticket(1, "wok"), ticket(1, "bar", 1s), wok, bar}, 1},
      {"different ones at two stations", {wok, bar}, {ticket(1, "wok"), ticket(2, "bar", 1s), wok, bar}, 2},
      {"what this order has from a station already does not count", {bar}, {ticket(1, "wok"), bar}, 0},
      {"not in the kitchen", {}, {ticket(1, "wok"), ticket(2, "bar", 1s)}, 0},
      {"it came after the list was read", {wok}, {ticket(1, "wok")}, 1},
  }));
  INFO(rule.what);
  CHECK(place(rule.own, rule.open).ahead == rule.ahead);
}

TEST_CASE("it is ready when the last of its stations is, or that is not known", "[domain]") {
  using Ready = std::optional<std::chrono::seconds>;
  struct Rule {
    const char* what;
    Tickets own;
    Speeds speeds;
    Ready ready_in;
  };
  const auto waited = [](std::chrono::seconds seconds, const char* station = "wok") {
    return ticket(mine, station, now - seconds);
  };
  const auto rule = GENERATE_COPY(values<Rule>({
      {"just queued: the usual time", {waited(0s)}, {{"wok", 5, 300s}}, 300s},
      {"what it has waited is gone", {waited(120s)}, {{"wok", 5, 300s}}, 180s},
      {"not sooner than a minute", {waited(290s)}, {{"wok", 5, 300s}}, 60s},
      {"also when it is late", {waited(900s)}, {{"wok", 5, 300s}}, 60s},
      {"the slowest of two", {waited(0s), waited(0s, "bar")}, {{"bar", 9, 90s}, {"wok", 5, 300s}}, 300s},
      {"what is left of each", {waited(280s), waited(0s, "bar")}, {{"bar", 9, 90s}, {"wok", 5, 300s}}, 90s},
      {"four tickets say nothing", {waited(0s)}, {{"wok", 4, 300s}}, std::nullopt},
      {"a station without tickets today", {waited(0s)}, {{"bar", 50, 60s}}, std::nullopt},
      {"one of two is not known", {waited(0s), waited(0s, "bar")}, {{"wok", 50, 300s}}, std::nullopt},
      {"the other does not matter once it is done", {waited(0s)}, {{"wok", 50, 300s}, {"bar", 1, 60s}}, 300s},
      {"as long as can be told", {waited(0s)}, {{"wok", 5, 3600s}}, 3600s},
      {"longer than can be told", {waited(0s)}, {{"wok", 5, 3610s}}, std::nullopt},
      {"not in the kitchen", {}, {{"wok", 50, 300s}}, std::nullopt},
      {"clocks that differ", {waited(-2s)}, {{"wok", 5, 300s}}, 302s},
  }));
  INFO(rule.what);
  CHECK((place(rule.own, {}, rule.speeds).ready_in == rule.ready_in));
}
