#include "services/domain/returns.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "services/domain/kitchen.h"
#include "services/domain/refunds.h"
#include "tests/unit/domain/given.h"

using namespace lunchrush::domain;
using namespace std::chrono_literals;

namespace {

using given::after;
using C = TicketCommand;
using O = OrderStatus;
using T = TicketStatus;
using Lines = std::vector<ReturnedLine>;

// Paid, with a set whose parts stand between other dishes: wok has three items, rice and bar one each.
Family lunch() {
  auto family = given::paid_order();
  family.order.lines = {
      {"gongbao", "宫保鸡丁", 3, Money{2200}, {}, Money{6600}, "", "wok", {}},
      {"lunch_set",
       "午市套餐",
       2,
       Money{3000},
       {},
       Money{6000},
       "",
       "",
       {{"gongbao", "宫保鸡丁", 2, "wok"}, {"rice", "米饭", 4, "rice"}}},
      {"tofu", "豆腐", 1, Money{1200}, {}, Money{1200}, "", "wok", {}},
      {"tea", "茶", 2, Money{600}, {}, Money{1200}, "", "bar", {}},
  };
  family.tickets.clear();
  queue_tickets(family, after(60s));
  given::stored(family);
  return family;
}

// {quantity, returned} of every item, ticket by ticket.
using Counts = std::vector<std::vector<std::pair<int, int>>>;

Counts counts(const Family& family) {
  Counts all;
  for (const auto& ticket : family.tickets) {
    auto& items = all.emplace_back();
    for (const auto& item : ticket.items) items.emplace_back(item.quantity, item.returned);
  }
  return all;
}

void put(Family& family, std::size_t ticket, T status) {
  if (status == T::started) REQUIRE(apply(family, family.tickets[ticket], C::start, after(2min)).has_value());
  if (status == T::done || status == T::served)
    REQUIRE(apply(family, family.tickets[ticket], C::done, after(2min)).has_value());
  if (status == T::served) REQUIRE(apply(family, family.tickets[ticket], C::serve, after(3min)).has_value());
}

}  // namespace

TEST_CASE("what is returned of a line leaves its places on the tickets, and a set's parts go with it",
          "[domain]") {
  struct Row {
    Lines lines;
    Counts counts;
    std::vector<int> by_line;
  };
  const auto row =
      GENERATE(Row{{{0, 1}}, {{{2, 1}, {2, 0}, {1, 0}}, {{4, 0}}, {{2, 0}}}, {1, 0, 0, 0}},
               Row{{{0, 3}}, {{{0, 3}, {2, 0}, {1, 0}}, {{4, 0}}, {{2, 0}}}, {3, 0, 0, 0}},
               Row{{{1, 1}}, {{{3, 0}, {1, 1}, {1, 0}}, {{2, 2}}, {{2, 0}}}, {0, 1, 0, 0}},
               Row{{{1, 2}, {2, 1}}, {{{3, 0}, {0, 2}, {0, 1}}, {{0, 4}}, {{2, 0}}}, {0, 2, 1, 0}},
               Row{{{3, 1}, {0, 1}, {3, 1}}, {{{2, 1}, {2, 0}, {1, 0}}, {{4, 0}}, {{0, 2}}}, {1, 0, 0, 2}});
  auto family = lunch();
  REQUIRE(return_dishes(family, row.lines, after(5min)).has_value());
  CHECK(counts(family) == row.counts);
  CHECK(returned_by_line(family) == row.by_line);
}

TEST_CASE("what cannot be returned is refused with a pointer, and nothing changes", "[domain]") {
  struct Row {
    Lines lines;
    ErrorCode code;
    std::string pointer, field_code;
  };
  const auto invalid = ErrorCode::invalid_request;
  const auto row =
      GENERATE_COPY(Row{{{0, 4}}, invalid, "/lines/0/quantity", "more_than_left"},
                    Row{{{0, 0}}, invalid, "/lines/0/quantity", "more_than_left"},
                    Row{{{2, 1}, {0, 2}, {0, 2}}, invalid, "/lines/2/quantity", "more_than_left"},
                    Row{{{0, 1}, {4, 1}}, invalid, "/lines/1/line", "unknown_line"},
                    Row{{{-1, 1}}, invalid, "/lines/0/line", "unknown_line"},
                    Row{{{0, 3}, {1, 2}, {2, 1}, {3, 2}}, ErrorCode::state_conflict, "", ""});
  auto family = lunch();
  const auto before = counts(family);
  const auto refused = return_dishes(family, row.lines, after(5min));
  REQUIRE(refused.has_error());
  CHECK(refused.error().code == row.code);
  if (!row.pointer.empty()) {
    CHECK(refused.error().fields.at(0).pointer == row.pointer);
    CHECK(refused.error().fields.at(0).code == row.field_code);
  }
  CHECK(counts(family) == before);
  CHECK(family.transitions.empty());
}

TEST_CASE("returns add up, until the next would leave nothing", "[domain]") {
  auto family = lunch();
  REQUIRE(return_dishes(family, Lines{{0, 2}, {1, 2}, {2, 1}}, after(5min)).has_value());
  CHECK(return_dishes(family, Lines{{0, 2}}, after(6min)).error().code == ErrorCode::invalid_request);
  REQUIRE(return_dishes(family, Lines{{0, 1}, {3, 1}}, after(6min)).has_value());
  CHECK(returned_by_line(family) == std::vector{3, 2, 1, 1});
  CHECK(return_dishes(family, Lines{{3, 1}}, after(7min)).error().code == ErrorCode::state_conflict);
}

TEST_CASE("an order that is not the kitchen's has nothing to return", "[domain]") {
  for (const auto status :
       {O::awaiting_payment, O::accepted, O::preparing, O::ready, O::completed, O::expired, O::cancelled}) {
    auto family = lunch();
    family.order.status = status;
    const bool kitchens = status != O::awaiting_payment && status != O::expired && status != O::cancelled;
    CAPTURE(name(status));
    const auto returned = return_dishes(family, Lines{{0, 1}}, after(5min));
    REQUIRE(returned.has_value() == kitchens);
    if (!kitchens) CHECK(returned.error().code == ErrorCode::state_conflict);
  }
}

TEST_CASE("a ticket that loses a dish is told of once, without a step", "[domain]") {
  for (const auto status : {T::queued, T::started, T::done, T::served}) {
    auto family = lunch();
    put(family, 0, status);
    given::stored(family);
    REQUIRE(return_dishes(family, Lines{{0, 1}, {2, 1}}, after(5min)).has_value());
    CAPTURE(name(status));
    CHECK(family.tickets[0].status == status);
    CHECK(family.tickets[0].version.now == family.tickets[0].version.loaded + 1);
    CHECK(family.tickets[0].items_changed);
    CHECK_FALSE(family.tickets[1].version.changed());
    REQUIRE(family.transitions.size() == 1);
    CHECK(family.transitions[0].object == Object::ticket);
    CHECK(family.transitions[0].from == name(status));
    CHECK(family.transitions[0].to == name(status));
    CHECK(family.transitions[0].version == family.tickets[0].version.now);
  }
}

// The bar's ticket loses its last dish; where wok and rice stand says what the order becomes.
TEST_CASE("a ticket that loses its last dish is voided unless it was served, and the order follows the rest",
          "[domain]") {
  struct Row {
    T wok, rice, bar;
    T bar_then;
    O order_then;
  };
  const auto row = GENERATE(Row{T::queued, T::queued, T::queued, T::voided, O::accepted},
                            Row{T::queued, T::queued, T::started, T::voided, O::preparing},
                            Row{T::started, T::queued, T::queued, T::voided, O::preparing},
                            Row{T::done, T::done, T::queued, T::voided, O::ready},
                            Row{T::done, T::served, T::started, T::voided, O::ready},
                            Row{T::served, T::served, T::queued, T::voided, O::completed},
                            Row{T::served, T::served, T::done, T::voided, O::completed},
                            Row{T::done, T::done, T::done, T::voided, O::ready},
                            Row{T::queued, T::done, T::served, T::served, O::preparing},
                            Row{T::served, T::served, T::served, T::served, O::completed});
  auto family = lunch();
  put(family, 0, row.wok);
  put(family, 1, row.rice);
  put(family, 2, row.bar);
  given::stored(family);
  REQUIRE(return_dishes(family, Lines{{3, 2}}, after(5min)).has_value());
  CAPTURE(name(row.wok), name(row.rice), name(row.bar));
  CHECK(name(family.tickets[2].status) == name(row.bar_then));
  CHECK(name(family.order.status) == name(row.order_then));
  CHECK(family.tickets[2].version.now == family.tickets[2].version.loaded + 1);
  const auto of_bar =
      std::ranges::count(family.transitions, family.tickets[2].id.uuid, &Transition::object_id);
  CHECK(of_bar == 1);
}

TEST_CASE("what goes on being made moves the order past a voided ticket", "[domain]") {
  auto family = lunch();
  REQUIRE(return_dishes(family, Lines{{3, 2}}, after(2min)).has_value());
  for (const std::size_t ticket : {0, 1})
    REQUIRE(apply(family, family.tickets[ticket], C::done, after(5min)).has_value());
  CHECK(family.order.status == O::ready);
  for (const std::size_t ticket : {0, 1})
    REQUIRE(apply(family, family.tickets[ticket], C::serve, after(6min)).has_value());
  CHECK(family.order.status == O::completed);
}

TEST_CASE("a ticket all of whose plates came back is not recalled to the kitchen", "[domain]") {
  auto family = lunch();
  put(family, 2, T::served);
  REQUIRE(return_dishes(family, Lines{{3, 1}}, after(5min)).has_value());
  CHECK(apply(family, family.tickets[2], C::recall, after(6min)).has_value());
  put(family, 2, T::served);
  REQUIRE(return_dishes(family, Lines{{3, 1}}, after(7min)).has_value());
  REQUIRE(family.tickets[2].status == T::served);
  const auto recalled = apply(family, family.tickets[2], C::recall, after(8min));
  REQUIRE(recalled.has_error());
  CHECK(recalled.error().code == ErrorCode::state_conflict);
}

TEST_CASE("a refund takes its dishes from the tickets, or is not asked for at all", "[domain]") {
  auto family = lunch();
  RefundWish wish{Money{600}, RefundCause::requested, "cold", "staff:1", "digest", "print", {{3, 1}}};
  REQUIRE(request_refund(family, wish, after(5min)).has_value());
  CHECK(returned_by_line(family) == std::vector{0, 0, 0, 1});
  wish.lines = {{3, 2}};
  CHECK(request_refund(family, wish, after(6min)).error().code == ErrorCode::invalid_request);
  wish = {Money{given::total.fen() + 1}, RefundCause::requested, "", "", "", "", {{3, 1}}};
  CHECK(request_refund(family, wish, after(6min)).error().code == ErrorCode::refund_exceeds_payment);
  CHECK(family.refunds.size() == 1);
  CHECK(returned_by_line(family) == std::vector{0, 0, 0, 1});
}

TEST_CASE("postpaid dishes are returned once they are paid for", "[domain]") {
  auto family = given::postpay_order();
  const RefundWish wish{Money{200}, RefundCause::requested, "", "", "", "", {{1, 1}}};
  CHECK(request_refund(family, wish, after(5min)).error().code == ErrorCode::state_conflict);
  CHECK(returned_by_line(family) == std::vector{0, 0});
  REQUIRE(
      start_payment(family, {PaymentMethod::cash, "", "", "digest", "print"}, given::schedule, after(6min))
          .has_value());
  REQUIRE(request_refund(family, wish, after(7min)).has_value());
  CHECK(returned_by_line(family) == std::vector{0, 1});
}
