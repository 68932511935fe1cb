#include "services/domain/commands.h"

#include <catch2/catch.hpp>

#include "services/domain/kitchen.h"
#include "tests/unit/domain/given.h"

using namespace lunchrush::domain;
using namespace std::chrono_literals;

namespace {

using given::after;
using given::schedule;
using I = IntentStatus;
using O = OrderStatus;
using P = PaymentStatus;

PaymentWish wish(PaymentMethod method = PaymentMethod::wechat_native) {
  return {method, "wx", "{}", "digest", "print"};
}

}  // namespace

TEST_CASE("a payment can be started while the order can be paid, and at no other time", "[domain]") {
  struct Row {
    I intent;
    O order;
    std::chrono::seconds when;
    std::optional<ErrorCode> refused;
  };
  const auto row = GENERATE(Row{I::requires_payment, O::awaiting_payment, 1min, std::nullopt},
                            Row{I::requires_payment, O::awaiting_payment, 15min - 1s, std::nullopt},
                            Row{I::requires_payment, O::awaiting_payment, 15min, ErrorCode::state_conflict},
                            Row{I::closing, O::awaiting_payment, 1min, ErrorCode::state_conflict},
                            Row{I::closed, O::expired, 1min, ErrorCode::state_conflict},
                            Row{I::closed, O::cancelled, 1min, ErrorCode::state_conflict},
                            Row{I::requires_payment, O::cancelled, 1min, ErrorCode::state_conflict},
                            Row{I::conflict, O::awaiting_payment, 1min, ErrorCode::state_conflict},
                            Row{I::succeeded, O::accepted, 1min, ErrorCode::already_paid},
                            Row{I::partially_refunded, O::accepted, 1min, ErrorCode::already_paid},
                            Row{I::refunded, O::cancelled, 1min, ErrorCode::already_paid});
  auto family = given::prepay_order();
  given::set(family, row.intent, row.order);
  const auto started = start_payment(family, wish(), schedule, after(row.when));
  CAPTURE(name(row.intent), name(row.order));
  if (row.refused) {
    REQUIRE(started.has_error());
    CHECK(started.error().code == *row.refused);
    CHECK(family.payments.empty());
    CHECK(family.transitions.empty());
    return;
  }
  REQUIRE(started.has_value());
  const auto& payment = *family.find(*started);
  CHECK(payment.status == P::created);
  CHECK(payment.amount == given::total);
  CHECK(payment.next_query_at ==
        after(row.when).now + schedule.first);  // should we die before the gateway answers
  CHECK(family.intent.status == I::processing);
}

TEST_CASE("while a payment is open no second number is handed out [row 76]", "[domain]") {
  for (const auto status : {P::created, P::submitted, P::unknown}) {
    auto family = given::prepay_order();
    const auto earlier = given::payment_in(family, status).id;
    family.intent.status = I::processing;
    const auto second = start_payment(family, wish(), schedule, after(1min));
    REQUIRE(second.has_error());
    CHECK(second.error().code == ErrorCode::in_progress);
    CHECK(superseded(family) == std::vector{earlier});
  }
  for (const auto status : {P::failed, P::closed}) {
    auto family = given::prepay_order();
    given::payment_in(family, status);
    CHECK(superseded(family).empty());
    CHECK(start_payment(family, wish(), schedule, after(1min)).has_value());
  }
}

TEST_CASE("an order to be paid after the meal can be paid at any time", "[domain]") {
  auto family = given::postpay_order();
  CHECK(start_payment(family, wish(), schedule, after(5h)).has_value());
}

TEST_CASE("cash settles the order in the step that records it", "[domain]") {
  auto family = given::prepay_order();
  const auto paid = start_payment(family, wish(PaymentMethod::cash), schedule, after(1min));
  REQUIRE(paid.has_value());
  const auto& payment = *family.find(*paid);
  CHECK(payment.status == P::succeeded);
  CHECK(payment.effective);
  CHECK(payment.received == given::total);
  CHECK_FALSE(payment.next_query_at.has_value());
  CHECK(family.order.status == O::accepted);
  CHECK(family.tickets.size() == 2);
}

TEST_CASE("an owner cancels before payment, staff until the order is ready", "[domain]") {
  struct Row {
    O order;
    I intent;
    bool owner;
    bool staff;
  };
  const auto row =
      GENERATE(Row{O::awaiting_payment, I::requires_payment, true, true},
               Row{O::accepted, I::succeeded, false, true}, Row{O::preparing, I::succeeded, false, true},
               Row{O::ready, I::succeeded, false, false}, Row{O::completed, I::succeeded, false, false},
               Row{O::expired, I::closed, false, false}, Row{O::cancelled, I::closed, true, true});
  for (const auto who : {CancelledBy::owner, CancelledBy::staff}) {
    auto family = given::prepay_order();
    given::set(family, row.intent, row.order);
    const auto done = cancel(family, who, "changed my mind", after(1min));
    CAPTURE(name(row.order), who == CancelledBy::owner);
    CHECK(done.has_value() == (who == CancelledBy::owner ? row.owner : row.staff));
    if (done)
      CHECK(family.order.status == O::cancelled);
    else
      CHECK(done.error().code == ErrorCode::state_conflict);
    if (!done || row.order == O::cancelled) CHECK(family.transitions.empty());
  }
}

TEST_CASE("cancelling before payment closes what is open at its gateway first [row 75]", "[domain]") {
  auto family = given::prepay_order();
  auto& payment = given::payment_in(family, P::submitted);
  family.intent.status = I::processing;
  REQUIRE(cancel(family, CancelledBy::owner, "", after(1min)).has_value());
  CHECK(family.intent.status == I::closing);
  CHECK(payment.close_wanted);
  settle(family, payment, given::evidence(payment, PaymentFinding::closed), schedule, after(2min));
  CHECK(family.intent.status == I::closed);
  CHECK(family.order.status == O::cancelled);
}

TEST_CASE("cancelling what is paid voids its tickets and sends the money back", "[domain]") {
  auto family = given::paid_order();
  REQUIRE(cancel(family, CancelledBy::staff, "no more shrimps", after(3min)).has_value());
  for (const auto& ticket : family.tickets) CHECK(ticket.status == TicketStatus::voided);
  REQUIRE(family.refunds.size() == 1);
  CHECK(family.refunds[0].cause == RefundCause::cancelled);
  CHECK(family.refunds[0].amount == given::total);
  CHECK(family.refunds[0].reason == "no more shrimps");
}

TEST_CASE("cancelling sends back only what is not on its way already", "[domain]") {
  auto family = given::paid_order();
  REQUIRE(
      request_refund(family, {Money{700}, RefundCause::requested, "", "", "", ""}, after(2min)).has_value());
  REQUIRE(cancel(family, CancelledBy::staff, "", after(3min)).has_value());
  REQUIRE(family.refunds.size() == 2);
  CHECK(family.refunds[1].amount == Money{1500});
  CHECK(family.payments[0].refund_reserved == given::total);
}

TEST_CASE("a cancelled order is cancelled once", "[domain]") {
  auto family = given::paid_order();
  REQUIRE(cancel(family, CancelledBy::staff, "", after(3min)).has_value());
  given::stored(family);
  REQUIRE(cancel(family, CancelledBy::owner, "", after(4min)).has_value());
  CHECK(family.transitions.empty());
  CHECK(family.refunds.size() == 1);
}

TEST_CASE("an order to be paid after the meal that is cancelled unpaid cannot be paid any more", "[domain]") {
  auto family = given::postpay_order();
  REQUIRE(cancel(family, CancelledBy::staff, "", after(3min)).has_value());
  CHECK(family.intent.status == I::closed);
  CHECK(start_payment(family, wish(), schedule, after(4min)).error().code == ErrorCode::state_conflict);
}
