#include "services/postgres/rollups.h"

#include <atomic>
#include <catch2/catch.hpp>

#include "services/domain/commands.h"
#include "services/domain/kitchen.h"
#include "services/postgres/work.h"
#include "tests/integration/postgres/orders_made.h"

using namespace lunchrush;
using namespace lunchrush::postgres;
using namespace lunchrush::postgres::testing;
using namespace std::chrono_literals;

namespace {

const Because because{domain::Cause::request, "", ""};

void relay_all(Session& session) {
  while (relay_events(session, 10'000).value().events != 0) continue;
}

std::int64_t fold_all(Session& session, const FoldLimits& limits = {}) {
  std::int64_t events = 0;
  while (true) {
    const auto folded = fold_events(session, limits).value();
    if (folded.events == 0) return events;
    events += folded.events;
  }
}

// Paid, cancelled and unpaid orders of two stores; one dish is made.
void lunch(Session& session) {
  for (int i = 0; i != 12; ++i) {
    const auto at = i % 3 == 0 ? other_store : store;
    const auto timing = i % 4 == 0 ? domain::PaymentTiming::postpay : domain::PaymentTiming::prepay;
    const auto order = place(session, {.key = std::to_string(i), .at = at, .timing = timing}).order.id;
    if (i % 5 != 4) settle(session, order, paid(start_payment(session, order)));
    if (i % 5 == 3)
      REQUIRE(change_family(session, order, because, [](domain::Family& family) {
                return domain::cancel(family, domain::CancelledBy::staff, "no shrimps", moment());
              }).has_value());
    if (i == 1)
      REQUIRE(change_family(session, order, because, [](domain::Family& family) {
                return domain::apply(family, family.tickets[0], domain::TicketCommand::done, moment());
              }).has_value());
  }
  relay_all(session);
}

std::string rollups() {
  return value_of(
      "SELECT (SELECT json_agg(t ORDER BY store_id, slot, channel) FROM takings t)::text || "
      "(SELECT json_agg(k ORDER BY store_id, slot, station) FROM kitchen_speed k)::text");
}

void forget_rollups() {
  run("DELETE FROM rollup_positions");
  run("DELETE FROM takings");
  run("DELETE FROM kitchen_speed");
}

}  // namespace

TEST_CASE("however a feed is cut into pieces, and by how many workers, it adds up to the same",
          "[postgres]") {
  start_over();
  Session session(options());
  lunch(session);
  const auto events = fold_all(session);
  CHECK(events == count_of("SELECT count(*) FROM feed_events"));
  const auto whole = rollups();
  CHECK(count_of("SELECT sum(orders_placed) FROM takings") == 12);
  CHECK(count_of("SELECT sum(placed_fen) FROM takings") == count_of("SELECT sum(total_fen) FROM orders"));
  CHECK(count_of("SELECT sum(received_fen) FROM takings") ==
        count_of("SELECT sum(received_fen) FROM payments WHERE effective"));
  CHECK(count_of("SELECT sum(tickets) FROM kitchen_speed") == 1);

  forget_rollups();
  CHECK(fold_all(session, {.stores_max = 1, .events_max = 3}) == events);
  CHECK(rollups() == whole);

  forget_rollups();
  std::atomic<std::int64_t> together = 0;
  at_once(3, [&](std::size_t) {
    Session own(options());
    while (true) {
      const auto folded = fold_events(own, {.stores_max = 2, .events_max = 10}).value();
      together += folded.events;
      if (together == events) return;
    }
  });
  CHECK(together == events);
  CHECK(rollups() == whole);
}

TEST_CASE("what is not added up yet is said to wait", "[postgres]") {
  start_over();
  Session session(options());
  place(session, {.key = "one"});
  relay_all(session);
  const auto day = now();
  CHECK(read_takings(session, store, day - 24h, day + 24h)->behind_seconds > 0);
  fold_all(session);
  const auto takings = read_takings(session, store, day - 24h, day + 24h).value();
  CHECK(takings.behind_seconds == 0);
  CHECK(takings.last_seq == count_of("SELECT last_seq FROM feed_positions WHERE store_id = 1001"));
  CHECK(takings.all.orders_placed == 1);
  CHECK(takings.channels.size() == 1);
  CHECK(takings.slots.size() == 1);
  CHECK(takings.slots[0].second.placed == domain::Money{2200});
}
