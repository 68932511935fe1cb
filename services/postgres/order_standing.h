// What an order still waits for in the kitchen, read by itself. Takes no lock.
#pragma once

#include <vector>

#include "services/postgres/kitchen_queue.h"

namespace lunchrush::postgres {

struct OrderStanding {
  OrderInKitchen order;
  std::vector<domain::OpenTicket> own;  // the oldest first; none: the kitchen has nothing to make for it
};
// Errors: not_found, unavailable, internal.
domain::Result<OrderStanding> read_order_standing(Session& session, domain::OrderId order);

}  // namespace lunchrush::postgres
