// What a kitchen has still to make, for telling guests how far it is. Nothing here takes a lock.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "services/domain/kitchen_queue.h"
#include "services/domain/states.h"
#include "services/postgres/session.h"

namespace lunchrush::postgres {

struct OrderInKitchen {
  domain::OrderStatus status{};
  std::string owner;
};
struct KitchenQueue {
  std::vector<domain::OpenTicket> tickets;                  // the oldest first
  std::unordered_map<domain::Uuid, OrderInKitchen> orders;  // of these tickets
};
struct KitchenQueueFilter {
  domain::StoreId store{};
  domain::Instant since{};  // tickets from before are nobody's any more
  int tickets_max = 0;
};
// Errors: unavailable, internal.
domain::Result<KitchenQueue> read_kitchen_queue(Session& session, const KitchenQueueFilter& filter);

}  // namespace lunchrush::postgres
