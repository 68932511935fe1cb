#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "services/domain/commands.h"
#include "services/domain/kitchen.h"
#include "services/domain/refunds.h"
#include "services/domain/settlement.h"
#include "services/postgres/numbers.h"
#include "tests/integration/postgres/orders_made.h"

using namespace lunchrush;
using namespace lunchrush::postgres;
using namespace lunchrush::postgres::testing;
using namespace std::chrono_literals;
using domain::ErrorCode;

namespace {

const Because because{domain::Cause::notification, "ntf_1", "trace"};

// A paid success for each of these, in one transaction.
domain::Result<void> settle_all(Session& session, const std::vector<domain::PaymentId>& payments,
                                const std::vector<domain::OrderId>& orders) {
  return change_families(
      session, orders, [](std::size_t) { return because; },
      [&](domain::Family& family, std::size_t first) {
        for (auto i = first; i != orders.size(); ++i)
          if (orders[i] == family.order.id)
            domain::settle(family, *family.find(payments[i]), paid(payments[i]), {}, moment());
      });
}

// An order with two numbers out at gateways: the first was closed by us, which its guest did not notice in
// time.
struct TwiceStarted {
  domain::OrderId order;
  std::vector<domain::PaymentId> payments;
};

TwiceStarted start_twice(Session& session, const std::string& key) {
  TwiceStarted made{place(session, {.key = key}).order.id, {}};
  made.payments.push_back(start_payment(session, made.order));
  domain::PaymentEvidence closed;
  closed.finding = domain::PaymentFinding::closed;
  closed.out_trade_no = made.payments[0].text();
  settle(session, made.order, closed);
  made.payments.push_back(start_payment(session, made.order));
  return made;
}

}  // namespace

TEST_CASE("a family that was changed is read as it was written, every row of it", "[postgres]") {
  start_over();
  Session session(options());
  const auto order = place(session, {.key = "k"}).order.id;
  const auto payment = start_payment(session, order);
  settle(session, order, paid(payment));
  domain::RefundWish wish{
      domain::Money{700}, domain::RefundCause::requested, "凉了", "staff:1", digest_of("r"), digest_of("rf")};
  const auto asked =
      change_family(session, order, because, [&](domain::Family& family) -> domain::Result<void> {
        auto refund = domain::request_refund(family, wish, moment());
        if (!refund) return refund.error();
        return {};
      });
  REQUIRE(asked.has_value());

  const auto family = family_of(order);
  CHECK(family.order.status == domain::OrderStatus::accepted);
  CHECK(family.order.pickup_number == 101);
  CHECK(family.intent.status == domain::IntentStatus::succeeded);
  REQUIRE(family.payments.size() == 1);
  const auto& settled = family.payments[0];
  CHECK(settled.id == payment);
  CHECK(settled.status == domain::PaymentStatus::succeeded);
  CHECK(settled.effective);
  CHECK(settled.received == domain::Money{2200});
  CHECK(settled.refund_reserved == domain::Money{700});
  CHECK(settled.transaction_id == "4200" + payment.text());
  CHECK_FALSE(settled.next_query_at.has_value());
  REQUIRE(family.refunds.size() == 1);
  CHECK(family.refunds[0].reason == "凉了");
  CHECK(family.refunds[0].idempotency_digest == digest_of("r"));
  CHECK(family.refunds[0].next_attempt_at.has_value());
  REQUIRE(family.tickets.size() == 2);
  const auto made_at = [&](std::string_view station) {
    return std::ranges::find(family.tickets, station, &domain::Ticket::station)->items.at(0);
  };
  CHECK(made_at("wok").name == "宫保鸡丁🌶️");
  CHECK(made_at("drinks").part_of == "套餐");
  CHECK(broken_invariants().empty());
}

TEST_CASE("what cannot be decided is not written", "[postgres]") {
  start_over();
  Session session(options());
  const auto order = place(session, {.key = "k"}).order.id;
  const auto refused =
      change_family(session, order, because, [](domain::Family& family) -> domain::Result<void> {
        domain::move(family, domain::OrderStatus::cancelled);
        return domain::Error{ErrorCode::state_conflict, "not like this"};
      });
  REQUIRE(refused.has_error());
  CHECK(refused.error().code == ErrorCode::state_conflict);
  CHECK(family_of(order).order.status == domain::OrderStatus::awaiting_payment);
  CHECK(count_of("SELECT count(*) FROM transitions") == 0);
}

TEST_CASE("an order that is not there is not found, and many leave it out", "[postgres]") {
  start_over();
  Session session(options());
  const domain::OrderId nobody{domain::Uuid::v7(now(), 1, store)};
  const auto changed =
      change_family(session, nobody, because, [](domain::Family&) -> domain::Result<void> { return {}; });
  REQUIRE(changed.has_error());
  CHECK(changed.error().code == ErrorCode::not_found);
  const auto order = place(session, {.key = "k"}).order.id;
  std::vector<std::size_t> decided;
  const std::vector<domain::OrderId> named{nobody, order, order};
  REQUIRE(change_families(
              session, named, [](std::size_t) { return because; },
              [&](domain::Family&, std::size_t first) { decided.push_back(first); })
              .has_value());
  CHECK(decided == std::vector<std::size_t>{1});
}

TEST_CASE("two successes at once are one that settles and one that goes back [rows 61, 73, 76]",
          "[postgres]") {
  start_over();
  Session session(options());
  for (int round = 0; round != 12; ++round) {
    const auto made = start_twice(session, "round " + std::to_string(round));
    at_once(2, [&](std::size_t mine) {
      Session own(options());
      settle(own, made.order, paid(made.payments[mine]));
    });
    auto family = family_of(made.order);
    REQUIRE(family.payments.size() == 2);
    CHECK(std::ranges::count(family.payments, domain::PaymentStatus::succeeded, &domain::Payment::status) ==
          1);
    CHECK(std::ranges::count(family.payments, domain::PaymentStatus::surplus, &domain::Payment::status) == 1);
    REQUIRE(family.refunds.size() == 1);
    CHECK(family.find(family.refunds[0].payment)->status == domain::PaymentStatus::surplus);
    CHECK(family.refunds[0].amount == domain::Money{2200});
    CHECK(family.tickets.size() == 2);
  }
  CHECK(broken_invariants().empty());
}

TEST_CASE("one notification handled by many workers at once has one effect [rows 61, 73]", "[postgres]") {
  start_over();
  Session session(options());
  const auto order = place(session, {.key = "k"}).order.id;
  const auto payment = start_payment(session, order);
  at_once(8, [&](std::size_t) {
    Session own(options());
    settle(own, order, paid(payment));
  });
  const auto family = family_of(order);
  CHECK(family.refunds.empty());
  CHECK(family.tickets.size() == 2);
  CHECK(count_of("SELECT count(*) FROM transitions WHERE object = 'payment' AND to_status = 'succeeded'") ==
        1);
  CHECK(count_of("SELECT count(*) FROM outbox_events WHERE kind = 'order.accepted'") == 1);
  CHECK(broken_invariants().empty());
}

TEST_CASE("batches that change the same orders in opposite sequence both get through [row 43]",
          "[postgres]") {
  start_over();
  Session session(options());
  std::vector<domain::OrderId> orders;
  std::vector<domain::PaymentId> payments;
  for (int i = 0; i != 16; ++i) {
    orders.push_back(
        place(session, {.key = std::to_string(i), .at = i % 2 == 0 ? store : other_store}).order.id);
    payments.push_back(start_payment(session, orders.back()));
  }
  std::vector<std::optional<domain::Result<void>>> done(4);
  at_once(done.size(), [&](std::size_t mine) {
    Session own(options());
    auto own_orders = orders;
    auto own_payments = payments;
    if (mine % 2 == 1) std::ranges::reverse(own_orders);
    if (mine % 2 == 1) std::ranges::reverse(own_payments);
    done[mine] = settle_all(own, own_payments, own_orders);
  });
  for (const auto& outcome : done) CHECK(outcome->has_value());
  CHECK(count_of("SELECT count(*) FROM orders WHERE status = 'accepted'") == 16);
  CHECK(count_of("SELECT count(DISTINCT (store_id, pickup_number)) FROM orders") == 16);
  CHECK(broken_invariants().empty());
}

TEST_CASE("a row that changed behind the lock's back is decided on anew", "[postgres]") {
  start_over();
  Session session(options());
  const auto order = place(session, {.key = "k"}).order.id;
  const auto payment = start_payment(session, order);
  int decided = 0;
  const auto changed =
      change_family(session, order, because, [&](domain::Family& family) -> domain::Result<void> {
        if (++decided == 1) run("UPDATE payments SET version = version + 1, queries = 7");
        domain::settle(family, *family.find(payment), paid(payment), {}, moment());
        return {};
      });
  REQUIRE(changed.has_value());
  CHECK(decided == 2);
  CHECK(family_of(order).payments[0].status == domain::PaymentStatus::succeeded);
  CHECK(family_of(order).payments[0].queries == 7);
  CHECK(count_of("SELECT count(*) FROM outbox_events WHERE kind = 'order.accepted'") == 1);
}

TEST_CASE("a guard that never holds is given up, and nothing is written", "[postgres]") {
  start_over();
  Session session(options());
  const auto order = place(session, {.key = "k"}).order.id;
  const auto payment = start_payment(session, order);
  int decided = 0;
  const auto changed =
      change_family(session, order, because, [&](domain::Family& family) -> domain::Result<void> {
        ++decided;
        run("UPDATE payments SET version = version + 1");
        domain::settle(family, *family.find(payment), paid(payment), {}, moment());
        return {};
      });
  REQUIRE(changed.has_error());
  CHECK(changed.error().code == ErrorCode::unavailable);
  CHECK(decided == transaction_attempts_max);
  CHECK(family_of(order).intent.status == domain::IntentStatus::processing);
}

TEST_CASE("a family that somebody else holds is not waited for longer than the lock timeout [row 44]",
          "[postgres]") {
  start_over();
  auto impatient = options();
  impatient.lock_timeout = 100ms;
  Session session(impatient);
  const auto order = place(session, {.key = "k"}).order.id;
  pqxx::connection holder(options().url);
  pqxx::work holding(holder);
  holding.exec("SELECT 1 FROM payment_intents FOR UPDATE");
  const auto changed =
      change_family(session, order, because, [](domain::Family&) -> domain::Result<void> { return {}; });
  REQUIRE(changed.has_error());
  CHECK(changed.error().code == ErrorCode::unavailable);
  holding.abort();
  CHECK(change_family(session, order, because, [](domain::Family&) -> domain::Result<void> {
          return {};
        }).has_value());
}

TEST_CASE(
    "an effect and its acknowledgement are one transaction: neither is there without the other [row 72]",
    "[postgres]") {
  start_over();
  Session session(options());
  const auto order = place(session, {.key = "k"}).order.id;
  const auto payment = start_payment(session, order);
  const std::vector orders{order};
  const auto settle_it = [&](domain::Family& family, std::size_t) {
    domain::settle(family, *family.find(payment), paid(payment), {}, moment());
  };
  const auto failed = change_families(
      session, orders, [](std::size_t) { return because; }, settle_it,
      [](pqxx::transaction_base& transaction) { transaction.exec("SELECT 1 / 0"); });
  REQUIRE(failed.has_error());
  CHECK(family_of(order).intent.status == domain::IntentStatus::processing);
  bool acknowledged = false;
  REQUIRE(change_families(
              session, orders, [](std::size_t) { return because; }, settle_it,
              [&](pqxx::transaction_base&) { acknowledged = true; })
              .has_value());
  CHECK(acknowledged);
  CHECK(family_of(order).intent.status == domain::IntentStatus::succeeded);
}

TEST_CASE("any number of an order leads to it", "[postgres]") {
  start_over();
  Session session(options());
  const auto order = place(session, {.key = "k"}).order.id;
  const auto payment = start_payment(session, order);
  settle(session, order, paid(payment));
  REQUIRE(change_family(session, order, because, [](domain::Family& family) {
            return domain::cancel(family, domain::CancelledBy::staff, "", moment());
          }).has_value());
  const auto family = family_of(order);
  CHECK(order_of(session, payment).value() == order);
  CHECK(order_of(session, family.refunds.at(0).id).value() == order);
  CHECK(order_of(session, family.tickets.at(0).id).value() == order);
  CHECK(order_of(session, domain::TicketId{domain::Uuid::v7(now(), 1, store)}).error().code ==
        ErrorCode::not_found);
  const std::vector<Number> numbers{payment, domain::PaymentId{domain::Uuid::v7(now(), 1, store)},
                                    family.refunds[0].id};
  CHECK(orders_of(session, numbers).value() ==
        std::vector<std::optional<domain::OrderId>>{order, std::nullopt, order});
  CHECK(broken_invariants().empty());
}
