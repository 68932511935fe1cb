// Families as they are stored, read as plain rows.
#pragma once

#include <span>
#include <vector>

#include "services/domain/family.h"
#include "services/postgres/array.h"
#include "services/postgres/session.h"

namespace lunchrush::postgres {

// Orders by store and id: the parameters of the statements that name many.
struct OrderIds {
  explicit OrderIds(std::span<const domain::OrderId> orders);
  Array store{ElementType::bigint}, id{ElementType::uuid};
};

// Those that exist, in the order in which they are named, each with payments and refunds by age, without
// tickets.
std::vector<domain::Family> load_families(Session& session, pqxx::transaction_base& transaction,
                                          const OrderIds& orders);

// Their tickets, oldest first. Asks only when there can be any.
void load_tickets(Session& session, pqxx::transaction_base& transaction,
                  std::vector<domain::Family>& families);

// The tickets of those alone of which dishes may have been returned: the tickets say which. A reading of
// orders of which nothing was ever refunded asks nothing more.
void load_returns(Session& session, pqxx::transaction_base& transaction,
                  std::vector<domain::Family>& families);

}  // namespace lunchrush::postgres
