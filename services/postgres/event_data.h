// What a store's feed says of each step: the object as the API shows it (proto/lunchrush/v1), so that a
// screen needs no second request. JSON text, stored and sent as it is.
#pragma once

#include <string>

#include "services/domain/family.h"

namespace lunchrush::postgres {

// "order.accepted", "ticket.queued", …; "ticket.changed" where what is on it changed and its status did not.
std::string event_kind(const domain::Transition& transition);
// A Ticket in full for tickets; for the others id, status and the figures a list shows.
std::string event_data(const domain::Family& family, const domain::Transition& transition);
std::string order_event_data(const domain::Order& order);
std::string ticket_event_data(const domain::Order& order, const domain::Ticket& ticket);

}  // namespace lunchrush::postgres
