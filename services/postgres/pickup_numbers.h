// Short numbers for people, per store and business day.
#pragma once

#include <vector>

#include "services/domain/family.h"
#include "services/postgres/session.h"

namespace lunchrush::postgres {

// The next number of its store's day for each of these.
void give_pickup_numbers(Session& session, pqxx::transaction_base& transaction,
                         const std::vector<domain::Order*>& orders);

}  // namespace lunchrush::postgres
