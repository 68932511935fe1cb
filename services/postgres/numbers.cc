#include "services/postgres/numbers.h"

#include <boost/json.hpp>

#include "queries.h"

namespace lunchrush::postgres {

domain::Result<std::vector<std::optional<domain::OrderId>>> orders_of(Session& session,
                                                                      std::span<const Number> numbers) {
  boost::json::array wanted;
  for (const auto& number_of : numbers) {
    const bool payment = std::holds_alternative<domain::PaymentId>(number_of);
    const auto& uuid = std::visit([](const auto& id) -> const domain::Uuid& { return id.uuid; }, number_of);
    wanted.push_back({{"place", wanted.size()},
                      {"store_id", number(uuid.store())},
                      {"kind", payment ? "payment" : "refund"},
                      {"id", uuid.text()}});
  }
  return session.in_transaction([&](pqxx::transaction_base& transaction) {
    std::vector<std::optional<domain::OrderId>> orders(numbers.size());
    for (const auto& row : session.run(transaction, sql::orders_of_numbers, boost::json::serialize(wanted)))
      orders[row["place"].as<std::size_t>()] =
          domain::OrderId{*domain::Uuid::from_text(row["order_id"].c_str())};
    return orders;
  });
}

}  // namespace lunchrush::postgres
