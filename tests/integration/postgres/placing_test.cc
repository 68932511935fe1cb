#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>

#include "services/postgres/reads.h"
#include "tests/integration/postgres/orders_made.h"

using namespace lunchrush;
using namespace lunchrush::postgres;
using namespace lunchrush::postgres::testing;
using domain::ErrorCode;

namespace {

constexpr auto postpay = domain::PaymentTiming::postpay;

std::vector<NewOrder> batch_of(const std::vector<Wanted>& wishes) {
  std::vector<NewOrder> batch;
  for (const auto& wish : wishes) batch.push_back(order_for(wish));
  return batch;
}

std::vector<Wanted> keys(int count, domain::PaymentTiming timing = domain::PaymentTiming::prepay) {
  std::vector<Wanted> wishes;
  for (int i = 0; i != count; ++i)
    wishes.push_back(
        {.key = "key " + std::to_string(i), .at = i % 3 == 0 ? other_store : store, .timing = timing});
  return wishes;
}

// What a client sees of it: everything but whether it was a replay.
std::string shown(const PlacedOrder& placed) {
  const auto& order = placed.order;
  std::string text =
      order.id.text() + " " + std::string(name(order.status)) + " " + std::to_string(order.version.now) +
      " " + order.owner + " " + order.note + " " + order.business_date + " " +
      std::to_string(order.total.fen()) + " " + std::to_string(order.pickup_number.value_or(0)) + " " +
      std::to_string(order.created_at.time_since_epoch().count()) + " " +
      std::to_string(order.updated_at.time_since_epoch().count()) + " " + placed.intent.id.text() + " " +
      std::string(name(placed.intent.status)) + " " + std::to_string(placed.intent.amount.fen());
  for (const auto& line : order.lines)
    text += " " + line.sku + line.name + std::to_string(line.quantity) + line.note;
  return text;
}

}  // namespace

TEST_CASE("what is placed is what is read: order, intent, lines, times", "[postgres]") {
  start_over();
  Session session(options());
  const auto placed =
      place(session, {.key = "k", .client_order_no = "N-1", .note = "快一点 \"please\" \\ 🌶️"});
  CHECK_FALSE(placed.replayed);
  const auto family = read_family(session, placed.order.id);
  REQUIRE(family.has_value());
  CHECK(shown({family->order, family->intent}) == shown(placed));
  CHECK(family->order.client_order_no == "N-1");
  CHECK(family->order.service.table == "A12");
  CHECK(family->order.expires_at == placed.order.expires_at);
  CHECK(family->order.lines[1].components[0].station == "drinks");
  CHECK(count_of("SELECT count(*) FROM outbox_events WHERE kind = 'order.awaiting_payment'") == 1);
  CHECK(broken_invariants().empty());
}

TEST_CASE(
    "sessions that place the same orders at once, each in another sequence, place each of them once [rows "
    "23, 43]",
    "[postgres]") {
  start_over();
  constexpr std::size_t sessions = 6;
  constexpr int orders = 48;
  for (int round = 0; round != 5; ++round) {
    std::vector<std::vector<std::pair<std::string, domain::Result<Outcome>>>> answers(sessions);
    at_once(sessions, [&](std::size_t mine) {
      Session session(options());
      auto wishes = keys(orders);
      for (auto& wish : wishes) wish.key += " of round " + std::to_string(round);
      std::ranges::shuffle(wishes, std::mt19937(static_cast<unsigned>(mine)));
      auto batch = batch_of(wishes);
      auto placed = place_orders(session, batch);
      for (std::size_t i = 0; i != placed.size(); ++i)
        answers[mine].emplace_back(wishes[i].key, std::move(placed[i]));
    });
    std::map<std::string, std::set<std::string>> shown_by_key;
    std::map<std::string, int> first_by_key;
    for (const auto& answered : answers)
      for (const auto& [key, answer] : answered) {
        REQUIRE(answer.has_value());
        shown_by_key[key].insert(shown(*answer));
        first_by_key[key] += answer->replayed ? 0 : 1;
      }
    CHECK(shown_by_key.size() == orders);
    for (const auto& [key, texts] : shown_by_key) CHECK(texts.size() == 1);
    for (const auto& [key, firsts] : first_by_key) CHECK(firsts == 1);
  }
  CHECK(count_of("SELECT count(*) FROM orders") == 5 * orders);
  CHECK(count_of("SELECT count(*) FROM payment_intents") == 5 * orders);
  CHECK(count_of("SELECT count(*) FROM outbox_events") == 5 * orders);
  CHECK(broken_invariants().empty());
}

TEST_CASE(
    "a batch is answered though rivals place its keys one by one, each between its look and its insert [row "
    "23]",
    "[postgres]") {
  start_over();
  constexpr int orders = 64;
  const auto wishes = keys(orders);
  std::vector<domain::Result<Outcome>> answers;
  at_once(4, [&](std::size_t mine) {
    Session session(options());
    if (mine == 0) {
      auto batch = batch_of(wishes);
      answers = place_orders(session, batch);
      return;
    }
    for (auto i = mine - 1; i < wishes.size(); i += 3) place(session, wishes[i]);
  });
  REQUIRE(answers.size() == orders);
  for (const auto& answer : answers) CHECK(answer.has_value());
  CHECK(count_of("SELECT count(*) FROM orders") == orders);
  CHECK(broken_invariants().empty());
}

TEST_CASE("one key with two requests at once places one of them and refuses the other [row 24]",
          "[postgres]") {
  start_over();
  for (int round = 0; round != 10; ++round) {
    std::vector<std::optional<domain::Result<Outcome>>> answers(2);
    at_once(2, [&](std::size_t mine) {
      Session session(options());
      auto batch = batch_of({{.key = "round " + std::to_string(round)}});
      batch[0].fingerprint = digest_of(mine == 0 ? "rice" : "noodles");
      answers[mine] = std::move(place_orders(session, batch)[0]);
    });
    const auto refused =
        std::ranges::find_if(answers, [](const auto& answer) { return answer->has_error(); });
    REQUIRE(refused != answers.end());
    CHECK((*refused)->error().code == ErrorCode::idempotency_key_reused);
    CHECK(std::ranges::count_if(answers, [](const auto& answer) { return answer->has_value(); }) == 1);
  }
  CHECK(count_of("SELECT count(*) FROM orders") == 10);
}

TEST_CASE("a key used in one batch twice is one order and its replay", "[postgres]") {
  start_over();
  Session session(options());
  auto batch = batch_of({{.key = "k"}, {.key = "other"}, {.key = "k"}});
  const auto answers = place_orders(session, batch);
  for (const auto& answer : answers) REQUIRE(answer.has_value());
  CHECK(shown(*answers[0]) == shown(*answers[2]));
  CHECK(answers[0]->replayed != answers[2]->replayed);
  CHECK(count_of("SELECT count(*) FROM orders") == 2);
}

TEST_CASE("a key that comes back alone leaves no trace of a failed insertion", "[postgres]") {
  start_over();
  run("TRUNCATE orders CASCADE");  // or rows go where deleted ones were
  Session session(options());
  const auto place_in_table = [](const PlacedOrder& placed) {
    return count_of("SELECT ((ctid::text::point)[1])::integer FROM orders WHERE id = '" +
                    placed.order.id.uuid.text() + "'");
  };
  const auto first = place(session, {.key = "k"});
  for (int i = 0; i != 3; ++i) CHECK(place(session, {.key = "k"}).replayed);
  const auto next = place(session, {.key = "next"});
  CHECK(place_in_table(next) == place_in_table(first) + 1);  // a failed one would lie between them
  CHECK(broken_invariants().empty());
}

TEST_CASE("what is new beside a few that are known is placed once, with its intent and its event",
          "[postgres]") {
  start_over();
  Session session(options());
  const auto known = place(session, {.key = "known", .client_order_no = "N-1"});
  auto batch = batch_of({{.key = "new"}, {.key = "known"}, {.key = "number", .client_order_no = "N-1"}});
  const auto answers = place_orders(session, batch);
  REQUIRE(answers[0].has_value());
  CHECK_FALSE(answers[0]->replayed);
  REQUIRE(answers[1].has_value());
  CHECK(answers[1]->replayed);
  CHECK(shown(*answers[1]) == shown(known));
  REQUIRE(answers[2].has_error());
  CHECK(answers[2].error().code == ErrorCode::client_order_no_taken);
  for (const auto* table : {"orders", "payment_intents", "outbox_events"})
    CHECK(count_of(std::string("SELECT count(*) FROM ") + table) == 2);
  CHECK(broken_invariants().empty());
}

TEST_CASE("the same digest in another store is another order [row 25]", "[postgres]") {
  start_over();
  Session session(options());
  const auto here = place(session, {.key = "k", .at = store});
  const auto there = place(session, {.key = "k", .at = other_store});
  CHECK_FALSE(there.replayed);
  CHECK(here.order.id != there.order.id);
}

TEST_CASE("a row that PostgreSQL refuses is refused alone, wherever in its batch it stands [rows 16, 45]",
          "[postgres]") {
  const auto with_nul = [](NewOrder& order) { order.order.note = std::string("a\0b", 3); };
  const auto with_short_digest = [](NewOrder& order) { order.idempotency_digest = "short"; };
  const auto without_total = [](NewOrder& order) { order.order.total = domain::Money{0}; };
  const auto without_lines = [](NewOrder& order) { order.order.lines.clear(); };
  const std::vector<void (*)(NewOrder&)> poisons{with_nul, with_short_digest, without_total, without_lines};
  constexpr std::size_t orders = 33;
  for (const auto& poison : poisons)
    for (const std::size_t place : {std::size_t{0}, orders / 2, orders - 1}) {
      start_over();
      Session session(options());
      auto batch = batch_of(keys(orders));
      poison(batch[place]);
      const auto answers = place_orders(session, batch);
      REQUIRE(answers.size() == orders);
      for (std::size_t i = 0; i != orders; ++i) {
        REQUIRE(answers[i].has_value() == (i != place));
        if (i != place)
          CHECK(answers[i]->order.id == batch[i].order.id);
        else {
          INFO(answers[i].error().detail);
          CHECK(answers[i].error().code == ErrorCode::internal);
        }
      }
      CHECK(count_of("SELECT count(*) FROM orders") == orders - 1);
    }
  CHECK(broken_invariants().empty());
}

TEST_CASE("several rows that PostgreSQL refuses leave their neighbours in peace [row 45]", "[postgres]") {
  start_over();
  Session session(options());
  auto batch = batch_of(keys(16, postpay));
  for (const std::size_t poisoned : {3, 4, 15}) batch[poisoned].order.note = std::string(1, '\0');
  const auto answers = place_orders(session, batch);
  CHECK(std::ranges::count_if(answers, [](const auto& answer) { return answer.has_value(); }) == 13);
  CHECK(count_of("SELECT count(*) FROM tickets") == 26);
  CHECK(broken_invariants().empty());
}

TEST_CASE("an order is placed only while the menu it was priced with is the current one", "[postgres]") {
  start_over();
  run("UPDATE menus SET version = 2 WHERE store_id = 1001");
  Session session(options());
  auto batch =
      batch_of({{.key = "old"}, {.key = "new", .menu_version = 2}, {.key = "elsewhere", .at = other_store}});
  const auto answers = place_orders(session, batch);
  REQUIRE(answers[0].has_error());
  CHECK(answers[0].error().code == ErrorCode::menu_changed);
  CHECK(answers[1].has_value());
  CHECK(answers[2].has_value());
  // Nothing was kept of it: priced anew, the same key places it.
  CHECK_FALSE(place(session, {.key = "old", .menu_version = 2}).replayed);
}

TEST_CASE("a retry after days is still answered with the first order, whatever the menu is now [row 28]",
          "[postgres]") {
  start_over();
  Session session(options());
  const auto first = place(session, {.key = "k"});
  run("UPDATE menus SET version = 9");
  const auto again = place(session, {.key = "k"});
  CHECK(again.replayed);
  CHECK(shown(again) == shown(first));
}

TEST_CASE("a replay shows the order as it was placed, not as it is by now [row 27]", "[postgres]") {
  start_over();
  Session session(options());
  for (const auto timing : {domain::PaymentTiming::prepay, postpay}) {
    const Wanted wanted{.key = std::string(name(timing)), .timing = timing};
    const auto first = place(session, wanted);
    settle(session, first.order.id, paid(start_payment(session, first.order.id)));
    REQUIRE(family_of(first.order.id).intent.status == domain::IntentStatus::succeeded);
    const auto again = place(session, wanted);
    CHECK(again.replayed);
    CHECK(shown(again) == shown(first));
  }
}

TEST_CASE("a caller's own number names one order of a store", "[postgres]") {
  start_over();
  Session session(options());
  const auto first = place(session, {.key = "k", .client_order_no = "N-1"});
  auto batch = batch_of({{.key = "k2", .client_order_no = "N-1"},
                         {.key = "k", .client_order_no = "N-1"},
                         {.key = "k3", .at = other_store, .client_order_no = "N-1"}});
  const auto answers = place_orders(session, batch);
  REQUIRE(answers[0].has_error());
  CHECK(answers[0].error().code == ErrorCode::client_order_no_taken);
  CHECK(answers[0].error().fields.at(0).pointer == "/client_order_no");
  REQUIRE(answers[1].has_value());
  CHECK(answers[1]->order.id == first.order.id);
  CHECK(answers[2].has_value());
}

TEST_CASE("an order for a store that is not there is not found", "[postgres]") {
  start_over();
  Session session(options());
  auto batch = batch_of({{.key = "k", .at = domain::StoreId{4'000'000'000}}, {.key = "k2"}});
  const auto answers = place_orders(session, batch);
  REQUIRE(answers[0].has_error());
  CHECK(answers[0].error().code == ErrorCode::not_found);
  CHECK(answers[1].has_value());
}

TEST_CASE("orders to be paid after the meal get numbers that nobody else has, and tickets that carry them",
          "[postgres]") {
  start_over();
  constexpr std::size_t sessions = 4;
  at_once(sessions, [&](std::size_t mine) {
    Session session(options());
    auto wishes = keys(20, postpay);
    for (auto& wish : wishes) wish.key += " of session " + std::to_string(mine);
    auto batch = batch_of(wishes);
    for (const auto& answer : place_orders(session, batch))
      if (!answer) throw std::runtime_error(answer.error().detail);
  });
  CHECK(count_of("SELECT count(*) FROM orders WHERE status = 'accepted'") == 80);
  CHECK(count_of("SELECT count(DISTINCT (store_id, business_date, pickup_number)) FROM orders") == 80);
  CHECK(count_of("SELECT min(pickup_number) FROM orders") == 101);
  CHECK(
      count_of(
          "SELECT count(*) FROM tickets t JOIN orders o ON o.store_id = t.store_id AND o.id = t.order_id AND "
          "t.pickup_number = o.pickup_number") == 160);
  CHECK(count_of("SELECT count(*) FROM outbox_events e WHERE kind = 'ticket.queued' AND "
                 "data::json->>'pickup_number' IN "
                 "(SELECT pickup_number::text FROM orders o WHERE o.store_id = e.store_id AND o.id = "
                 "e.order_id)") == 160);
  CHECK(broken_invariants().empty());
}
