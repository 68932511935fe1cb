#include "services/postgres/inbox.h"

#include <unordered_map>

#include "queries.h"
#include "services/postgres/array.h"
#include "services/postgres/evidence_rows.h"
#include "services/postgres/values.h"

namespace lunchrush::postgres {
namespace {

pqxx::result insert(Session& session, pqxx::transaction_base& transaction,
                    std::span<const NewNotification> batch) {
  using enum ElementType;
  Array store{bigint}, id{uuid}, account{text}, notify_id{text}, kind{text}, evidence{json}, headers{json},
      body{bytea}, trace_id{text}, claimed_by{text}, lease{bigint};
  for (const auto& message : batch) {
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
    claimed_by.add(std::string_view(message.claimed_by));
    lease.add(std::int64_t{message.lease.count()});
  }
  return session.run(transaction, sql::store_notifications, store.parameter(), id.parameter(),
                     account.parameter(), notify_id.parameter(), kind.parameter(), evidence.parameter(),
                     headers.parameter(), body.parameter(), trace_id.parameter(), claimed_by.parameter(),
                     lease.parameter());
}

Stored stored(NewNotification& message, bool fresh) {
  if (!fresh || message.claimed_by.empty()) return {.duplicate = !fresh, .claimed = {}};
  return {.duplicate = false,
          .claimed = ClaimedNotification{.id = message.id,
                                         .store = message.store,
                                         .account = std::move(message.account),
                                         .evidence = std::move(message.evidence),
                                         .attempts = 1,
                                         .trace_id = std::move(message.trace_id)}};
}

}  // namespace

std::vector<domain::Result<Stored>> store_notifications(Session& session, std::span<NewNotification> batch) {
  std::unordered_map<std::string, bool> inserted;
  auto committed = session.in_statement([&](pqxx::transaction_base& transaction) -> domain::Result<void> {
    inserted.clear();
    for (const auto& row : insert(session, transaction, batch)) inserted[row[0].c_str()] = row[1].as<bool>();
    return {};
  });
  std::vector<domain::Result<Stored>> answers;
  answers.reserve(batch.size());
  for (auto& message : batch) {
    const auto found = inserted.find(message.id.uuid.text());
    const bool fresh = found != inserted.end() && found->second;
    if (committed)
      answers.emplace_back(stored(message, fresh));
    else
      answers.emplace_back(committed.error());
  }
  // One message that PostgreSQL refuses must not keep the others out.
  if (committed || batch.size() == 1 || committed.error().code != domain::ErrorCode::internal) return answers;
  const auto half = batch.size() / 2;
  answers = store_notifications(session, batch.first(half));
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
  const auto status = [](NotificationEnd end) {
    switch (end) {
      case NotificationEnd::applied: return "applied";
      case NotificationEnd::parked: return "parked";
      case NotificationEnd::dead: return "dead";
    }
    std::abort();
  };
  using enum ElementType;
  Array store{bigint}, id{uuid}, end{text}, failure{text}, retry_after{bigint};
  for (const auto& outcome : outcomes) {
    store.add(std::int64_t{number(outcome.store)});
    id.add(outcome.id.uuid);
    end.add(std::string_view(status(outcome.end)));
    failure.add(std::string_view(outcome.failure));
    retry_after.add(std::int64_t{outcome.retry_after.count()});
  }
  session.run(transaction, sql::finish_notifications, store.parameter(), id.parameter(), end.parameter(),
              failure.parameter(), retry_after.parameter());
}

}  // namespace lunchrush::postgres
