#include "services/postgres/family_rows.h"

#include <algorithm>
#include <unordered_map>

#include "queries.h"
#include "services/postgres/rows.h"

namespace lunchrush::postgres {
namespace {

// How many columns of load_families.sql tell of each.
constexpr int order_columns = 16;
constexpr int head_columns = order_columns + 5 + 3;  // with intent and policy

domain::Family head_of(Columns& columns) {
  domain::Family family;
  family.order = to_order(columns);
  family.intent = to_intent(columns, family.order.id);
  family.policy = to_policy(columns);
  return family;
}

void add_payment(domain::Family& family, Columns& columns) {
  auto payment = to_payment(columns);
  const bool again = !family.payments.empty() && family.payments.back().id == payment.id;
  if (!again) family.payments.push_back(std::move(payment));
  if (!columns.next_is_null()) family.refunds.push_back(to_refund(columns));
}

}  // namespace

OrderIds::OrderIds(std::span<const domain::OrderId> orders) {
  for (const auto& order : orders) {
    store.add(std::int64_t{number(order.store())});
    id.add(order.uuid);
  }
}

std::vector<domain::Family> load_families(Session& session, pqxx::transaction_base& transaction,
                                          const OrderIds& orders) {
  std::vector<domain::Family> families;
  std::string_view last;  // the order that the row before told of
  const auto rows =
      session.run(transaction, sql::load_families, orders.store.parameter(), orders.id.parameter());
  for (const auto& row : rows) {
    Columns columns(row);
    const std::string_view id = row[0].c_str();
    if (id == last)
      columns.skip(head_columns);
    else
      families.push_back(head_of(columns));
    last = id;
    if (!columns.next_is_null()) add_payment(families.back(), columns);
  }
  for (auto& family : families) std::ranges::sort(family.refunds, {}, &domain::Refund::id);
  return families;
}

namespace {

// An order gets its number with its first tickets, and keeps it.
void load_tickets_of(Session& session, pqxx::transaction_base& transaction,
                     std::vector<domain::Family>& families, bool (*wanted)(const domain::Family&)) {
  std::unordered_map<domain::Uuid, domain::Family*> cooked;
  std::vector<domain::OrderId> orders;
  for (auto& family : families) {
    if (!family.order.pickup_number || !wanted(family)) continue;
    orders.push_back(family.order.id);
    cooked[family.order.id.uuid] = &family;
  }
  if (orders.empty()) return;
  const OrderIds named(orders);
  for (const auto& row :
       session.run(transaction, sql::load_tickets, named.store.parameter(), named.id.parameter())) {
    Columns columns(row);
    cooked.at(columns.uuid())->tickets.push_back(to_ticket(columns));
  }
}

}  // namespace

void load_tickets(Session& session, pqxx::transaction_base& transaction,
                  std::vector<domain::Family>& families) {
  load_tickets_of(session, transaction, families, [](const domain::Family&) { return true; });
}

void load_returns(Session& session, pqxx::transaction_base& transaction,
                  std::vector<domain::Family>& families) {
  load_tickets_of(session, transaction, families, [](const domain::Family& family) {
    return std::ranges::any_of(family.refunds, [](const domain::Refund& refund) {
      return refund.cause == domain::RefundCause::requested;
    });
  });
}

}  // namespace lunchrush::postgres
