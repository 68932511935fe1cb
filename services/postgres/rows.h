// Domain objects to rows, and back. A row is a JSON object whose members are the columns' names.
#pragma once

#include <boost/json.hpp>

#include "services/domain/family.h"

namespace lunchrush::postgres {

namespace json = boost::json;

// From what load_families.sql answers for one order.
domain::Family to_family(const json::object& document);
domain::Payment to_payment(const json::object& row);
domain::Refund to_refund(const json::object& row);
domain::Ticket to_ticket(const json::object& row);
domain::Service to_service(const json::object& row);

// With `store_id` and `loaded`, the version that guards the update (0: insert).
json::object order_row(const domain::Family& family);
json::object intent_row(const domain::Family& family);
json::object payment_row(const domain::Family& family, const domain::Payment& payment);
json::object refund_row(const domain::Family& family, const domain::Refund& refund);
json::object ticket_row(const domain::Order& order, const domain::Ticket& ticket);

std::string wire_id(domain::Object object, const domain::Uuid& id);  // "ord_…", "pay_…"

}  // namespace lunchrush::postgres
