#include "services/postgres/pickup_numbers.h"

#include <map>

#include "queries.h"
#include "services/postgres/array.h"

namespace lunchrush::postgres {

void give_pickup_numbers(Session& session, pqxx::transaction_base& transaction,
                         const std::vector<domain::Order*>& orders) {
  using enum ElementType;
  std::map<std::pair<std::uint32_t, std::string>, std::vector<domain::Order*>> wanting;
  for (auto* order : orders) wanting[{number(order->store), order->business_date}].push_back(order);
  if (wanting.empty()) return;
  Array store{bigint}, business_date{date}, wanted{integer};
  for (const auto& [day, those] : wanting) {
    store.add(std::int64_t{day.first});
    business_date.add_date(day.second);
    wanted.add(static_cast<std::int64_t>(those.size()));
  }
  for (const auto& row : session.run(transaction, sql::reserve_pickup_numbers, store.parameter(),
                                     business_date.parameter(), wanted.parameter())) {
    const auto& those = wanting.at({row[0].as<std::uint32_t>(), row[1].c_str()});
    auto next = row[2].as<std::int64_t>() - static_cast<std::int64_t>(those.size());
    for (auto* order : those) order->pickup_number = ++next;
  }
}

}  // namespace lunchrush::postgres
