#include "services/postgres/exceptions.h"

#include <unordered_map>

#include "queries.h"
#include "services/postgres/array.h"
#include "services/postgres/rows.h"
#include "services/postgres/values.h"

namespace lunchrush::postgres {
namespace {

constexpr int payments_looked_at_max = 20'000;  // a day's, of the busiest store

domain::Uuid first_id_at(domain::Instant at) { return domain::Uuid::v7(at, 0, domain::StoreId{0}); }

PaymentsInState to_state(Columns columns) {
  PaymentsInState state;
  state.status = columns.status<domain::PaymentStatus>();
  state.payments = columns.integer();
  state.amount = columns.money();
  state.oldest = columns.instant();
  return state;
}

Conflict to_conflict(Columns columns) {
  Conflict conflict;
  conflict.order.id = {columns.uuid()};
  conflict.payment = {columns.uuid()};
  conflict.method = columns.word<domain::PaymentMethod>();
  conflict.amount = columns.money();
  conflict.received = columns.money();
  conflict.at = columns.instant();
  conflict.order.status = columns.status<domain::OrderStatus>();
  conflict.order.pickup_number = columns.integer();
  conflict.why = columns.string();
  conflict.refundable = columns.money();
  conflict.returned = columns.money();
  return conflict;
}

Return to_return(Columns columns) {
  Return back;
  back.order.id = {columns.uuid()};
  back.refund = {columns.uuid()};
  back.payment = {columns.uuid()};
  back.status = columns.status<domain::RefundStatus>();
  back.cause = columns.word<domain::RefundCause>();
  back.amount = columns.money();
  back.reason = columns.string();
  back.requested_by = columns.string();
  back.failure = columns.string();
  back.redone = columns.flag();
  back.at = columns.instant();
  back.method = columns.word<domain::PaymentMethod>();
  back.payment_status = columns.status<domain::PaymentStatus>();
  back.refundable = columns.money();
  back.order.status = columns.status<domain::OrderStatus>();
  back.order.pickup_number = columns.integer();
  return back;
}

UnsettledNotification to_notification(Columns columns) {
  UnsettledNotification message;
  message.id = {columns.uuid()};
  message.account = columns.string();
  message.kind = columns.string();
  message.status = columns.string();
  message.number = columns.string();
  message.gateway_number = columns.string();
  message.amount = columns.money();
  message.finding = columns.string();
  message.failure = columns.string();
  message.attempts = columns.small();
  message.deliveries = columns.small();
  message.at = columns.instant();
  message.next_attempt_at = columns.maybe_instant();
  return message;
}

using ActsOf = std::unordered_map<std::string, std::vector<HumanAct>>;

ActsOf read_acts(Session& session, pqxx::transaction_base& transaction, domain::StoreId store,
                 const Array& objects) {
  ActsOf acts;
  for (const auto& row :
       session.run(transaction, sql::list_acts, number(store), objects.parameter(), matters_max))
    acts[row["object"].c_str()].push_back({from_timestamp(row["at"].c_str()), row["principal"].c_str(),
                                           row["act"].c_str(), row["reason"].c_str()});
  return acts;
}

void add_acts(Session& session, pqxx::transaction_base& transaction, domain::StoreId store,
              Exceptions& found) {
  Array objects{ElementType::text};
  for (const auto& each : found.conflicts) objects.add(std::string_view(each.order.id.text()));
  for (const auto& each : found.returns) objects.add(std::string_view(each.order.id.text()));
  for (const auto& each : found.notifications) objects.add(std::string_view(each.id.text()));
  auto acts = read_acts(session, transaction, store, objects);
  for (auto& each : found.conflicts) each.acts = acts[each.order.id.text()];
  for (auto& each : found.returns) each.acts = acts[each.order.id.text()];
  for (auto& each : found.notifications) each.acts = acts[each.id.text()];
}

}  // namespace

domain::Result<Exceptions> read_exceptions(Session& session, const ExceptionFilter& filter) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) {
    Exceptions found;
    const auto store = number(filter.store);
    const auto since = to_timestamp(filter.since);
    for (const auto& row :
         session.run(transaction, sql::read_payments_by_state, store, first_id_at(filter.day_begins).text(),
                     first_id_at(filter.day_ends).text(), payments_looked_at_max))
      found.payments.push_back(to_state(Columns(row)));
    for (const auto& row : session.run(transaction, sql::list_conflicts, store, since, matters_max))
      found.conflicts.push_back(to_conflict(Columns(row)));
    for (const auto& row :
         session.run(transaction, sql::list_returns, store, first_id_at(filter.since).text(), matters_max))
      found.returns.push_back(to_return(Columns(row)));
    Array accounts{ElementType::text};
    for (const auto& account : filter.accounts) accounts.add(std::string_view(account));
    for (const auto& row : session.run(transaction, sql::list_unsettled_notifications, store,
                                       accounts.parameter(), since, matters_max))
      found.notifications.push_back(to_notification(Columns(row)));
    add_acts(session, transaction, filter.store, found);
    return domain::Result<Exceptions>(std::move(found));
  });
}

domain::Result<void> command_notification(Session& session, domain::NotificationId id,
                                          NotificationCommand command, const std::string& reason,
                                          const Actor& actor) {
  const auto store = number(id.store());
  const bool retry = command == NotificationCommand::retry;
  return session.in_transaction([&](pqxx::transaction_base& transaction) -> domain::Result<void> {
    const auto& statement = retry ? sql::retry_notification : sql::give_up_notification;
    const auto changed = session.run(transaction, statement, store, id.uuid.text());
    if (changed.empty()) {
      const auto status = session.run(transaction, sql::notification_status, store, id.uuid.text());
      if (status.empty()) return domain::Error{domain::ErrorCode::not_found, "no such notification"};
      if (!retry && std::string_view(status[0][0].c_str()) == "dead") return {};  // given up already
      return domain::Error{domain::ErrorCode::state_conflict,
                           "the notification is " + std::string(status[0][0].c_str())};
    }
    record_act(session, transaction, actor,
               {id.store(),
                retry ? "notification.retried" : "notification.given_up",
                id.text(),
                {{"failure", changed[0][0].c_str()}, {"reason", reason}}});
    return {};
  });
}

}  // namespace lunchrush::postgres
