#include "services/ingest/business_day.h"

#include <catch2/catch.hpp>

using namespace lunchrush;
using namespace std::chrono_literals;

namespace {

// 2026-11-21, a Saturday, at that hour in Shanghai.
domain::Instant shanghai(std::chrono::minutes of_day) {
  return std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} - 8h + of_day;
}

postgres::Store store(std::chrono::hours opens, std::chrono::hours closes) {
  postgres::Store made;
  made.zone = "Asia/Shanghai";
  made.business_day_cutoff = 4h;
  made.opens_at = opens;
  made.closes_at = closes;
  return made;
}

}  // namespace

TEST_CASE("the hours before the cut-off belong to the business day before", "[ingest]") {
  const auto [of_day, day] = GENERATE(table<std::chrono::minutes, std::string>({
      {0min, "2026-11-20"},
      {239min, "2026-11-20"},
      {240min, "2026-11-21"},
      {12h, "2026-11-21"},
      {24h + 239min, "2026-11-21"},
  }));
  CHECK(ingest::business_date(store(0h, 24h), shanghai(of_day)) == day);
}

TEST_CASE("a business day ends where the next begins, and is an hour longer or shorter with the clocks",
          "[ingest]") {
  auto there = store(0h, 24h);
  const auto day = ingest::business_day(there, std::chrono::year{2026} / 11 / 21);
  CHECK(day.begins == shanghai(240min));
  CHECK(day.ends == shanghai(24h + 240min));
  CHECK(ingest::business_date(there, day.begins) == "2026-11-21");
  CHECK(ingest::business_date(there, day.ends - 1us) == "2026-11-21");
  there.zone = "Europe/Berlin";
  const auto [date, hours] = GENERATE(table<std::chrono::sys_days, std::chrono::hours>({
      {std::chrono::year{2026} / 10 / 24, 25h},
      {std::chrono::year{2026} / 3 / 28, 23h},
      {std::chrono::year{2026} / 3 / 29, 24h},
  }));
  const auto other = ingest::business_day(there, date);
  CHECK(other.ends - other.begins == hours);
}

TEST_CASE("a store is open from its first minute to before its last, over midnight too", "[ingest]") {
  struct Row {
    std::chrono::hours opens, closes;
    std::chrono::minutes of_day;
    bool open;
  };
  const auto row =
      GENERATE(Row{0h, 24h, 0min, true}, Row{0h, 24h, 1439min, true}, Row{10h, 22h, 599min, false},
               Row{10h, 22h, 600min, true}, Row{10h, 22h, 1319min, true}, Row{10h, 22h, 1320min, false},
               Row{18h, 2h, 1080min, true}, Row{18h, 2h, 30min, true}, Row{18h, 2h, 120min, false},
               Row{18h, 2h, 1079min, false});
  auto made = store(row.opens, row.closes);
  CAPTURE(row.opens.count(), row.closes.count(), row.of_day.count());
  CHECK(ingest::open_at(made, shanghai(row.of_day)) == row.open);
  made.taking_orders = false;
  CHECK_FALSE(ingest::open_at(made, shanghai(row.of_day)));
}
