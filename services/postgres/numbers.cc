#include "services/postgres/numbers.h"

#include "queries.h"
#include "services/postgres/array.h"

namespace lunchrush::postgres {

domain::Result<std::vector<std::optional<domain::OrderId>>> orders_of(Session& session,
                                                                      std::span<const Number> numbers) {
  using enum ElementType;
  Array store{bigint}, id{uuid}, kind{text};
  for (const auto& number_of : numbers) {
    const bool payment = std::holds_alternative<domain::PaymentId>(number_of);
    const auto& uuid = std::visit([](const auto& its) -> const domain::Uuid& { return its.uuid; }, number_of);
    store.add(std::int64_t{number(uuid.store())});
    id.add(uuid);
    kind.add(std::string_view(payment ? "payment" : "refund"));
  }
  return session.in_reading([&](pqxx::transaction_base& transaction) {
    std::vector<std::optional<domain::OrderId>> orders(numbers.size());
    for (const auto& row : session.run(transaction, sql::orders_of_numbers, store.parameter(), id.parameter(),
                                       kind.parameter()))
      orders[row["place"].as<std::size_t>() - 1] =
          domain::OrderId{*domain::Uuid::from_text(row["order_id"].c_str())};
    return orders;
  });
}

}  // namespace lunchrush::postgres
