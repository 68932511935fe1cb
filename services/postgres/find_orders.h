// By whatever number a person reads off a receipt. Errors: unavailable, internal.
#pragma once

#include <string>
#include <vector>

#include "services/domain/family.h"
#include "services/postgres/session.h"

namespace lunchrush::postgres {

inline constexpr int orders_found_max = 20;

struct NumberSought {
  domain::StoreId store{};
  domain::MerchantId merchant{};
  std::string number;
  std::string business_date;  // of a pick-up number
};
struct OrderFound {
  domain::Family family;
  std::string matched_by;  // "order", "payment", "pickup_number", …: what the number was recognised as
};
// Each order once.
domain::Result<std::vector<OrderFound>> find_orders(Session& session, const NumberSought& sought);

}  // namespace lunchrush::postgres
