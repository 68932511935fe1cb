#include "services/domain/refunds.h"

#include <catch2/catch.hpp>

#include "services/domain/settlement.h"
#include "tests/unit/domain/given.h"

using namespace lunchrush::domain;
using namespace std::chrono_literals;

namespace {

using given::after;
using given::evidence;
using given::schedule;
using F = RefundFinding;
using R = RefundStatus;

Refund& ask(Family& family, std::int64_t fen) {
  const auto id = request_refund(
      family, {Money{fen}, RefundCause::requested, "cold", "staff:1", "digest", "print"}, after(5min));
  return *family.find(id.value());
}

void say(Family& family, Refund& refund, F finding, std::string code = {}) {
  auto said = evidence(refund, finding);
  said.code = std::move(code);
  settle(family, refund, said, schedule, after(6min));
}

}  // namespace

TEST_CASE("a refund is reserved on its payment when it is asked for", "[domain]") {
  auto family = given::paid_order();
  auto& refund = ask(family, 700);
  CHECK(refund.status == R::requested);
  CHECK(refund.amount == Money{700});
  CHECK(refund.reason == "cold");
  CHECK(refund.requested_by == "staff:1");
  CHECK(refund.next_attempt_at == after(5min).now);
  CHECK(refund.id.store() == given::store);
  CHECK(family.payments[0].refund_reserved == Money{700});
  CHECK(family.payments[0].refunded == Money{0});
  CHECK(family.payments[0].version.changed());
  CHECK(family.intent.status == IntentStatus::succeeded);
}

TEST_CASE("refunds never exceed their payment, whatever becomes of them [row 74]", "[domain]") {
  auto family = given::paid_order();
  ask(family, 1500);
  const auto too_much =
      request_refund(family, {Money{701}, RefundCause::requested, "", "", "", ""}, after(5min));
  REQUIRE(too_much.has_error());
  CHECK(too_much.error().code == ErrorCode::refund_exceeds_payment);
  CHECK(too_much.error().fields.at(0).pointer == "/amount");
  CHECK(family.refunds.size() == 1);
  say(family, family.refunds[0], F::unknown);
  CHECK(
      request_refund(family, {Money{701}, RefundCause::requested, "", "", "", ""}, after(5min)).has_error());
  ask(family, 700);
  CHECK(family.payments[0].refund_reserved == given::total);
  CHECK(request_refund(family, {Money{1}, RefundCause::requested, "", "", "", ""}, after(5min)).has_error());
}

TEST_CASE("nothing can be refunded of what was not paid", "[domain]") {
  for (const auto status :
       {PaymentStatus::submitted, PaymentStatus::failed, PaymentStatus::surplus, PaymentStatus::conflict}) {
    auto family = given::prepay_order();
    given::payment_in(family, status);
    const auto refused =
        request_refund(family, {Money{1}, RefundCause::requested, "", "", "", ""}, after(5min));
    REQUIRE(refused.has_error());
    CHECK(refused.error().code == ErrorCode::state_conflict);
    CHECK(family.refunds.empty());
  }
}

TEST_CASE("every finding leads a refund of every status to one status [row 74]", "[domain]") {
  struct Row {
    R from;
    F finding;
    R to;
  };
  const auto row =
      GENERATE(Row{R::requested, F::succeeded, R::succeeded}, Row{R::requested, F::processing, R::submitted},
               Row{R::requested, F::failed, R::failed}, Row{R::requested, F::abnormal, R::failed},
               Row{R::requested, F::not_found, R::requested}, Row{R::requested, F::funds_short, R::requested},
               Row{R::requested, F::unknown, R::unknown}, Row{R::submitted, F::succeeded, R::succeeded},
               Row{R::submitted, F::processing, R::submitted}, Row{R::submitted, F::failed, R::failed},
               Row{R::submitted, F::abnormal, R::failed}, Row{R::submitted, F::not_found, R::submitted},
               Row{R::submitted, F::funds_short, R::submitted}, Row{R::submitted, F::unknown, R::unknown},
               Row{R::unknown, F::succeeded, R::succeeded}, Row{R::unknown, F::processing, R::submitted},
               Row{R::unknown, F::failed, R::failed}, Row{R::unknown, F::abnormal, R::failed},
               Row{R::unknown, F::not_found, R::unknown}, Row{R::unknown, F::funds_short, R::unknown},
               Row{R::unknown, F::unknown, R::unknown});
  auto family = given::paid_order();
  auto& refund = ask(family, 700);
  refund.status = row.from;
  given::stored(family);
  say(family, refund, row.finding);
  CAPTURE(name(row.from), static_cast<int>(row.finding));
  CHECK(name(refund.status) == name(row.to));
  const bool final = row.to == R::succeeded || row.to == R::failed;
  CHECK(refund.next_attempt_at.has_value() != final);
  CHECK(refund.version.changed());
  const auto before = refund;
  for (const auto again :
       {F::succeeded, F::processing, F::failed, F::abnormal, F::not_found, F::funds_short, F::unknown})
    if (final) say(family, refund, again);
  if (final) CHECK(refund.status == before.status);
  if (final) CHECK(refund.version.now == before.version.now);
}

TEST_CASE("a refund that was never taken is submitted, one that was is asked about", "[domain]") {
  Refund refund;
  for (const auto& [status, call] :
       {std::pair{R::requested, RefundCall::submit}, std::pair{R::submitted, RefundCall::query},
        std::pair{R::unknown, RefundCall::query}}) {
    refund.status = status;
    CHECK(next_call(refund) == call);
  }
}

TEST_CASE("a refund that waits is tried again with the same number, more and more rarely", "[domain]") {
  auto family = given::paid_order();
  auto& refund = ask(family, 700);
  const auto number = refund.id;
  for (const int factor : {1, 2, 4}) {
    say(family, refund, F::funds_short);
    CHECK(refund.next_attempt_at == after(6min).now + factor * schedule.first);
  }
  CHECK(refund.id == number);
  CHECK(refund.status == R::requested);
  CHECK(family.payments[0].refund_reserved == Money{700});
}

TEST_CASE("partial refunds add up to the whole", "[domain]") {
  auto family = given::paid_order();
  ask(family, 700);
  ask(family, 1500);
  say(family, family.refunds[0], F::succeeded);
  CHECK(family.intent.status == IntentStatus::partially_refunded);
  CHECK(family.intent.refunded == Money{700});
  say(family, family.refunds[1], F::succeeded);
  CHECK(family.intent.status == IntentStatus::refunded);
  CHECK(family.intent.refunded == given::total);
  CHECK(family.payments[0].refunded == given::total);
  CHECK(family.payments[0].status == PaymentStatus::succeeded);
  CHECK(family.order.status == OrderStatus::accepted);
}

TEST_CASE("a second partial refund raises the intent's version though its status stays", "[domain]") {
  auto family = given::paid_order();
  ask(family, 700);
  ask(family, 700);
  say(family, family.refunds[0], F::succeeded);
  given::stored(family);
  say(family, family.refunds[1], F::succeeded);
  CHECK(family.intent.status == IntentStatus::partially_refunded);
  CHECK(family.intent.refunded == Money{1400});
  CHECK(family.intent.version.changed());
}

TEST_CASE("a refund the gateway refuses gives its amount free again", "[domain]") {
  auto family = given::paid_order();
  auto& refund = ask(family, 2200);
  say(family, refund, F::failed, "USER_ACCOUNT_ABNORMAL");
  CHECK(refund.failure == "USER_ACCOUNT_ABNORMAL");
  CHECK(family.payments[0].refund_reserved == Money{0});
  CHECK(request_refund(family, {given::total, RefundCause::requested, "", "", "", ""}, after(7min))
            .has_value());
}

TEST_CASE("an abnormal refund waits for a person and is not promised twice", "[domain]") {
  auto family = given::paid_order();
  auto& refund = ask(family, 2200);
  say(family, refund, F::abnormal);
  CHECK(refund.failure == "abnormal");
  CHECK(family.payments[0].refund_reserved == given::total);
  CHECK(request_refund(family, {Money{1}, RefundCause::requested, "", "", "", ""}, after(7min)).has_error());
}

TEST_CASE("a gateway's own word for a failure never keeps an amount reserved", "[domain]") {
  auto family = given::paid_order();
  auto& refund = ask(family, 2200);
  say(family, refund, F::failed, "abnormal");
  CHECK(refund.status == R::failed);
  CHECK(family.payments[0].refund_reserved == Money{0});
}

TEST_CASE("a surplus payment that went back is refunded, and the intent does not notice [row 76]",
          "[domain]") {
  auto family = given::paid_order();
  auto& second = given::payment_in(family, PaymentStatus::submitted);
  settle(family, second, evidence(second, PaymentFinding::paid), schedule, after(2min));
  REQUIRE(family.refunds.size() == 1);
  say(family, family.refunds[0], F::succeeded);
  CHECK(family.payments[1].status == PaymentStatus::refunded);
  CHECK(family.intent.status == IntentStatus::succeeded);
  CHECK(family.intent.refunded == Money{0});
}

TEST_CASE("cash goes back at once: nobody is asked", "[domain]") {
  auto family = given::prepay_order();
  REQUIRE(start_payment(family, {PaymentMethod::cash, "", "", "digest", "print"}, schedule, after(60s))
              .has_value());
  auto& refund = ask(family, 700);
  CHECK(refund.status == R::succeeded);
  CHECK_FALSE(refund.next_attempt_at.has_value());
  CHECK(family.intent.status == IntentStatus::partially_refunded);
  CHECK(family.payments[0].refunded == Money{700});
}

TEST_CASE("a surplus whose refund failed goes back once more, all of what is left and no more [row 76]",
          "[domain]") {
  auto family = given::paid_order();
  auto& late = given::payment_in(family, PaymentStatus::submitted);
  const auto surplus = late.id;
  settle(family, late, evidence(late, PaymentFinding::paid), schedule, after(6min));
  REQUIRE(family.find(surplus)->status == PaymentStatus::surplus);
  const RefundWish wish{Money{1}, RefundCause::requested, "again", "staff:1", "digest", "print"};
  // The one that the program asked for is still under way.
  CHECK(return_surplus(family, surplus, wish, after(7min)).error().code == ErrorCode::state_conflict);
  const auto ending = GENERATE(F::failed, F::abnormal);
  say(family, family.refunds[0], ending);
  const auto again = return_surplus(family, surplus, wish, after(8min));
  // An abnormal refund's money may have left.
  REQUIRE(again.has_value() == (ending == F::failed));
  if (!again) return;
  CHECK(family.find(*again)->amount == given::total);
  CHECK(family.find(*again)->cause == RefundCause::surplus);
  CHECK(family.find(*again)->requested_by == "staff:1");
  CHECK(return_surplus(family, surplus, wish, after(9min)).has_error());
  say(family, *family.find(*again), F::succeeded);
  CHECK(family.find(surplus)->status == PaymentStatus::refunded);
  CHECK(family.intent.status == IntentStatus::succeeded);
}

TEST_CASE(
    "a payment of a wrong amount goes back when a person says so, all that came in, and stays in conflict",
    "[domain]") {
  const RefundWish wish{Money{1}, RefundCause::requested, "wrong amount", "staff:1", "digest", "print"};
  auto family = given::prepay_order();
  auto& payment = given::payment_in(family, PaymentStatus::submitted);
  const auto id = payment.id;
  auto wrong = evidence(payment, PaymentFinding::paid);
  wrong.amount = Money{given::total.fen() + 300};
  settle(family, payment, wrong, schedule, after(2min));
  REQUIRE(family.find(id)->status == PaymentStatus::conflict);
  CHECK(family.refunds.empty());  // nothing by itself
  const auto back = return_surplus(family, id, wish, after(3min));
  REQUIRE(back.has_value());
  CHECK(family.find(*back)->amount == wrong.amount);
  CHECK(return_surplus(family, id, wish, after(4min)).error().code == ErrorCode::state_conflict);
  say(family, *family.find(*back), F::succeeded);
  CHECK(family.find(id)->status == PaymentStatus::conflict);
  CHECK(family.find(id)->refunded == wrong.amount);
  CHECK(family.intent.status == IntentStatus::conflict);
  CHECK(family.intent.refunded == Money{0});
}

TEST_CASE("money at another account, or in another currency, is nobody's to give back", "[domain]") {
  auto family = given::prepay_order();
  auto& payment = given::payment_in(family, PaymentStatus::submitted);
  const auto id = payment.id;
  auto wrong = evidence(payment, PaymentFinding::paid);
  wrong.amount = Money{1};
  if (GENERATE(true, false))
    wrong.account_matches = false;
  else
    wrong.currency = "USD";
  settle(family, payment, wrong, schedule, after(2min));
  REQUIRE(family.find(id)->status == PaymentStatus::conflict);
  const RefundWish wish{Money{1}, RefundCause::requested, "", "staff:1", "digest", "print"};
  CHECK(return_surplus(family, id, wish, after(3min)).error().code == ErrorCode::state_conflict);
  CHECK(family.refunds.empty());
}

TEST_CASE("nothing that settled an order goes back as surplus", "[domain]") {
  auto family = given::paid_order();
  const RefundWish wish{Money{1}, RefundCause::requested, "again", "staff:1", "digest", "print"};
  CHECK(return_surplus(family, family.payments[0].id, wish, after(7min)).error().code ==
        ErrorCode::state_conflict);
  CHECK(return_surplus(family, PaymentId{}, wish, after(7min)).error().code == ErrorCode::state_conflict);
  CHECK(family.refunds.empty());
}
