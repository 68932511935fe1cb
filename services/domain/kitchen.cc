#include "services/domain/kitchen.h"

#include <algorithm>
#include <cstdlib>

namespace lunchrush::domain {
namespace {

Ticket& ticket_of(std::vector<Ticket>& tickets, std::string_view station, const Order& order,
                  const Moment& moment) {
  if (station.empty()) station = default_station;
  const auto found = std::ranges::find(tickets, station, &Ticket::station);
  if (found != tickets.end()) return *found;
  Ticket ticket;
  ticket.id = {Uuid::v7(moment.now, moment.entropy(), order.store)};
  ticket.station = station;
  ticket.queued_at = moment.now;
  return tickets.emplace_back(std::move(ticket));
}

std::vector<std::string> option_names(const OrderLine& line) {
  std::vector<std::string> names;
  for (const auto& option : line.options) names.push_back(option.name);
  return names;
}

}  // namespace

std::vector<Ticket> tickets_for(const Order& order, const Moment& moment) {
  std::vector<Ticket> tickets;
  for (const auto& line : order.lines) {
    if (line.components.empty())
      ticket_of(tickets, line.station, order, moment)
          .items.push_back({line.sku, line.name, line.quantity, option_names(line), line.note, ""});
    for (const auto& part : line.components)
      ticket_of(tickets, part.station, order, moment)
          .items.push_back({part.sku, part.name, part.quantity, option_names(line), line.note, line.name});
  }
  return tickets;
}

void queue_tickets(Family& family, const Moment& moment) {
  for (auto& ticket : tickets_for(family.order, moment)) add(family, std::move(ticket));
}

std::optional<TicketCommand> ticket_command(std::string_view name) {
  if (name == "start") return TicketCommand::start;
  if (name == "done") return TicketCommand::done;
  if (name == "recall") return TicketCommand::recall;
  if (name == "serve") return TicketCommand::serve;
  return std::nullopt;
}

namespace {

TicketStatus target(TicketCommand command) {
  switch (command) {
    case TicketCommand::start: return TicketStatus::started;
    case TicketCommand::done: return TicketStatus::done;
    case TicketCommand::recall: return TicketStatus::started;
    case TicketCommand::serve: return TicketStatus::served;
  }
  std::abort();
}

bool allowed(TicketStatus from, TicketCommand command) {
  const bool was_done = from == TicketStatus::done || from == TicketStatus::served;
  // `start` never brings a finished ticket back: a late repeat of it must not undo a bump. That is what
  // recall is for.
  if (command == TicketCommand::start) return from == TicketStatus::queued;
  if (command == TicketCommand::recall) return was_done;
  return legal(from, target(command));
}

void stamp(Ticket& ticket, TicketCommand command, Instant now) {
  if (command == TicketCommand::start) ticket.started_at = now;
  if (command == TicketCommand::done) ticket.done_at = now;
  if (command == TicketCommand::serve) ticket.served_at = now;
  if (command == TicketCommand::recall) ticket.done_at = ticket.served_at = std::nullopt;
}

// What the tickets together say of the order. A voided one says nothing: its dishes were returned.
OrderStatus order_status(const Family& family) {
  using T = TicketStatus;
  const auto all = [&](auto is) { return std::ranges::all_of(family.tickets, is, &Ticket::status); };
  const auto any = [&](auto is) { return std::ranges::any_of(family.tickets, is, &Ticket::status); };
  if (all([](T s) { return s == T::voided; })) return family.order.status;
  if (all([](T s) { return s == T::served || s == T::voided; })) return OrderStatus::completed;
  if (all([](T s) { return s == T::done || s == T::served || s == T::voided; })) return OrderStatus::ready;
  if (any([](T s) { return s != T::queued && s != T::voided; })) return OrderStatus::preparing;
  return OrderStatus::accepted;
}

}  // namespace

void follow_tickets(Family& family, Instant now) {
  const auto wanted = order_status(family);
  // Step by step along the legal path, so that the timeline has every state once.
  while (family.order.status != wanted) {
    using S = OrderStatus;
    const auto from = family.order.status;
    const bool forward = static_cast<int>(from) < static_cast<int>(wanted);
    const auto next = !forward ? S::preparing : static_cast<S>(static_cast<int>(from) + 1);
    if (!legal(from, next)) return;
    move(family, next);
    family.order.updated_at = now;
    if (!forward) return;
  }
}

Result<void> apply(Family& family, Ticket& ticket, TicketCommand command, const Moment& moment) {
  if (command != TicketCommand::recall && ticket.status == target(command)) return {};
  if (command == TicketCommand::recall && ticket.status == TicketStatus::started) return {};
  // What was served before the cancellation keeps its status; nobody is to make it again.
  if (family.order.status == OrderStatus::cancelled)
    return Error{ErrorCode::state_conflict, "the order is cancelled"};
  if (!allowed(ticket.status, command))
    return Error{ErrorCode::state_conflict, "the ticket is " + std::string(name(ticket.status))};
  // Served, and every plate came back.
  if (command == TicketCommand::recall && nothing_left(ticket))
    return Error{ErrorCode::state_conflict, "all of the ticket's dishes were returned"};
  move(family, ticket, target(command), command == TicketCommand::recall ? "recalled" : "");
  stamp(ticket, command, moment.now);
  follow_tickets(family, moment.now);
  return {};
}

bool nothing_left(const Ticket& ticket) {
  return std::ranges::all_of(ticket.items, [](const TicketItem& item) { return item.quantity == 0; });
}

void void_tickets(Family& family) {
  for (auto& ticket : family.tickets)
    if (legal(ticket.status, TicketStatus::voided)) move(family, ticket, TicketStatus::voided);
}

}  // namespace lunchrush::domain
