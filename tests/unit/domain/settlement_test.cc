#include "services/domain/settlement.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "services/domain/returned_in_full.h"
#include "tests/unit/domain/given.h"

using namespace lunchrush::domain;
using namespace std::chrono_literals;

namespace {

using given::after;
using given::evidence;
using given::schedule;
using F = PaymentFinding;
using P = PaymentStatus;
using I = IntentStatus;
using O = OrderStatus;

constexpr F findings[] = {F::paid, F::open, F::closed, F::failed, F::not_found, F::unknown};

// An intent that a payment in that status would leave behind.
I beside(P status) {
  if (open(status)) return I::processing;
  if (status == P::succeeded || status == P::surplus || status == P::refunded) return I::succeeded;
  if (status == P::conflict) return I::conflict;
  return I::requires_payment;
}

}  // namespace

TEST_CASE(
    "every finding leads a payment of every status to one status, and success absorbs the rest [rows 61, 62, "
    "66]",
    "[domain]") {
  struct Row {
    P from;
    P to[6];  // in the order of `findings`
  };
  const auto row = GENERATE(
      // from          paid          open          closed        failed        not_found     unknown
      Row{P::created, {P::succeeded, P::submitted, P::closed, P::failed, P::created, P::unknown}},
      Row{P::submitted, {P::succeeded, P::submitted, P::closed, P::failed, P::submitted, P::unknown}},
      Row{P::unknown, {P::succeeded, P::submitted, P::closed, P::failed, P::unknown, P::unknown}},
      Row{P::failed, {P::succeeded, P::failed, P::failed, P::failed, P::failed, P::failed}},
      Row{P::closed, {P::succeeded, P::closed, P::closed, P::closed, P::closed, P::closed}},
      Row{P::succeeded, {P::succeeded, P::succeeded, P::succeeded, P::succeeded, P::succeeded, P::succeeded}},
      Row{P::surplus, {P::surplus, P::surplus, P::surplus, P::surplus, P::surplus, P::surplus}},
      Row{P::refunded, {P::refunded, P::refunded, P::refunded, P::refunded, P::refunded, P::refunded}},
      Row{P::conflict, {P::conflict, P::conflict, P::conflict, P::conflict, P::conflict, P::conflict}});
  for (std::size_t i = 0; i != std::size(findings); ++i) {
    auto family = given::prepay_order();
    auto& payment = given::payment_in(family, row.from);
    given::set(family, beside(row.from),
               beside(row.from) == I::succeeded ? O::accepted : O::awaiting_payment);
    settle(family, payment, evidence(payment, findings[i]), schedule, after(60s));
    CAPTURE(name(row.from), i);
    CHECK(name(payment.status) == name(row.to[i]));
    CHECK(family.refunds.empty());
    CHECK((payment.status != row.from) == std::ranges::any_of(family.transitions, [](const auto& step) {
            return step.object == Object::payment;
          }));
  }
}

TEST_CASE("a success settles what is open, and is surplus, revived or sent back otherwise [rows 63, 75, 76]",
          "[domain]") {
  struct Row {
    I intent;
    O order;
    P payment_after;
    I intent_after;
    O order_after;
    std::string refund;  // its cause
  };
  const auto row =
      GENERATE(Row{I::requires_payment, O::awaiting_payment, P::succeeded, I::succeeded, O::accepted, ""},
               Row{I::processing, O::awaiting_payment, P::succeeded, I::succeeded, O::accepted, ""},
               // "Already paid" while we close means paid.
               Row{I::closing, O::awaiting_payment, P::succeeded, I::succeeded, O::accepted, ""},
               Row{I::closing, O::cancelled, P::succeeded, I::succeeded, O::cancelled, "late"},
               Row{I::closed, O::expired, P::succeeded, I::succeeded, O::accepted, ""},
               Row{I::closed, O::cancelled, P::succeeded, I::succeeded, O::cancelled, "late"},
               Row{I::conflict, O::awaiting_payment, P::succeeded, I::succeeded, O::accepted, ""},
               Row{I::conflict, O::cancelled, P::succeeded, I::succeeded, O::cancelled, "late"},
               Row{I::succeeded, O::accepted, P::surplus, I::succeeded, O::accepted, "surplus"},
               Row{I::succeeded, O::completed, P::surplus, I::succeeded, O::completed, "surplus"},
               Row{I::partially_refunded, O::ready, P::surplus, I::partially_refunded, O::ready, "surplus"},
               Row{I::refunded, O::cancelled, P::surplus, I::refunded, O::cancelled, "surplus"});
  for (const auto from : {P::created, P::submitted, P::unknown, P::failed, P::closed}) {
    auto family = given::prepay_order();
    auto& payment = given::payment_in(family, from);
    given::set(family, row.intent, row.order);
    settle(family, payment, evidence(payment, F::paid), schedule, after(16min));
    CAPTURE(name(row.intent), name(row.order), name(from));
    CHECK(name(payment.status) == name(row.payment_after));
    CHECK(name(family.intent.status) == name(row.intent_after));
    CHECK(name(family.order.status) == name(row.order_after));
    CHECK(payment.effective == (row.payment_after == P::succeeded));
    CHECK(family.tickets.empty() == (row.order_after != O::accepted || row.order == O::accepted));
    REQUIRE(family.refunds.size() == (row.refund.empty() ? 0 : 1));
    if (row.refund.empty()) continue;
    CHECK(name(family.refunds[0].cause) == row.refund);
    CHECK(family.refunds[0].payment == payment.id);
    CHECK(family.refunds[0].amount == given::total);
    CHECK(family.refunds[0].next_attempt_at == after(16min).now);
    CHECK(payment.refund_reserved == given::total);
  }
}

TEST_CASE("money that comes late revives the order only while the store's policy says so [row 63]",
          "[domain]") {
  struct Row {
    bool revive_late;
    bool open;
    std::chrono::seconds paid_after;
    bool revived;
  };
  const auto row =
      GENERATE(Row{true, true, 16min, true}, Row{true, true, 25min, true}, Row{true, true, 25min + 1s, false},
               Row{true, true, 24h, false}, Row{false, true, 16min, false}, Row{true, false, 16min, false});
  auto family = given::prepay_order();
  family.policy = {row.revive_late, 10min, row.open};
  auto& payment = given::payment_in(family, P::closed);
  given::set(family, I::closed, O::expired);
  settle(family, payment, evidence(payment, F::paid), schedule, after(row.paid_after));
  CHECK(family.order.status == (row.revived ? O::accepted : O::expired));
  CHECK(family.refunds.empty() == row.revived);
  CHECK(family.tickets.empty() != row.revived);
  CHECK(family.intent.status == I::succeeded);
}

TEST_CASE("a payment that differs is quarantined, never paid and never forgotten [row 67]", "[domain]") {
  const auto break_amount = [](PaymentEvidence& said) { said.amount = Money{2199}; };
  const auto break_upwards = [](PaymentEvidence& said) { said.amount = Money{220'000}; };
  const auto break_currency = [](PaymentEvidence& said) { said.currency = "USD"; };
  const auto break_account = [](PaymentEvidence& said) { said.account_matches = false; };
  const std::vector<void (*)(PaymentEvidence&)> faults{break_amount, break_upwards, break_currency,
                                                       break_account};
  for (const auto& fault : faults)
    for (const auto intent :
         {I::requires_payment, I::processing, I::closing, I::closed, I::conflict, I::succeeded, I::refunded})
      for (const auto from : {P::created, P::submitted, P::unknown, P::failed, P::closed}) {
        auto family = given::prepay_order();
        auto& payment = given::payment_in(family, from);
        const auto order = settled(intent) ? O::accepted : O::awaiting_payment;
        given::set(family, intent, order);
        auto said = evidence(payment, F::paid);
        fault(said);
        settle(family, payment, said, schedule, after(60s));
        CAPTURE(name(intent), name(from));
        CHECK(payment.status == P::conflict);
        CHECK((payment.failure == amount_differs) == (said.account_matches && said.currency == "CNY"));
        CHECK(payment.received == said.amount);
        CHECK_FALSE(payment.effective);
        CHECK_FALSE(payment.next_query_at.has_value());
        CHECK(family.intent.status == (settled(intent) ? intent : I::conflict));
        CHECK(family.order.status == order);
        CHECK(family.refunds.empty());
        CHECK(family.tickets.empty());
      }
}

TEST_CASE("the end of the last open payment ends a closing intent and lets another be paid anew [row 75]",
          "[domain]") {
  struct Row {
    I intent;
    O order;
    I intent_after;
    O order_after;
  };
  const auto row = GENERATE(Row{I::processing, O::awaiting_payment, I::requires_payment, O::awaiting_payment},
                            Row{I::closing, O::awaiting_payment, I::closed, O::expired},
                            Row{I::closing, O::cancelled, I::closed, O::cancelled},
                            Row{I::conflict, O::awaiting_payment, I::conflict, O::awaiting_payment},
                            Row{I::succeeded, O::accepted, I::succeeded, O::accepted},
                            Row{I::refunded, O::cancelled, I::refunded, O::cancelled});
  for (const auto finding : {F::closed, F::failed})
    for (const auto from : {P::created, P::submitted, P::unknown}) {
      auto family = given::prepay_order();
      auto& payment = given::payment_in(family, from);
      given::set(family, row.intent, row.order);
      payment.close_wanted = true;
      settle(family, payment, evidence(payment, finding), schedule, after(16min));
      CAPTURE(name(row.intent), name(from));
      CHECK(name(family.intent.status) == name(row.intent_after));
      CHECK(name(family.order.status) == name(row.order_after));
      CHECK_FALSE(payment.next_query_at.has_value());
      CHECK_FALSE(payment.close_wanted);
      CHECK(payment.failure == (finding == F::failed ? "PAYERROR" : ""));
    }
}

TEST_CASE("a closing intent waits for every open payment", "[domain]") {
  auto family = given::prepay_order();
  given::payment_in(family, P::submitted);
  given::payment_in(family, P::unknown);
  given::set(family, I::closing, O::awaiting_payment);
  settle(family, family.payments[0], evidence(family.payments[0], F::closed), schedule, after(16min));
  CHECK(family.intent.status == I::closing);
  CHECK(family.order.status == O::awaiting_payment);
  settle(family, family.payments[1], evidence(family.payments[1], F::closed), schedule, after(17min));
  CHECK(family.intent.status == I::closed);
  CHECK(family.order.status == O::expired);
}

TEST_CASE("what is not final changes when to ask next and never the intent [rows 59, 64]", "[domain]") {
  for (const auto finding : {F::open, F::not_found, F::unknown})
    for (const auto intent : {I::requires_payment, I::processing, I::closing, I::conflict}) {
      auto family = given::prepay_order();
      auto& payment = given::payment_in(family, P::submitted);
      given::set(family, intent, O::awaiting_payment);
      settle(family, payment, evidence(payment, finding), schedule, after(60s));
      CHECK(family.intent.status == intent);
      CHECK(family.order.status == O::awaiting_payment);
      CHECK(payment.version.changed());
      CHECK(payment.queries == 1);
      CHECK(payment.next_query_at == after(60s).now + schedule.first);
      settle(family, payment, evidence(payment, finding), schedule, after(80s));
      CHECK(payment.next_query_at == after(80s).now + 2 * schedule.first);
    }
}

TEST_CASE("the questions come more and more rarely, up to a limit", "[domain]") {
  const QuerySchedule every{10s, 60s};
  const auto [queries, wait] = GENERATE(table<int, std::chrono::milliseconds>(
      {{0, 10s}, {1, 20s}, {2, 40s}, {3, 60s}, {20, 60s}, {1'000'000, 60s}, {-1, 10s}}));
  CHECK(every.after(queries) == wait);
}

TEST_CASE("as soon as one payment succeeds the others are closed at their gateways [row 76]", "[domain]") {
  auto family = given::prepay_order();
  given::payment_in(family, P::closed);
  given::payment_in(family, P::submitted);
  given::set(family, I::processing, O::awaiting_payment);
  settle(family, family.payments[0], evidence(family.payments[0], F::paid), schedule, after(60s));
  CHECK(family.payments[0].effective);
  CHECK(family.payments[1].close_wanted);
  CHECK(family.payments[1].next_query_at == after(60s).now);
  CHECK(family.payments[1].version.changed());
}

TEST_CASE(
    "two payments that both succeed are one that settles and one that goes back, whoever is first [row 76]",
    "[domain]") {
  const auto first = GENERATE(0U, 1U);
  auto family = given::prepay_order();
  given::payment_in(family, P::closed);
  given::payment_in(family, P::submitted);
  given::set(family, I::processing, O::awaiting_payment);
  for (const auto which : {first, 1 - first})
    settle(family, family.payments[which], evidence(family.payments[which], F::paid), schedule, after(60s));
  CHECK(family.payments[first].status == P::succeeded);
  CHECK(family.payments[1 - first].status == P::surplus);
  REQUIRE(family.refunds.size() == 1);
  CHECK(family.refunds[0].payment == family.payments[1 - first].id);
  CHECK(family.tickets.size() == 2);
}

TEST_CASE("what the gateway says of a success is kept with it", "[domain]") {
  auto family = given::prepay_order();
  auto& payment = given::payment_in(family, P::submitted);
  given::set(family, I::processing, O::awaiting_payment);
  payment.close_wanted = true;
  settle(family, payment, evidence(payment, F::paid), schedule, after(60s));
  CHECK(payment.received == given::total);
  CHECK(payment.transaction_id == "42000" + payment.id.text());
  CHECK(payment.settled_at == given::noon() + 30s);
  CHECK_FALSE(payment.next_query_at.has_value());
  CHECK_FALSE(payment.close_wanted);
  CHECK(family.order.updated_at == after(60s).now);
}

TEST_CASE("an order paid after the meal stays where the kitchen has it", "[domain]") {
  const auto order = GENERATE(O::accepted, O::preparing, O::ready, O::completed);
  auto family = given::postpay_order();
  auto& payment = given::payment_in(family, P::submitted);
  given::set(family, I::processing, order);
  settle(family, payment, evidence(payment, F::paid), schedule, after(1h));
  CHECK(family.order.status == order);
  CHECK(family.intent.status == I::succeeded);
  CHECK(family.tickets.size() == 2);  // those it had
}

TEST_CASE("closing begins with what is open and ends at once where nothing is", "[domain]") {
  struct Row {
    I intent;
    bool open_payment;
    I intent_after;
    O order_after;
  };
  const auto row = GENERATE(Row{I::requires_payment, false, I::closed, O::expired},
                            Row{I::processing, true, I::closing, O::awaiting_payment},
                            Row{I::closing, true, I::closing, O::awaiting_payment},
                            Row{I::conflict, true, I::conflict, O::awaiting_payment},
                            Row{I::closed, false, I::closed, O::awaiting_payment},
                            Row{I::succeeded, false, I::succeeded, O::awaiting_payment},
                            Row{I::refunded, false, I::refunded, O::awaiting_payment});
  auto family = given::prepay_order();
  if (row.open_payment) given::payment_in(family, P::submitted);
  given::set(family, row.intent, O::awaiting_payment);
  close_intent(family, after(15min), "the time to pay has passed");
  CHECK(name(family.intent.status) == name(row.intent_after));
  CHECK(name(family.order.status) == name(row.order_after));
  if (row.intent == I::processing) CHECK(family.payments[0].close_wanted);
  if (row.intent == I::processing) CHECK(family.payments[0].next_query_at == after(15min).now);
}

TEST_CASE("money that the gateway gave back by itself ends the payment and brings no food [row 75]",
          "[domain]") {
  auto family = given::prepay_order();
  auto& payment = given::payment_in(family, P::submitted);
  given::set(family, I::closing, O::awaiting_payment);
  auto returned = evidence(payment, F::paid);
  returned.code = returned_in_full;
  settle(family, payment, returned, schedule, after(60s));
  CHECK(payment.status == P::closed);
  CHECK(family.order.status == O::expired);
  CHECK(family.refunds.empty());

  settle(family, payment, evidence(payment, F::paid), schedule,
         after(61s));  // the notification of that payment
  CHECK(payment.status == P::closed);
  CHECK(family.order.status == O::expired);
}
