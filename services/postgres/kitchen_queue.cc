#include "services/postgres/kitchen_queue.h"

#include "queries.h"
#include "services/postgres/rows.h"

namespace lunchrush::postgres {

domain::Result<KitchenQueue> read_kitchen_queue(Session& session, const KitchenQueueFilter& filter) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) {
    KitchenQueue queue;
    const auto first_id = domain::Uuid::v7(filter.since, 0, domain::StoreId{0});
    for (const auto& row : session.run(transaction, sql::read_kitchen_queue, number(filter.store),
                                       first_id.text(), filter.tickets_max)) {
      Columns columns(row);
      domain::OpenTicket ticket;
      ticket.id = {columns.uuid()};
      ticket.order = {columns.uuid()};
      ticket.station = columns.string();
      ticket.queued_at = columns.instant();
      const auto status = columns.status<domain::OrderStatus>();
      queue.orders.try_emplace(ticket.order.uuid, OrderInKitchen{status, columns.string()});
      queue.tickets.push_back(std::move(ticket));
    }
    return domain::Result<KitchenQueue>(std::move(queue));
  });
}

}  // namespace lunchrush::postgres
