// From an order's lines to what each station has to make, and from what stations did to the order's state.
#pragma once

#include "services/domain/family.h"
#include "services/domain/result.h"

namespace lunchrush::domain {

inline constexpr std::string_view default_station = "kitchen";  // where a dish without a station is made

// One ticket per station that has something to make, in the order in which the lines name them; not yet in
// the family.
std::vector<Ticket> tickets_for(const Order& order, const Moment& moment);

// Adds them and nothing else: the caller moves the order.
void queue_tickets(Family& family, const Moment& moment);

enum class TicketCommand { start, done, recall, serve };
std::optional<TicketCommand> ticket_command(std::string_view name);

// Moves the ticket and, when that changes what is true of the whole, the order. A command whose result
// already holds is no error and changes nothing: bumps are repeated by people and by networks. Error:
// state_conflict.
Result<void> apply(Family& family, Ticket& ticket, TicketCommand command, const Moment& moment);

// Moves the order to where its tickets are, step by step along the legal path.
void follow_tickets(Family& family, Instant now);

// Whether every dish of it was returned.
bool nothing_left(const Ticket& ticket);

// Everything not served is voided: the order was cancelled.
void void_tickets(Family& family);

}  // namespace lunchrush::domain
