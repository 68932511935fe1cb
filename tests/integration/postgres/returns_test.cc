#include <algorithm>
#include <catch2/catch.hpp>

#include "services/domain/refunds.h"
#include "services/domain/returns.h"
#include "services/postgres/reads.h"
#include "services/postgres/work.h"
#include "tests/integration/postgres/orders_made.h"

using namespace lunchrush;
using namespace lunchrush::postgres;
using namespace lunchrush::postgres::testing;

namespace {

const Because because{domain::Cause::request, "req_1", "trace"};

domain::Result<void> give_back(Session& session, domain::OrderId order, const std::string& key,
                               std::vector<domain::ReturnedLine> lines) {
  const domain::RefundWish wish{
      domain::Money{100}, domain::RefundCause::requested, "凉了",          "staff:1",
      digest_of(key),     digest_of("what " + key),       std::move(lines)};
  return change_family(session, order, because, [&](domain::Family& family) -> domain::Result<void> {
    auto refund = domain::request_refund(family, wish, moment());
    if (!refund) return refund.error();
    return {};
  });
}

}  // namespace

TEST_CASE("dishes returned with a refund are on their tickets and in the feed, and the invariants know both",
          "[postgres]") {
  start_over();
  Session session(options());
  const auto order = place(session, {.key = "k"}).order.id;
  settle(session, order, paid(start_payment(session, order)));
  CHECK(read_family(session, order)->tickets.empty());  // nothing was refunded: nothing more is asked
  REQUIRE(give_back(session, order, "one", {{1, 1}}).has_value());
  CHECK(domain::returned_by_line(read_family(session, order).value()) == std::vector{0, 1});
  CHECK(count_of("SELECT count(*) FROM outbox_events WHERE kind = 'ticket.changed' AND version = 2 AND "
                 "data::json->'items'->0->>'returned' = '1'") == 1);
  CHECK(count_of("SELECT count(*) FROM transitions WHERE object = 'ticket' AND from_status <> ''") == 0);
  CHECK(broken_invariants().empty());

  // The last of it: the ticket is voided, with a step and its event.
  REQUIRE(give_back(session, order, "two", {{1, 1}}).has_value());
  const auto family = family_of(order);
  const auto drinks = std::ranges::find(family.tickets, "drinks", &domain::Ticket::station);
  CHECK(drinks->status == domain::TicketStatus::voided);
  CHECK(drinks->items.at(0).quantity == 0);
  CHECK(drinks->items.at(0).returned == 2);
  CHECK(drinks->items.at(0).part_of == "套餐");
  const auto wok = std::ranges::find(family.tickets, "wok", &domain::Ticket::station);
  CHECK(wok->items.at(0).returned == 0);
  CHECK(wok->version.now == 1);
  CHECK(count_of("SELECT count(*) FROM outbox_events WHERE kind = 'ticket.voided' AND version = 3") == 1);
  CHECK(broken_invariants().empty());
  while (relay_events(session, 1'000).value().events != 0) continue;
  CHECK(broken_invariants().empty());
}

TEST_CASE("a ticket that lost a dish without an event, or an event without a lost dish, is a violation",
          "[postgres]") {
  start_over();
  Session session(options());
  const auto order = place(session, {.key = "k"}).order.id;
  settle(session, order, paid(start_payment(session, order)));
  const std::vector<std::string> found{"i19_step_without_event"};
  const auto lose = [](const std::string& member) {
    run("UPDATE tickets SET items = jsonb_set(items, '{0,returned}', '" + member +
        "'), version = version + 1 "
        "WHERE station = 'wok'");
  };
  lose("1");
  CHECK(broken_invariants() == found);
  const std::string event =
      "INSERT INTO outbox (store_id, kinds, order_ids, versions, data) SELECT store_id, "
      "ARRAY['ticket.changed'], "
      "ARRAY[order_id], ARRAY[version], ARRAY['{}'] FROM tickets WHERE station = 'wok'";
  run(event);
  CHECK(broken_invariants().empty());
  run(event);  // told twice
  CHECK(broken_invariants() == found);
  lose("0");  // nothing to tell of
  CHECK(broken_invariants() == found);
}
