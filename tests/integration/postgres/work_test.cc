#include "services/postgres/work.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <mutex>
#include <set>

#include "services/domain/commands.h"
#include "services/domain/settlement.h"
#include "tests/integration/postgres/orders_made.h"

using namespace lunchrush;
using namespace lunchrush::postgres;
using namespace lunchrush::postgres::testing;
using namespace std::chrono_literals;

namespace {

const Because because{domain::Cause::timer, "", ""};

// Orders whose one payment is due to be asked about now.
std::vector<domain::OrderId> orders_with_due_payments(Session& session, int count) {
  std::vector<domain::OrderId> orders;
  for (int i = 0; i != count; ++i) {
    orders.push_back(
        place(session, {.key = std::to_string(i), .at = i % 2 == 0 ? store : other_store}).order.id);
    start_payment(session, orders.back());
  }
  run("UPDATE payments SET next_query_at = now() - interval '1 second'");
  return orders;
}

}  // namespace

TEST_CASE("pollers that claim at once never ask about the same payment [row 73]", "[postgres]") {
  start_over();
  Session session(options());
  const auto orders = orders_with_due_payments(session, 60);
  std::mutex mutex;
  std::multiset<domain::OrderId> asked;
  at_once(3, [&](std::size_t) {
    Session own(options());
    while (true) {
      const auto due = claim_due_payments(own, 7, 1min).value();
      const std::scoped_lock lock(mutex);
      for (const auto& one : due) asked.insert(one.order);
      if (asked.size() >= orders.size()) return;
    }
  });
  CHECK(asked.size() == orders.size());
  CHECK(std::set(asked.begin(), asked.end()).size() == orders.size());
}

TEST_CASE("a claimed payment is as it is stored, and due again when the lease ends [row 72]", "[postgres]") {
  start_over();
  Session session(options());
  const auto order = orders_with_due_payments(session, 1)[0];
  const auto due = claim_due_payments(session, 10, 50ms).value();
  REQUIRE(due.size() == 1);
  CHECK(due[0].order == order);
  CHECK(due[0].payment.id == family_of(order).payments[0].id);
  CHECK(due[0].payment.method == domain::PaymentMethod::wechat_native);
  CHECK(due[0].payment.account == "wx");
  CHECK(due[0].payment.amount == domain::Money{2200});
  CHECK(due[0].payment.status == domain::PaymentStatus::submitted);
  CHECK(eventually([&] { return claim_due_payments(session, 10, 1min)->size() == 1; }));
  CHECK(claim_due_payments(session, 10, 1min)->empty());
}

TEST_CASE("a claim does not disturb a decision that is under way", "[postgres]") {
  start_over();
  Session session(options());
  const auto order = orders_with_due_payments(session, 1)[0];
  const auto payment = family_of(order).payments[0].id;
  int decided = 0;
  const auto changed =
      change_family(session, order, because, [&](domain::Family& family) -> domain::Result<void> {
        ++decided;
        Session poller(options());
        CHECK(claim_due_payments(poller, 10, 1min)->size() == 1);
        domain::settle(family, *family.find(payment), paid(payment), {}, moment());
        return {};
      });
  REQUIRE(changed.has_value());
  CHECK(decided == 1);
  // What is final is not asked about again, whatever the claim said of its time.
  CHECK(claim_due_payments(session, 10, 0ms)->empty());
}

TEST_CASE("a claimed refund says what its gateway has to be told", "[postgres]") {
  start_over();
  Session session(options());
  const auto order = place(session, {.key = "k"}).order.id;
  settle(session, order, paid(start_payment(session, order)));
  const auto cancelled = change_family(session, order, because, [](domain::Family& family) {
    return domain::cancel(family, domain::CancelledBy::staff, "没有虾了", moment());
  });
  REQUIRE(cancelled.has_value());
  const auto due = claim_due_refunds(session, 10, 50ms).value();
  REQUIRE(due.size() == 1);
  CHECK(due[0].order == order);
  CHECK(due[0].refund.reason == "没有虾了");
  CHECK(due[0].refund.cause == domain::RefundCause::cancelled);
  CHECK(due[0].refund.amount == domain::Money{2200});
  CHECK(due[0].method == domain::PaymentMethod::wechat_native);
  CHECK(due[0].account == "wx");
  CHECK(due[0].payment_total == domain::Money{2200});
  CHECK(eventually([&] { return claim_due_refunds(session, 10, 1min)->size() == 1; }));
  CHECK(claim_due_refunds(session, 10, 1min)->empty());
}

TEST_CASE("intents are found once their time has passed, until they are closed", "[postgres]") {
  start_over();
  Session session(options());
  const auto late = place(session, {.key = "late"}).order.id;
  const auto in_time = place(session, {.key = "in time"}).order.id;
  const auto paid_late = place(session, {.key = "paid"}).order.id;
  settle(session, paid_late, paid(start_payment(session, paid_late)));
  CHECK(find_expired_intents(session, 10)->empty());
  run("UPDATE payment_intents SET expires_at = now() - interval '1 second' WHERE order_id IN ('" +
      late.uuid.text() + "', '" + paid_late.uuid.text() + "')");
  CHECK(find_expired_intents(session, 10).value() == std::vector{late});
  const auto closed =
      change_family(session, late, because, [](domain::Family& family) -> domain::Result<void> {
        domain::close_intent(family, moment(), "time");
        return {};
      });
  REQUIRE(closed.has_value());
  CHECK(find_expired_intents(session, 10)->empty());
  CHECK(family_of(late).order.status == domain::OrderStatus::expired);
  CHECK(family_of(in_time).order.status == domain::OrderStatus::awaiting_payment);
  CHECK(broken_invariants().empty());
}

TEST_CASE("a forged message brings the next question forward, but not again and again [row 65]",
          "[postgres]") {
  start_over();
  Session session(options());
  const auto order = place(session, {.key = "k"}).order.id;
  const auto payment = start_payment(session, order);
  run("UPDATE payments SET next_query_at = now() + interval '5 minutes'");
  REQUIRE(query_soon(session, payment, 1min).has_value());
  CHECK(claim_due_payments(session, 10, 30s)->size() == 1);
  REQUIRE(query_soon(session, payment, 1min).has_value());
  CHECK(claim_due_payments(session, 10, 30s)->empty());
  settle(session, order, paid(payment));
  REQUIRE(query_soon(session, payment, 0ms).has_value());
  CHECK(claim_due_payments(session, 10, 30s)->empty());
  CHECK(query_soon(session, {domain::Uuid::v7(now(), 1, store)}, 0ms).has_value());
}

TEST_CASE("the backlog shows what waits, and for how long", "[postgres]") {
  start_over();
  Session session(options());
  orders_with_due_payments(session, 2);
  run("UPDATE payment_intents SET expires_at = now() - interval '100 seconds'");
  std::map<std::string, double> figures;
  for (const auto& [name, value] : read_backlog(session).value()) figures[name] = value;
  CHECK(figures.at("payments_open") == 2);
  CHECK(figures.at("payments_due_oldest_seconds") >= 1);
  CHECK(figures.at("intents_overdue_oldest_seconds") >= 100);
  CHECK(figures.at("outbox_waiting") == 8);
  CHECK(figures.at("refunds_open") == 0);
  CHECK(figures.at("notifications_due_oldest_seconds") == 0);
}
