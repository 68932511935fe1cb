// What a store's feed says of each step: the object as the API shows it (proto/lunchrush/v1), so that a
// screen needs no second request.
#pragma once

#include <boost/json.hpp>

#include "services/domain/family.h"

namespace lunchrush::postgres {

namespace json = boost::json;

// "order.accepted", "ticket.queued", …
std::string event_kind(const domain::Transition& transition);
// A Ticket in full for tickets; for the others id, status and the figures a list shows.
json::object event_data(const domain::Family& family, const domain::Transition& transition);
json::object order_event_data(const domain::Order& order);
json::object ticket_event_data(const domain::Order& order, const domain::Ticket& ticket);

}  // namespace lunchrush::postgres
