#include "services/postgres/work.h"

#include "queries.h"
#include "services/postgres/rows.h"
#include "services/postgres/values.h"

namespace lunchrush::postgres {

domain::Result<std::vector<DuePayment>> claim_due_payments(Session& session, int limit,
                                                           std::chrono::milliseconds lease) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) {
    std::vector<DuePayment> due;
    for (const auto& row : session.run(transaction, sql::claim_due_payments, limit, lease.count()))
      due.push_back({{*domain::Uuid::from_text(row["order_id"].c_str())},
                     to_payment(json::parse(row["payment"].c_str()).as_object())});
    return domain::Result<std::vector<DuePayment>>(std::move(due));
  });
}

domain::Result<std::vector<DueRefund>> claim_due_refunds(Session& session, int limit,
                                                         std::chrono::milliseconds lease) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) {
    std::vector<DueRefund> due;
    for (const auto& row : session.run(transaction, sql::claim_due_refunds, limit, lease.count()))
      due.push_back({{*domain::Uuid::from_text(row["order_id"].c_str())},
                     to_refund(json::parse(row["refund"].c_str()).as_object()),
                     domain::word_from_name<domain::PaymentMethod>(row["method"].c_str()).value(),
                     row["account"].c_str(),
                     domain::Money{row["received_fen"].as<std::int64_t>()}});
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

domain::Result<std::vector<std::pair<domain::StoreId, std::int64_t>>> relay_events(Session& session,
                                                                                   int limit) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) {
    std::vector<std::pair<domain::StoreId, std::int64_t>> moved;
    json::array stores;
    for (const auto& row : session.run(transaction, sql::lock_feeds, limit))
      stores.push_back(row[0].as<std::int64_t>());
    if (!stores.empty())
      for (const auto& row : session.run(transaction, sql::relay_events, json::serialize(stores), limit))
        moved.emplace_back(domain::StoreId{row[0].as<std::uint32_t>()}, row[1].as<std::int64_t>());
    return domain::Result<std::vector<std::pair<domain::StoreId, std::int64_t>>>(std::move(moved));
  });
}

}  // namespace lunchrush::postgres
