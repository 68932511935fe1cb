#include "services/postgres/store_names.h"

#include "queries.h"
#include "services/postgres/array.h"

namespace lunchrush::postgres {

domain::Result<std::vector<StoreName>> list_stores(Session& session, domain::MerchantId merchant,
                                                   std::span<const domain::StoreId> only,
                                                   domain::StoreId after, int count_max) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) {
    Array named{ElementType::bigint};
    for (const auto store : only) named.add(std::int64_t{number(store)});
    std::vector<StoreName> stores;
    for (const auto& row : session.run(transaction, sql::list_stores, number(merchant), named.parameter(),
                                       count_max, std::int64_t{number(after)}))
      stores.push_back({domain::StoreId{row["store_id"].as<std::uint32_t>()}, row["name_zh"].c_str(),
                        row["name_en"].c_str()});
    return domain::Result<std::vector<StoreName>>(std::move(stores));
  });
}

}  // namespace lunchrush::postgres
