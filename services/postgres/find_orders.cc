#include "services/postgres/find_orders.h"

#include <algorithm>
#include <charconv>

#include "queries.h"
#include "services/postgres/family_rows.h"

namespace lunchrush::postgres {
namespace {

// "ord_…", "pi_…", "pay_…", "ref_…", "tkt_…": whatever it names, it is one id.
std::optional<std::string> id_in(std::string_view text) {
  const auto split = text.find('_');
  if (split == std::string_view::npos) return std::nullopt;
  const auto id = domain::from_base32(text.substr(split + 1));
  if (!id) return std::nullopt;
  return id->text();
}

std::optional<std::string> pickup_number_in(std::string_view text) {
  std::int32_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || end != text.data() + text.size() || value < 1) return std::nullopt;
  return std::to_string(value);
}

}  // namespace

domain::Result<std::vector<OrderFound>> find_orders(Session& session, const NumberSought& sought) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) {
    const auto id = id_in(sought.number);
    const auto pickup = pickup_number_in(sought.number);
    std::vector<domain::OrderId> orders;
    std::vector<std::string> matched_by;
    for (const auto& row :
         session.run(transaction, sql::find_orders_by_any_number, number(sought.store), sought.number,
                     id ? id->c_str() : nullptr, pickup ? pickup->c_str() : nullptr, sought.business_date,
                     number(sought.merchant), orders_found_max)) {
      const domain::OrderId order{*domain::Uuid::from_text(row[0].c_str())};
      if (std::ranges::find(orders, order) != orders.end()) continue;
      orders.push_back(order);
      matched_by.push_back(row[1].c_str());
    }
    std::vector<OrderFound> found;
    if (orders.empty()) return domain::Result<std::vector<OrderFound>>(std::move(found));
    auto families = load_families(session, transaction, OrderIds(orders));
    load_returns(session, transaction, families);
    for (auto& family : families) {
      const auto place = std::ranges::find(orders, family.order.id) - orders.begin();
      found.push_back({std::move(family), matched_by[static_cast<std::size_t>(place)]});
    }
    return domain::Result<std::vector<OrderFound>>(std::move(found));
  });
}

}  // namespace lunchrush::postgres
