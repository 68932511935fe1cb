#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <map>

#include "services/domain/kitchen.h"
#include "services/domain/refunds.h"
#include "services/domain/settlement.h"
#include "services/postgres/families.h"
#include "services/postgres/feed.h"
#include "services/postgres/reads.h"
#include "services/postgres/rollups.h"
#include "services/postgres/work.h"
#include "tests/integration/postgres/orders_made.h"

using namespace lunchrush;
using namespace lunchrush::postgres;
using namespace lunchrush::postgres::testing;
using namespace std::chrono_literals;

namespace {

constexpr int any_number = 10'000;
// The statement that tells one event.
std::string event_of(const std::string& kind, const std::string& data = "{}",
                     const std::string& of = "1001") {
  return "INSERT INTO outbox (store_id, kinds, order_ids, versions, data) VALUES (" + of + ", ARRAY['" +
         kind + "'], ARRAY[NULL::uuid], ARRAY[0], ARRAY['" + data + "'])";
}

void relay_all(Session& session) {
  while (relay_events(session, any_number).value().events != 0) continue;
}

std::vector<std::string> kinds(Session& session, domain::StoreId of = store, std::int64_t after = 0) {
  std::vector<std::string> made;
  for (const auto& event : read_events(session, of, after, any_number).value()) made.push_back(event.kind);
  return made;
}

}  // namespace

TEST_CASE(
    "an event that is committed late comes after those that were quicker, and nobody who reads misses it "
    "[row 54]",
    "[postgres]") {
  start_over();
  Session session(options());
  pqxx::connection connection(options().url);
  pqxx::work slow(connection);
  slow.exec(event_of("slow"));
  run(event_of("quick"));
  relay_all(session);
  CHECK(kinds(session) == std::vector<std::string>{"quick"});
  slow.commit();
  relay_all(session);
  CHECK(kinds(session) == std::vector<std::string>{"quick", "slow"});
  CHECK(kinds(session, store, 1) == std::vector<std::string>{"slow"});
  CHECK(broken_invariants().empty());
}

TEST_CASE("two relays beside busy writers leave no gap and keep each order's steps in order [row 54]",
          "[postgres]") {
  start_over();
  constexpr std::size_t writers = 3;
  constexpr std::size_t relays = 2;
  constexpr int orders_each = 30;
  std::atomic<std::size_t> writing{writers};
  at_once(writers + relays, [&](std::size_t mine) {
    Session session(options());
    if (mine >= writers) {
      // Whatever is still there when the last writer has ended is moved by one of them.
      while (writing != 0 || count_of("SELECT count(*) FROM outbox") != 0) (void)relay_events(session, 5);
      return;
    }
    for (int i = 0; i != orders_each; ++i) {
      const auto order = place(session, {.key = std::to_string(mine) + "/" + std::to_string(i),
                                         .at = i % 2 == 0 ? store : other_store})
                             .order.id;
      settle(session, order, paid(start_payment(session, order)));
    }
    --writing;
  });
  Session session(options());
  for (const auto of : {store, other_store}) {
    const auto events = read_events(session, of, 0, any_number).value();
    REQUIRE(events.size() == writers * orders_each / 2 * 9);
    std::map<std::string, std::string> story;
    for (std::size_t i = 0; i != events.size(); ++i) {
      CHECK(events[i].seq == static_cast<std::int64_t>(i) + 1);
      story[events[i].order_id] += " " + events[i].kind;
    }
    for (const auto& [order, told] : story)
      CHECK(told ==
            " order.awaiting_payment payment.created intent.processing payment.submitted payment.succeeded "
            "intent.succeeded order.accepted "
            "ticket.queued ticket.queued");
  }
  CHECK(broken_invariants().empty());
}

TEST_CASE(
    "what many orders of one transaction tell comes in pieces, each order's steps in their order [row 54]",
    "[postgres]") {
  start_over();
  constexpr int orders_count = 40;
  Session session(options());
  std::vector<domain::OrderId> orders;
  std::vector<domain::PaymentEvidence> evidence;
  for (int i = 0; i != orders_count; ++i) {
    orders.push_back(place(session, {.key = std::to_string(i), .at = store}).order.id);
    evidence.push_back(paid(start_payment(session, orders.back())));
  }
  relay_all(session);
  const auto before = read_feed_span(session, store)->last;
  const auto because = [](std::size_t) { return Because{domain::Cause::notification, "ntf", ""}; };
  const auto decide = [&](domain::Family& family, std::size_t place) {
    const auto payment = domain::PaymentId::from_text(evidence[place].out_trade_no).value();
    domain::settle(family, *family.find(payment), evidence[place], {}, moment());
  };
  REQUIRE(change_families(session, orders, because, decide).has_value());
  CHECK(count_of("SELECT count(*) FROM outbox") == 2);
  CHECK(count_of("SELECT max(cardinality(kinds)) FROM outbox") == 128);
  relay_all(session);
  std::map<std::string, std::string> story;
  for (const auto& event : read_events(session, store, before, any_number).value())
    story[event.order_id] += " " + event.kind;
  REQUIRE(story.size() == orders_count);
  for (const auto& [order, told] : story)
    CHECK(told == " payment.succeeded intent.succeeded order.accepted ticket.queued ticket.queued");
  CHECK(broken_invariants().empty());
}

TEST_CASE("a relay says whose feeds grew, and by how much in all", "[postgres]") {
  start_over();
  Session session(options());
  for (int i = 0; i != 3; ++i) run(event_of("x"));
  run(event_of("x", "{}", "1002"));
  auto moved = relay_events(session, any_number).value();
  std::ranges::sort(moved.stores);
  CHECK(moved.stores == std::vector{store, other_store});
  CHECK(moved.events == 4);
  CHECK(relay_events(session, any_number)->stores.empty());
  CHECK(read_feed_span(session, store)->first == 1);
  CHECK(read_feed_span(session, store)->last == 3);
  CHECK(read_feed_span(session, domain::StoreId{7})->last == 0);
}

TEST_CASE("a relay moves no more than it was told to, the oldest first", "[postgres]") {
  start_over();
  Session session(options());
  for (const auto* kind : {"a", "b", "c", "d", "e"}) run(event_of(kind));
  CHECK(relay_events(session, 2)->events == 2);
  CHECK(kinds(session) == std::vector<std::string>{"a", "b"});
  relay_all(session);
  CHECK(kinds(session) == std::vector<std::string>{"a", "b", "c", "d", "e"});
}

TEST_CASE("what a relay of the version before wrote is one feed with what ours writes, before and after it",
          "[postgres]") {
  start_over();
  Session session(options());
  const auto relayed_before = [](const std::string& seq, const std::string& kind) {
    run("INSERT INTO events (store_id, seq, at, kind, version, data) VALUES (1001, " + seq + ", now(), '" +
        kind + "', 0, '{}'); INSERT INTO feed_positions VALUES (1001, " + seq +
        ") ON CONFLICT (store_id) DO UPDATE SET last_seq = excluded.last_seq");
  };
  relayed_before("1", "a");
  relayed_before("2", "b");
  run("INSERT INTO outbox (store_id, kinds, order_ids, versions, data) VALUES "
      "(1001, '{c,d,e}', '{NULL,NULL,NULL}', '{0,0,0}', '{\"{}\",\"{}\",\"{}\"}')");
  relay_all(session);
  relayed_before("6", "f");
  const auto events = read_events(session, store, 0, any_number).value();
  REQUIRE(events.size() == 6);
  for (std::size_t i = 0; i != events.size(); ++i) CHECK(events[i].seq == static_cast<std::int64_t>(i) + 1);
  CHECK(kinds(session, store, 3) == std::vector<std::string>{"d", "e", "f"});
  for (int limit = 1; limit != 7; ++limit)
    for (std::int64_t after = 0; after != 6; ++after) {
      CAPTURE(limit, after);
      const auto page = read_events(session, store, after, limit).value();
      REQUIRE(page.size() ==
              std::min<std::size_t>(6 - static_cast<std::size_t>(after), static_cast<std::size_t>(limit)));
      CHECK(page.front().kind == events[static_cast<std::size_t>(after)].kind);
    }
  CHECK(read_feed_span(session, store)->first == 1);
  CHECK(read_feed_span(session, store)->last == 6);
  CHECK(fold_events(session, {})->events == 6);
  CHECK(broken_invariants().empty());
}

TEST_CASE("an event is read as it was written, page by page", "[postgres]") {
  start_over();
  Session session(options());
  const auto order = place(session, {.key = "k", .timing = domain::PaymentTiming::postpay}).order;
  relay_all(session);
  const auto events = read_events(session, store, 0, any_number).value();
  REQUIRE(events.size() == 3);
  CHECK(events[0].kind == "order.accepted");
  CHECK(events[0].order_id == order.id.text());
  CHECK(events[0].version == 1);
  CHECK(events[1].data.find("宫保鸡丁🌶️") != std::string::npos);
  CHECK(events[1].data.find('\n') == std::string::npos);
  CHECK(read_events(session, store, 0, 2)->size() == 2);
  CHECK(read_events(session, store, 2, 2)->front().seq == 3);
  CHECK(read_events(session, store, 3, 2)->empty());
  CHECK(read_events(session, store, INT64_MAX, 2)->empty());
}

TEST_CASE("the timeline of an order to be paid after the meal begins with its tickets", "[postgres]") {
  start_over();
  Session session(options());
  const auto order = place(session, {.key = "k", .timing = domain::PaymentTiming::postpay}).order.id;
  std::vector<std::string> told;
  for (const auto& entry : read_timeline(session, order).value())
    told.push_back(entry.object + " " + entry.from + ">" + entry.to + " " + entry.cause_id);
  CHECK(told == std::vector<std::string>{"order >accepted req-k", "intent >requires_payment req-k",
                                         "ticket >queued req-k", "ticket >queued req-k"});
}

TEST_CASE("the timeline tells every step of an order with its cause, from its placing to its last refund",
          "[postgres]") {
  start_over();
  Session session(options());
  const auto order = place(session, {.key = "k"}).order.id;
  const auto payment = start_payment(session, order);
  settle(session, order, paid(payment));
  const auto bump = [&](const std::string& station, domain::TicketCommand command) {
    const auto done = change_family(
        session, order, {domain::Cause::request, "req-" + station, ""}, [&](domain::Family& family) {
          return domain::apply(family, *std::ranges::find(family.tickets, station, &domain::Ticket::station),
                               command, moment());
        });
    REQUIRE(done.has_value());
  };
  bump("wok", domain::TicketCommand::start);
  bump("wok", domain::TicketCommand::done);
  bump("drinks", domain::TicketCommand::done);
  const auto refunded = change_family(
      session, order, {domain::Cause::poll, "", "trace-9"},
      [&](domain::Family& family) -> domain::Result<void> {
        auto asked = domain::request_refund(
            family, {domain::Money{2200}, domain::RefundCause::requested, "", "", "", ""}, moment());
        if (!asked) return asked.error();
        domain::settle(family, *family.find(*asked), {.finding = domain::RefundFinding::succeeded}, {},
                       moment());
        return {};
      });
  REQUIRE(refunded.has_value());

  std::vector<std::string> told;
  const auto entries = read_timeline(session, order).value();
  for (const auto& entry : entries)
    told.push_back(entry.object + " " + entry.from + ">" + entry.to + " " + entry.cause + " " +
                   entry.cause_id);
  const std::vector<std::string> wanted{
      "order >awaiting_payment request req-k",
      "intent >requires_payment request req-k",
      "payment >created request req-pay",
      "intent requires_payment>processing request req-pay",
      "payment created>submitted request req-pay",
      "payment submitted>succeeded notification ntf",
      "intent processing>succeeded notification ntf",
      "order awaiting_payment>accepted notification ntf",
      "ticket >queued notification ntf",
      "ticket >queued notification ntf",
      "ticket queued>started request req-wok",
      "order accepted>preparing request req-wok",
      "ticket started>done request req-wok",
      "ticket queued>done request req-drinks",
      "order preparing>ready request req-drinks",
      "refund >requested poll ",
      "refund requested>succeeded poll ",
      "intent succeeded>refunded poll ",
  };
  CHECK(told == wanted);
  CHECK(entries.front().object_id == order.text());
  CHECK(entries[2].object_id == payment.text());
  CHECK(entries.back().trace_id == "trace-9");
  CHECK(std::ranges::is_sorted(entries, {}, &TimelineEntry::at));
  relay_all(session);
  CHECK(broken_invariants().empty());
}
