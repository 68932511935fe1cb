#include "services/postgres/reads.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "services/domain/kitchen.h"
#include "services/postgres/kitchen_queue.h"
#include "tests/integration/postgres/orders_made.h"

using namespace lunchrush;
using namespace lunchrush::postgres;
using namespace lunchrush::postgres::testing;

namespace {

constexpr auto postpay = domain::PaymentTiming::postpay;

std::vector<domain::OrderId> ids(const domain::Result<std::vector<domain::Family>>& found) {
  std::vector<domain::OrderId> made;
  for (const auto& family : found.value()) made.push_back(family.order.id);
  return made;
}

}  // namespace

TEST_CASE("orders are listed newest first, page by page, none twice and none left out", "[postgres]") {
  start_over();
  Session session(options());
  std::vector<domain::OrderId> placed;
  for (int i = 0; i != 7; ++i) placed.push_back(place(session, {.key = std::to_string(i)}).order.id);
  place(session, {.key = "elsewhere", .at = other_store});
  std::ranges::sort(placed, std::greater<>());
  std::vector<domain::OrderId> listed;
  OrderFilter filter{.store = store, .limit = 3};
  while (true) {
    const auto page = ids(list_orders(session, filter));
    if (page.empty()) break;
    CHECK(page.size() <= 3);
    listed.insert(listed.end(), page.begin(), page.end());
    filter.before = listed.back();
  }
  CHECK(listed == placed);
}

TEST_CASE("each filter keeps what it names and nothing else", "[postgres]") {
  start_over();
  Session session(options());
  const auto named = place(session, {.key = "named", .client_order_no = "N-1"}).order.id;
  const auto cooked = place(session, {.key = "cooked", .timing = postpay}).order.id;
  run("UPDATE orders SET owner = 'guest:gst_2', business_date = '2026-11-20' WHERE id = '" +
      cooked.uuid.text() + "'");
  const auto only = [&](OrderFilter filter) {
    filter.store = store;
    return ids(list_orders(session, filter));
  };
  CHECK(only({.client_order_no = "N-1"}) == std::vector{named});
  CHECK(only({.idempotency_digest = digest_of("cooked")}) == std::vector{cooked});
  CHECK(only({.status = "accepted"}) == std::vector{cooked});
  CHECK(only({.business_date = "2026-11-21"}) == std::vector{named});
  CHECK(only({.owner = "guest:gst_2"}) == std::vector{cooked});
  CHECK(only({.client_order_no = "N-1", .status = "accepted"}).empty());
  CHECK(only({.client_order_no = "' OR true --"}).empty());
}

TEST_CASE("an order that is not there is not found", "[postgres]") {
  start_over();
  Session session(options());
  CHECK(read_family(session, {domain::Uuid::v7(now(), 1, store)}).error().code ==
        domain::ErrorCode::not_found);
  CHECK(read_timeline(session, {domain::Uuid::v7(now(), 1, store)})->empty());
}

TEST_CASE("the kitchen's list is what is not served yet, oldest first, by station and page by page",
          "[postgres]") {
  start_over();
  Session session(options());
  std::vector<domain::OrderId> orders;
  for (int i = 0; i != 3; ++i)
    orders.push_back(place(session, {.key = std::to_string(i), .timing = postpay}).order.id);
  place(session, {.key = "elsewhere", .at = other_store, .timing = postpay});
  CHECK(list_tickets(session, {.store = store})->tickets.size() == 6);
  const auto wok = list_tickets(session, {.store = store, .station = "wok"}).value().tickets;
  REQUIRE(wok.size() == 3);
  for (std::size_t i = 0; i != wok.size(); ++i) CHECK(wok[i].ticket.station == "wok");
  CHECK(std::ranges::is_sorted(wok, {}, [](const auto& it) { return it.ticket.id; }));
  CHECK(wok[0].pickup_number == 101);
  CHECK(wok[0].service.table == "A12");
  CHECK(wok[0].channel == domain::Channel::qr_scan);
  CHECK(wok[0].ticket.items[0].options == std::vector<std::string>{"微辣"});

  const auto first = list_tickets(session, {.store = store, .station = "wok", .limit = 2}).value().tickets;
  const auto rest = list_tickets(session, {.store = store, .station = "wok", .after = first.back().ticket.id})
                        .value()
                        .tickets;
  CHECK(first.size() == 2);
  REQUIRE(rest.size() == 1);
  CHECK(rest[0].ticket.id == wok[2].ticket.id);

  for (const auto command : {domain::TicketCommand::done, domain::TicketCommand::serve}) {
    const auto bumped =
        change_family(session, wok[0].order, {domain::Cause::request, "", ""}, [&](domain::Family& family) {
          return domain::apply(family, *family.find(wok[0].ticket.id), command, moment());
        });
    REQUIRE(bumped.has_value());
  }
  CHECK(list_tickets(session, {.store = store, .station = "wok"})->tickets.size() == 2);
  CHECK(list_tickets(session, {.store = store, .station = "wok", .business_date = "2026-11-21"})
            ->tickets.size() == 3);
  CHECK(list_tickets(session, {.store = store, .business_date = "2026-11-20"})->tickets.empty());
}

TEST_CASE("a kitchen's paces are its own where it has some, and the pace for all others comes first",
          "[postgres]") {
  start_over();
  Session session(options());
  const auto paces = [&] {
    std::string text;
    const auto listed = list_tickets(session, {.store = store});
    for (const auto& pace : listed->paces)
      text += pace.station + ":" + std::to_string(pace.warning_seconds) + "/" +
              std::to_string(pace.late_seconds) + " ";
    return text;
  };
  const auto insert = [](const std::string& values) {
    run("INSERT INTO kitchen_paces (store_id, station, warning_seconds, late_seconds) VALUES " + values);
  };
  CHECK(paces() == ":300/600 ");
  insert("(" + std::to_string(number(store)) + ", 'bar', 60, 120)");
  insert("(" + std::to_string(number(other_store)) + ", '', 1, 2)");
  CHECK(paces() == ":300/600 bar:60/120 ");
  insert("(" + std::to_string(number(store)) + ", '', 200, 400)");
  CHECK(paces() == ":200/400 bar:60/120 ");
}

TEST_CASE("a kitchen's queue is what is still to be made, the oldest first, and whose it is", "[postgres]") {
  start_over();
  Session session(options());
  std::vector<domain::OrderId> orders;
  for (int i = 0; i != 3; ++i)
    orders.push_back(place(session, {.key = std::to_string(i), .timing = postpay}).order.id);
  place(session, {.key = "unpaid"});
  place(session, {.key = "elsewhere", .at = other_store, .timing = postpay});
  const auto read = [&](std::chrono::hours back, int tickets_max = 100) {
    return read_kitchen_queue(session, {store, now() - back, tickets_max}).value();
  };
  auto queue = read(std::chrono::hours{1});
  CHECK(queue.tickets.size() == 6);
  CHECK(std::ranges::is_sorted(queue.tickets, {}, &domain::OpenTicket::id));
  REQUIRE(queue.orders.size() == 3);
  const auto& first = queue.orders.at(orders[0].uuid);
  CHECK((first.status == domain::OrderStatus::accepted && first.owner == family_of(orders[0]).order.owner));
  CHECK(read(std::chrono::hours{1}, 4).tickets.size() == 4);
  CHECK(read(std::chrono::hours{-1}).tickets.empty());

  const auto bump = [&](domain::TicketCommand command) {
    REQUIRE(change_family(session, orders[0], {domain::Cause::request, "", ""}, [&](domain::Family& family) {
              return domain::apply(family, family.tickets[0], command, moment());
            }).has_value());
  };
  bump(domain::TicketCommand::start);
  CHECK(read(std::chrono::hours{1}).orders.at(orders[0].uuid).status == domain::OrderStatus::preparing);
  bump(domain::TicketCommand::done);
  queue = read(std::chrono::hours{1});
  CHECK((queue.tickets.size() == 5 && queue.orders.size() == 3));
}
