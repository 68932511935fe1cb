#include "services/postgres/order_standing.h"

#include "services/postgres/family_rows.h"

namespace lunchrush::postgres {

domain::Result<OrderStanding> read_order_standing(Session& session, domain::OrderId order) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) -> domain::Result<OrderStanding> {
    auto families = load_families(session, transaction, OrderIds(std::span(&order, 1)));
    if (families.empty()) return domain::Error{domain::ErrorCode::not_found, "no such order"};
    load_tickets(session, transaction, families);
    const auto& family = families.front();
    OrderStanding standing{{family.order.status, family.order.owner}, {}};
    for (const auto& ticket : family.tickets)
      if (ticket.status == domain::TicketStatus::queued || ticket.status == domain::TicketStatus::started)
        standing.own.push_back({ticket.id, order, ticket.station, ticket.queued_at});
    return standing;
  });
}

}  // namespace lunchrush::postgres
