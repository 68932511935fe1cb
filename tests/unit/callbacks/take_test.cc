#include "services/callbacks/take.h"

#include <catch2/catch.hpp>

#include "services/domain/refunds.h"
#include "services/domain/settlement.h"

using namespace lunchrush;
using namespace std::chrono_literals;
using callbacks::Taken;
using domain::Money;

namespace {

constexpr domain::Instant noon{1'795'233'600s};
constexpr domain::StoreId store{1001};

domain::Moment at(domain::Instant now) {
  return {now, [n = std::uint64_t{1}]() mutable { return n++; }};
}

template <class Id>
Id some_id(std::uint64_t entropy) {
  return {domain::Uuid::v7(noon, entropy, store)};
}

domain::Payment some_payment(domain::PaymentMethod method = domain::PaymentMethod::wechat_native) {
  domain::Payment payment;
  payment.id = some_id<domain::PaymentId>(7);
  payment.method = method;
  payment.account = "wechat-demo";
  payment.status = domain::PaymentStatus::submitted;
  payment.version = {1, 1};
  payment.amount = Money{2200};
  payment.created_at = noon;
  payment.next_query_at = noon + 15s;
  return payment;
}

domain::Family some_family() {
  domain::Family family;
  family.order.id = some_id<domain::OrderId>(1);
  family.order.store = store;
  family.order.status = domain::OrderStatus::awaiting_payment;
  family.order.version = {1, 1};
  family.order.lines = {{.sku = "gongbao",
                         .name = "宫保鸡丁",
                         .quantity = 1,
                         .options = {},
                         .note = {},
                         .station = "wok",
                         .components = {}}};
  family.order.expires_at = noon + 15min;
  family.intent.id = some_id<domain::IntentId>(2);
  family.intent.amount = Money{2200};
  family.intent.status = domain::IntentStatus::processing;
  family.intent.version = {1, 1};
  family.payments.push_back(some_payment());
  return family;
}

domain::PaymentEvidence paid(Money amount) {
  domain::PaymentEvidence evidence;
  evidence.finding = domain::PaymentFinding::paid;
  evidence.amount = amount;
  evidence.transaction_id = "4200000001";
  return evidence;
}

callbacks::PaymentStatement say(std::string account, domain::PaymentEvidence evidence) {
  return {some_id<domain::PaymentId>(7), std::move(account), std::move(evidence)};
}

// A paid order with one refund under way.
domain::Family refunding_family() {
  auto family = some_family();
  take(family, say("wechat-demo", paid(Money{2200})), {}, at(noon));
  domain::request_refund(family,
                         {.amount = Money{1000},
                          .reason = "cold",
                          .requested_by = "staff",
                          .idempotency_digest = {},
                          .fingerprint = {}},
                         at(noon))
      .value();
  family.refunds.front().status = domain::RefundStatus::submitted;
  family.refunds.front().next_attempt_at = noon + 1min;
  return family;
}

callbacks::RefundStatement say_refunded(const domain::Family& family, std::string account,
                                        domain::RefundEvidence evidence) {
  return {family.refunds.front().id, std::move(account), std::move(evidence)};
}

}  // namespace

TEST_CASE("what a payment's own account says about it is settled, and settled once [row 61]", "[callbacks]") {
  auto family = some_family();
  CHECK(take(family, say("wechat-demo", paid(Money{2200})), {}, at(noon)) == Taken::applied);
  CHECK(family.order.status == domain::OrderStatus::accepted);
  CHECK(family.tickets.size() == 1);
  const auto steps = family.transitions.size();
  CHECK(take(family, say("wechat-demo", paid(Money{2200})), {}, at(noon + 1s)) == Taken::applied);
  CHECK(family.transitions.size() == steps);
}

TEST_CASE(
    "another merchant's account cannot pay, block or close somebody's payment by naming its number [row 67]",
    "[callbacks]") {
  auto evidence = GENERATE(paid(Money{2200}), paid(Money{1}),
                           domain::PaymentEvidence{.finding = domain::PaymentFinding::closed});
  auto family = some_family();
  CHECK(take(family, say("somebody-elses", evidence), {}, at(noon)) == Taken::foreign_account);
  CHECK(family.transitions.empty());
  CHECK(family.payments.front().status == domain::PaymentStatus::submitted);
}

TEST_CASE("a wrong amount, currency or merchant is reported as quarantined, once [row 67]", "[callbacks]") {
  auto evidence = paid(Money{2200});
  SECTION("amount") { evidence.amount = Money{1}; }
  SECTION("currency") { evidence.currency = "USD"; }
  SECTION("merchant") { evidence.account_matches = false; }
  auto family = some_family();
  CHECK(take(family, say("wechat-demo", evidence), {}, at(noon)) == Taken::quarantined);
  CHECK(family.payments.front().status == domain::PaymentStatus::conflict);
  CHECK(family.order.status == domain::OrderStatus::awaiting_payment);
  CHECK(take(family, say("wechat-demo", evidence), {}, at(noon)) == Taken::applied);  // nothing new to report
}

TEST_CASE("a number the family does not have changes nothing", "[callbacks]") {
  auto family = some_family();
  family.payments.clear();
  CHECK(take(family, say("wechat-demo", paid(Money{2200})), {}, at(noon)) == Taken::unknown_number);
}

TEST_CASE("a refund message that is only a hint makes its refund due and is not believed", "[callbacks]") {
  auto family = refunding_family();
  const domain::RefundEvidence hint{.finding = domain::RefundFinding::succeeded, .needs_query = true};
  CHECK(take(family, say_refunded(family, "wechat-demo", hint), {}, at(noon + 5s)) == Taken::applied);
  CHECK(family.refunds.front().status == domain::RefundStatus::submitted);
  CHECK(family.refunds.front().next_attempt_at == noon + 5s);
  CHECK(family.refunds.front().version.changed());
}

TEST_CASE("a hint about a refund that is over wakes nobody", "[callbacks]") {
  auto family = refunding_family();
  const domain::RefundEvidence done{.finding = domain::RefundFinding::succeeded, .amount = Money{1000}};
  REQUIRE(take(family, say_refunded(family, "wechat-demo", done), {}, at(noon)) == Taken::applied);
  REQUIRE(family.refunds.front().status == domain::RefundStatus::succeeded);
  const domain::RefundEvidence hint{.finding = domain::RefundFinding::succeeded, .needs_query = true};
  CHECK(take(family, say_refunded(family, "wechat-demo", hint), {}, at(noon + 5s)) == Taken::applied);
  CHECK_FALSE(family.refunds.front().next_attempt_at.has_value());
}

TEST_CASE("a refund of another amount, or told by another account, is not ours to book [row 74]",
          "[callbacks]") {
  auto family = refunding_family();
  const domain::RefundEvidence other{.finding = domain::RefundFinding::succeeded, .amount = Money{999}};
  CHECK(take(family, say_refunded(family, "wechat-demo", other), {}, at(noon)) == Taken::other_amount);
  const domain::RefundEvidence right{.finding = domain::RefundFinding::succeeded, .amount = Money{1000}};
  CHECK(take(family, say_refunded(family, "somebody-elses", right), {}, at(noon)) == Taken::foreign_account);
  CHECK(family.refunds.front().status == domain::RefundStatus::submitted);
  const domain::RefundEvidence unsaid{.finding = domain::RefundFinding::succeeded};
  CHECK(take(family, say_refunded(family, "wechat-demo", unsaid), {}, at(noon)) == Taken::applied);
  CHECK(family.refunds.front().status == domain::RefundStatus::succeeded);
}

TEST_CASE("silence puts the next question off; a gateway that was not reached does not lengthen the pauses",
          "[callbacks]") {
  const callbacks::Schedules schedules;
  auto payment = some_payment();
  payment.queries = 3;
  callbacks::postpone(payment, callbacks::Silence::heard, schedules, noon);
  CHECK(payment.next_query_at == noon + 120s);
  CHECK(payment.queries == 4);
  callbacks::postpone(payment, callbacks::Silence::not_heard, schedules, noon);
  CHECK(payment.next_query_at == noon + 15s);
  CHECK(payment.queries == 4);
  CHECK(payment.version.changed());
}

TEST_CASE("what is final is never asked about again", "[callbacks]") {
  auto payment = some_payment();
  payment.next_query_at.reset();
  callbacks::postpone(payment, callbacks::Silence::heard, {}, noon);
  CHECK_FALSE(payment.next_query_at.has_value());
  CHECK_FALSE(payment.version.changed());
}

TEST_CASE("a guest who holds up a phone is asked about every five seconds", "[callbacks]") {
  auto method = GENERATE(domain::PaymentMethod::wechat_code, domain::PaymentMethod::alipay_code);
  auto payment = some_payment(method);
  for (int i = 0; i != 3; ++i) {
    callbacks::postpone(payment, callbacks::Silence::heard, {}, noon);
    CHECK(payment.next_query_at == noon + 5s);
  }
}
