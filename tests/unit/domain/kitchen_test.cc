#include "services/domain/kitchen.h"

#include <catch2/catch.hpp>

#include "tests/unit/domain/given.h"

using namespace lunchrush::domain;
using namespace std::chrono_literals;

namespace {

using given::after;
using C = TicketCommand;
using O = OrderStatus;
using T = TicketStatus;

// What two tickets, and the order with them, look like.
using Scene = std::tuple<T, T, O>;

Scene scene(const Family& family) {
  return {family.tickets[0].status, family.tickets[1].status, family.order.status};
}

bool bump(Family& family, std::size_t ticket, C command, std::chrono::seconds when = 5min) {
  return apply(family, family.tickets[ticket], command, after(when)).has_value();
}

}  // namespace

TEST_CASE("each station gets one ticket with what it makes, in the order of the lines", "[domain]") {
  Order order;
  order.store = given::store;
  order.lines = {
      {"gongbao",
       "宫保鸡丁",
       2,
       Money{1800},
       {{"less_spicy", "少辣", {}}},
       Money{3600},
       "不要花生",
       "wok",
       {}},
      {"combo",
       "套餐",
       1,
       Money{3000},
       {{"big", "大份", {}}},
       Money{3000},
       "快",
       "",
       {{"rice", "米饭", 2, "steam"}, {"gongbao", "宫保鸡丁", 1, "wok"}, {"tea", "茶", 1, ""}}},
      {"soup", "汤", 1, Money{800}, {}, Money{800}, "", "", {}},
  };
  const auto tickets = tickets_for(order, after(0s));
  REQUIRE(tickets.size() == 3);
  CHECK(tickets[0].station == "wok");
  CHECK(tickets[1].station == "steam");
  CHECK(tickets[2].station == default_station);
  REQUIRE(tickets[0].items.size() == 2);
  CHECK(tickets[0].items[0].quantity == 2);
  CHECK(tickets[0].items[0].options == std::vector<std::string>{"少辣"});
  CHECK(tickets[0].items[0].note == "不要花生");
  CHECK(tickets[0].items[0].part_of.empty());
  CHECK(tickets[0].items[1].part_of == "套餐");
  CHECK(tickets[0].items[1].options == std::vector<std::string>{"大份"});
  CHECK(tickets[0].items[1].note == "快");
  CHECK(tickets[1].items[0].quantity == 2);
  REQUIRE(tickets[2].items.size() == 2);
  CHECK(tickets[2].items[0].sku == "tea");
  CHECK(tickets[2].items[1].sku == "soup");
  for (const auto& ticket : tickets) {
    CHECK(ticket.status == T::queued);
    CHECK(ticket.id.store() == given::store);
    CHECK(ticket.queued_at == given::noon());
  }
}

TEST_CASE("a command has one name, and no other text is a command", "[domain]") {
  CHECK(ticket_command("start") == C::start);
  CHECK(ticket_command("done") == C::done);
  CHECK(ticket_command("recall") == C::recall);
  CHECK(ticket_command("serve") == C::serve);
  for (const auto* other : {"", "Start", "void", "voided", "served"})
    CHECK_FALSE(ticket_command(other).has_value());
}

TEST_CASE("every command leads a ticket of every status somewhere, nowhere, or is refused", "[domain]") {
  struct Row {
    T from;
    std::optional<T> to[4];  // start, done, recall, serve; none: refused
  };
  const auto row = GENERATE(
      Row{T::queued, {T::started, T::done, {}, {}}}, Row{T::started, {T::started, T::done, T::started, {}}},
      Row{T::done, {{}, T::done, T::started, T::served}}, Row{T::served, {{}, {}, T::started, T::served}},
      Row{T::voided, {{}, {}, {}, {}}});
  for (const auto command : {C::start, C::done, C::recall, C::serve}) {
    auto family = given::paid_order();
    family.tickets[0].status = row.from;
    family.order.status = O::preparing;
    const auto& wanted = row.to[static_cast<int>(command)];
    const auto done = apply(family, family.tickets[0], command, after(5min));
    CAPTURE(name(row.from), static_cast<int>(command));
    REQUIRE(done.has_value() == wanted.has_value());
    if (!done) CHECK(done.error().code == ErrorCode::state_conflict);
    CHECK(family.tickets[0].status == wanted.value_or(row.from));
    CHECK(family.tickets[0].version.changed() == (family.tickets[0].status != row.from));
  }
}

TEST_CASE("the order follows its tickets, step by step, there and back", "[domain]") {
  auto family = given::paid_order();
  REQUIRE(scene(family) == Scene{T::queued, T::queued, O::accepted});
  CHECK(bump(family, 0, C::start));
  CHECK(scene(family) == Scene{T::started, T::queued, O::preparing});
  CHECK(bump(family, 0, C::done));
  CHECK(scene(family) == Scene{T::done, T::queued, O::preparing});
  CHECK(bump(family, 0, C::serve));
  CHECK(scene(family) == Scene{T::served, T::queued, O::preparing});
  CHECK(bump(family, 1, C::done));
  CHECK(scene(family) == Scene{T::served, T::done, O::ready});
  CHECK(bump(family, 1, C::serve));
  CHECK(scene(family) == Scene{T::served, T::served, O::completed});
  CHECK(bump(family, 0, C::recall));
  CHECK(scene(family) == Scene{T::started, T::served, O::preparing});
  CHECK(bump(family, 0, C::done));
  CHECK(scene(family) == Scene{T::done, T::served, O::ready});
  CHECK(bump(family, 1, C::recall));
  CHECK(scene(family) == Scene{T::done, T::started, O::preparing});
}

TEST_CASE("an order made at one go still passes through every state", "[domain]") {
  auto family = given::paid_order();
  family.tickets.pop_back();
  CHECK(bump(family, 0, C::done));
  CHECK(family.order.status == O::ready);
  std::vector<std::string> states;
  for (const auto& step : family.transitions)
    if (step.object == Object::order) states.emplace_back(step.to);
  CHECK(states == std::vector<std::string>{"preparing", "ready"});
}

TEST_CASE("a repeated bump is no error and changes nothing", "[domain]") {
  for (const auto command : {C::start, C::done, C::serve, C::recall}) {
    auto family = given::paid_order();
    if (command == C::serve || command == C::recall) REQUIRE(bump(family, 0, C::done));
    REQUIRE(bump(family, 0, command));
    given::stored(family);
    REQUIRE(bump(family, 0, command, 9min));
    CHECK(family.transitions.empty());
    CHECK_FALSE(family.tickets[0].version.changed());
  }
}

TEST_CASE("a ticket keeps when it was begun, done and served, until it is recalled", "[domain]") {
  auto family = given::paid_order();
  auto& ticket = family.tickets[0];
  bump(family, 0, C::start, 1min);
  bump(family, 0, C::done, 2min);
  bump(family, 0, C::serve, 3min);
  CHECK(ticket.started_at == after(1min).now);
  CHECK(ticket.done_at == after(2min).now);
  CHECK(ticket.served_at == after(3min).now);
  bump(family, 0, C::recall, 4min);
  CHECK(ticket.started_at == after(1min).now);
  CHECK_FALSE(ticket.done_at.has_value());
  CHECK_FALSE(ticket.served_at.has_value());
}

TEST_CASE("nothing of a cancelled order is made any more, not even what was served", "[domain]") {
  auto family = given::paid_order();
  REQUIRE(bump(family, 0, C::done));
  REQUIRE(bump(family, 0, C::serve));
  REQUIRE(cancel(family, CancelledBy::staff, "", after(6min)).has_value());
  CHECK(scene(family) == Scene{T::served, T::voided, O::cancelled});
  given::stored(family);
  for (const std::size_t ticket : {0, 1})
    for (const auto command : {C::start, C::done, C::recall}) CHECK_FALSE(bump(family, ticket, command));
  CHECK(family.transitions.empty());
}
