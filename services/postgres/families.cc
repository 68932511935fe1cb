#include "services/postgres/families.h"

#include <algorithm>

#include "queries.h"
#include "services/postgres/family_changes.h"
#include "services/postgres/family_rows.h"
#include "services/postgres/pickup_numbers.h"

namespace lunchrush::postgres {
namespace {

std::vector<domain::Family> load_locked(Session& session, pqxx::transaction_base& transaction,
                                        std::span<const domain::OrderId> orders) {
  const OrderIds named(orders);
  session.run(transaction, sql::lock_families, named.store.parameter(), named.id.parameter());
  auto families = load_families(session, transaction, named);
  load_tickets(session, transaction, families);
  return families;
}

// An accepted order gets its number in the transaction that accepts it.
void number_accepted(Session& session, pqxx::transaction_base& transaction,
                     std::vector<domain::Family>& families) {
  std::vector<domain::Order*> accepted;
  for (auto& family : families)
    if (family.order.status == domain::OrderStatus::accepted && !family.order.pickup_number)
      accepted.push_back(&family.order);
  give_pickup_numbers(session, transaction, accepted);
}

}  // namespace

domain::Result<void> change_family(Session& session, domain::OrderId order, const Because& because,
                                   const std::function<domain::Result<void>(domain::Family&)>& decide,
                                   const std::function<void(pqxx::transaction_base&)>& also) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) -> domain::Result<void> {
    auto families = load_locked(session, transaction, std::span(&order, 1));
    if (families.empty()) return domain::Error{domain::ErrorCode::not_found, "no such order"};
    if (auto decided = decide(families.front()); !decided) return decided;
    number_accepted(session, transaction, families);
    FamilyChanges changes;
    changes.add(families.front(), because);
    changes.write(session, transaction);
    if (also) also(transaction);
    return {};
  });
}

domain::Result<void> change_families(Session& session, std::span<const domain::OrderId> orders,
                                     const std::function<Because(std::size_t)>& because,
                                     const std::function<void(domain::Family&, std::size_t)>& decide,
                                     const std::function<void(pqxx::transaction_base&)>& also) {
  // An order named twice is one family.
  std::vector<domain::OrderId> distinct(orders.begin(), orders.end());
  std::ranges::sort(distinct);
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  const auto first_place = [&](domain::OrderId id) {
    return static_cast<std::size_t>(std::ranges::find(orders, id) - orders.begin());
  };
  return session.in_transaction([&](pqxx::transaction_base& transaction) -> domain::Result<void> {
    auto families =
        distinct.empty() ? std::vector<domain::Family>() : load_locked(session, transaction, distinct);
    for (auto& family : families) decide(family, first_place(family.order.id));
    number_accepted(session, transaction, families);
    FamilyChanges changes;
    for (const auto& family : families) changes.add(family, because(first_place(family.order.id)));
    changes.write(session, transaction);
    if (also) also(transaction);
    return {};
  });
}

namespace {

domain::Result<domain::OrderId> find_order(Session& session, const Statement& statement,
                                           const domain::Uuid& id) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) -> domain::Result<domain::OrderId> {
    const auto rows = session.run(transaction, statement, number(id.store()), id.text());
    if (rows.empty()) return domain::Error{domain::ErrorCode::not_found, "no such number"};
    return domain::OrderId{*domain::Uuid::from_text(rows[0][0].c_str())};
  });
}

}  // namespace

domain::Result<domain::OrderId> order_of(Session& session, domain::PaymentId payment) {
  return find_order(session, sql::order_of_payment, payment.uuid);
}
domain::Result<domain::OrderId> order_of(Session& session, domain::RefundId refund) {
  return find_order(session, sql::order_of_refund, refund.uuid);
}
domain::Result<domain::OrderId> order_of(Session& session, domain::TicketId ticket) {
  return find_order(session, sql::order_of_ticket, ticket.uuid);
}

}  // namespace lunchrush::postgres
