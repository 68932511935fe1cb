#include "services/postgres/inbox.h"

#include <cstdlib>
#include <unordered_set>

#include "queries.h"
#include "services/postgres/array.h"
#include "services/postgres/evidence_rows.h"
#include "services/postgres/values.h"

namespace lunchrush::postgres {

std::string_view name(NotificationEnd end) {
  switch (end) {
    case NotificationEnd::applied: return "applied";
    case NotificationEnd::parked: return "parked";
    case NotificationEnd::dead: return "dead";
  }
  std::abort();  // -Werror=switch keeps this unreachable
}

std::vector<Stored> insert_notifications(Session& session, pqxx::transaction_base& transaction,
                                         std::span<const NewNotification> batch,
                                         std::span<const NotificationOutcome> outcomes) {
  using enum ElementType;
  Array store{bigint}, id{uuid}, account{text}, notify_id{text}, kind{text}, evidence{json}, headers{json},
      body{bytea}, trace_id{text}, status{text}, failure{text}, retry_after{bigint};
  for (std::size_t i = 0; i != batch.size(); ++i) {
    const auto& message = batch[i];
    const auto* outcome = outcomes.empty() ? nullptr : &outcomes[i];
    const bool payment = std::holds_alternative<domain::PaymentEvidence>(message.evidence);
    store.add(std::int64_t{number(message.store)});
    id.add(message.id.uuid);
    account.add(std::string_view(message.account));
    notify_id.add(std::string_view(message.notify_id));
    kind.add(std::string_view(payment ? "payment" : "refund"));
    evidence.add(std::string_view(boost::json::serialize(evidence_row(message.evidence))));
    headers.add(std::string_view(message.headers));
    body.add(std::string_view(message.body));
    trace_id.add(std::string_view(message.trace_id));
    status.add(outcome != nullptr ? name(outcome->end) : std::string_view("received"));
    failure.add(outcome != nullptr ? std::string_view(outcome->failure) : std::string_view());
    retry_after.add(std::int64_t{outcome != nullptr ? outcome->retry_after.count() : 0});
  }
  const auto rows = session.run(
      transaction, sql::store_notifications, store.parameter(), id.parameter(), account.parameter(),
      notify_id.parameter(), kind.parameter(), evidence.parameter(), headers.parameter(), body.parameter(),
      trace_id.parameter(), status.parameter(), failure.parameter(), retry_after.parameter());
  std::unordered_set<std::string> fresh;
  for (const auto& row : rows)
    if (row[1].as<bool>()) fresh.insert(row[0].c_str());
  std::vector<Stored> answers;
  for (const auto& message : batch) answers.push_back({.duplicate = !fresh.contains(message.id.uuid.text())});
  return answers;
}

std::vector<domain::Result<Stored>> store_notifications(Session& session,
                                                        std::span<const NewNotification> batch) {
  const auto committed =
      session.in_statement([&](pqxx::transaction_base& transaction) -> domain::Result<std::vector<Stored>> {
        return insert_notifications(session, transaction, batch, {});
      });
  if (committed) return {committed->begin(), committed->end()};
  // One message that PostgreSQL refuses must not keep the others out.
  if (batch.size() == 1 || committed.error().code != domain::ErrorCode::internal)
    return std::vector<domain::Result<Stored>>(batch.size(), committed.error());
  const auto half = batch.size() / 2;
  auto answers = store_notifications(session, batch.first(half));
  for (auto& answer : store_notifications(session, batch.subspan(half))) answers.push_back(std::move(answer));
  return answers;
}

domain::Result<std::vector<ClaimedNotification>> claim_notifications(Session& session,
                                                                     const std::string& worker, int limit,
                                                                     std::chrono::milliseconds lease) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) {
    std::vector<ClaimedNotification> claimed;
    for (const auto& row : session.run(transaction, sql::claim_notifications, worker, limit, lease.count()))
      claimed.push_back({{*domain::Uuid::from_text(row["id"].c_str())},
                         domain::StoreId{row["store_id"].as<std::uint32_t>()},
                         row["account"].c_str(),
                         to_evidence(json::parse(row["evidence"].c_str()).as_object()),
                         row["attempts"].as<int>(),
                         row["trace_id"].c_str()});
    return domain::Result<std::vector<ClaimedNotification>>(std::move(claimed));
  });
}

void finish_notifications(Session& session, pqxx::transaction_base& transaction,
                          std::span<const NotificationOutcome> outcomes) {
  if (outcomes.empty()) return;
  using enum ElementType;
  Array store{bigint}, id{uuid}, end{text}, failure{text}, retry_after{bigint};
  for (const auto& outcome : outcomes) {
    store.add(std::int64_t{number(outcome.store)});
    id.add(outcome.id.uuid);
    end.add(name(outcome.end));
    failure.add(std::string_view(outcome.failure));
    retry_after.add(std::int64_t{outcome.retry_after.count()});
  }
  session.run(transaction, sql::finish_notifications, store.parameter(), id.parameter(), end.parameter(),
              failure.parameter(), retry_after.parameter());
}

}  // namespace lunchrush::postgres
