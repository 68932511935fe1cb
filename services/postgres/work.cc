#include "services/postgres/work.h"

#include "queries.h"
#include "services/postgres/array.h"
#include "services/postgres/rows.h"

namespace lunchrush::postgres {

domain::Result<std::vector<DuePayment>> claim_due_payments(Session& session, int limit,
                                                           std::chrono::milliseconds lease) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) {
    std::vector<DuePayment> due;
    for (const auto& row : session.run(transaction, sql::claim_due_payments, limit, lease.count())) {
      Columns columns(row);
      const domain::OrderId order{columns.uuid()};
      due.push_back({order, to_payment(columns)});
    }
    return domain::Result<std::vector<DuePayment>>(std::move(due));
  });
}

namespace {

DueRefund due_refund(Columns columns) {
  DueRefund due;
  due.order = {columns.uuid()};
  due.refund = to_refund(columns);
  due.method = columns.word<domain::PaymentMethod>();
  due.account = columns.text();
  due.payment_total = columns.money();
  return due;
}

}  // namespace

domain::Result<std::vector<DueRefund>> claim_due_refunds(Session& session, int limit,
                                                         std::chrono::milliseconds lease) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) {
    std::vector<DueRefund> due;
    for (const auto& row : session.run(transaction, sql::claim_due_refunds, limit, lease.count()))
      due.push_back(due_refund(Columns(row)));
    return domain::Result<std::vector<DueRefund>>(std::move(due));
  });
}

domain::Result<std::vector<domain::OrderId>> find_expired_intents(Session& session, int limit) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) {
    std::vector<domain::OrderId> orders;
    for (const auto& row : session.run(transaction, sql::find_expired_intents, limit))
      orders.push_back({*domain::Uuid::from_text(row[0].c_str())});
    return domain::Result<std::vector<domain::OrderId>>(std::move(orders));
  });
}

domain::Result<void> query_soon(Session& session, domain::PaymentId payment,
                                std::chrono::milliseconds at_most_every) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) {
    session.run(transaction, sql::query_soon, number(payment.store()), payment.uuid.text(),
                at_most_every.count());
  });
}

domain::Result<Relayed> relay_events(Session& session, int limit) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) {
    Relayed moved;
    Array stores{ElementType::bigint};
    const auto locked = session.run(transaction, sql::lock_feeds, limit);
    for (const auto& row : locked) stores.add(row[0].as<std::int64_t>());
    if (locked.empty()) return domain::Result<Relayed>(std::move(moved));
    for (const auto& row : session.run(transaction, sql::relay_events, stores.parameter(), limit)) {
      moved.stores.push_back(domain::StoreId{row[0].as<std::uint32_t>()});
      moved.events += row[1].as<std::int64_t>();
    }
    return domain::Result<Relayed>(std::move(moved));
  });
}

}  // namespace lunchrush::postgres
