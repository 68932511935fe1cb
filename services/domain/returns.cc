#include "services/domain/returns.h"

#include <algorithm>
#include <map>

#include "services/domain/kitchen.h"

namespace lunchrush::domain {
namespace {

// Where a line, or one part of a set, stands on the tickets.
struct Portion {
  std::size_t line = 0;
  std::size_t ticket = 0;
  std::size_t item = 0;
  int each = 1;  // how many of the item belong to one of the line
};

// As tickets_for() laid them out: line after line, at each station one after the other.
std::vector<Portion> portions_of(const Family& family) {
  std::vector<Portion> portions;
  std::map<std::string_view, std::size_t> next;  // by station
  const auto place = [&](std::size_t line, std::string_view station, int each) {
    if (station.empty()) station = default_station;
    const auto found = std::ranges::find(family.tickets, station, &Ticket::station);
    const auto item = next[station]++;
    if (found == family.tickets.end() || item >= found->items.size()) return;
    portions.push_back({line, static_cast<std::size_t>(found - family.tickets.begin()), item, each});
  };
  for (std::size_t i = 0; i != family.order.lines.size(); ++i) {
    const auto& line = family.order.lines[i];
    if (line.components.empty()) place(i, line.station, 1);
    for (const auto& part : line.components)
      place(i, part.station, std::max(1, part.quantity / line.quantity));
  }
  return portions;
}

bool in_kitchen(OrderStatus status) {
  using S = OrderStatus;
  switch (status) {
    case S::accepted:
    case S::preparing:
    case S::ready:
    case S::completed: return true;
    case S::awaiting_payment:
    case S::expired:
    case S::cancelled: return false;
  }
  return false;
}

Error at_fault(std::size_t entry, std::string member, std::string code, std::string detail) {
  return {ErrorCode::invalid_request,
          detail,
          {{"/lines/" + std::to_string(entry) + "/" + member, std::move(code), detail}}};
}

// By line of the order, how many are to be returned.
Result<std::vector<int>> sum_up(const Family& family, std::span<const ReturnedLine> lines) {
  auto left = returned_by_line(family);
  for (std::size_t i = 0; i != left.size(); ++i) left[i] = family.order.lines[i].quantity - left[i];
  std::vector<int> returning(left.size());
  for (std::size_t entry = 0; entry != lines.size(); ++entry) {
    const auto [line, quantity] = lines[entry];
    if (line < 0 || static_cast<std::size_t>(line) >= left.size())
      return at_fault(entry, "line", "unknown_line", "the order has no such line");
    const auto at = static_cast<std::size_t>(line);
    if (quantity < 1 || quantity > left[at])
      return at_fault(entry, "quantity", "more_than_left",
                      "of this line " + std::to_string(left[at]) + " are left");
    left[at] -= quantity;
    returning[at] += quantity;
  }
  if (std::ranges::all_of(left, [](int quantity) { return quantity == 0; }))
    return Error{ErrorCode::state_conflict,
                 "nothing would be left of the order: cancel it instead, or, once it is made, give the money "
                 "back without lines"};
  return returning;
}

}  // namespace

Result<void> return_dishes(Family& family, std::span<const ReturnedLine> lines, const Moment& moment) {
  if (!in_kitchen(family.order.status))
    return Error{ErrorCode::state_conflict, "the order is " + std::string(name(family.order.status))};
  const auto returning = sum_up(family, lines);
  if (!returning) return returning.error();

  for (const auto& portion : portions_of(family)) {
    auto& ticket = family.tickets[portion.ticket];
    auto& item = ticket.items[portion.item];
    const int quantity = (*returning)[portion.line] * portion.each;
    if (quantity == 0) continue;
    item.quantity -= quantity;
    item.returned += quantity;
    ticket.items_changed = true;
  }
  for (auto& ticket : family.tickets) {
    if (!ticket.items_changed) continue;
    if (nothing_left(ticket) && legal(ticket.status, TicketStatus::voided))
      move(family, ticket, TicketStatus::voided, "returned");
    else
      change_items(family, ticket);
  }
  follow_tickets(family, moment.now);
  return {};
}

std::vector<int> returned_by_line(const Family& family) {
  std::vector<int> returned(family.order.lines.size());
  // A set's parts go together: any one of them tells of the whole.
  for (const auto& portion : portions_of(family))
    returned[portion.line] = family.tickets[portion.ticket].items[portion.item].returned / portion.each;
  return returned;
}

}  // namespace lunchrush::domain
