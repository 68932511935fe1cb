#include "services/postgres/audit.h"

#include <boost/json.hpp>

#include "queries.h"
#include "services/crypto/digest.h"
#include "services/postgres/values.h"

namespace lunchrush::postgres {
namespace {

json::object row_of(const Actor& actor, const Act& act, domain::Instant at) {
  json::object detail;
  for (const auto& [name, value] : act.detail) detail[name] = value;
  return {{"store_id", number(act.store)},
          {"id", domain::Uuid::v7(at, crypto::random_u64(), act.store).text()},
          {"principal", actor.principal},
          {"role", actor.role},
          {"act", act.name},
          {"object", act.object},
          {"detail", std::move(detail)},
          {"client_address", actor.client_address},
          {"request_id", actor.request_id},
          {"trace_id", actor.trace_id}};
}

domain::Uuid beyond_all_ids() {
  domain::Uuid id;
  id.bytes.fill(0xff);
  return id;
}

AuditEntry entry_of(const pqxx::row& row, domain::StoreId store) {
  AuditEntry entry{*domain::Uuid::from_text(row["id"].c_str()),
                   from_timestamp(row["at"].c_str()),
                   {store, row["act"].c_str(), row["object"].c_str(), {}},
                   {row["principal"].c_str(), row["role"].c_str(), row["client_address"].c_str(),
                    row["request_id"].c_str(), row["trace_id"].c_str()}};
  const auto detail = json::parse(row["detail"].c_str());  // named: the loop would not keep it alive
  for (const auto& [name, value] : detail.as_object())
    entry.act.detail[std::string(name)] = std::string(value.as_string());
  return entry;
}

}  // namespace

void record_acts(Session& session, pqxx::transaction_base& transaction, const Actor& actor,
                 std::span<const Act> acts) {
  const auto at = std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
  json::array rows;
  for (const auto& act : acts) rows.push_back(row_of(actor, act, at));
  session.run(transaction, sql::insert_audit, json::serialize(rows));
}

void record_act(Session& session, pqxx::transaction_base& transaction, const Actor& actor, const Act& act) {
  record_acts(session, transaction, actor, std::span(&act, 1));
}

domain::Result<std::vector<AuditEntry>> read_audit(Session& session, domain::StoreId store,
                                                   const std::optional<domain::Uuid>& before, int limit) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) {
    std::vector<AuditEntry> entries;
    const auto end = before.value_or(beyond_all_ids());
    for (const auto& row : session.run(transaction, sql::read_audit, number(store), end.text(), limit))
      entries.push_back(entry_of(row, store));
    return domain::Result<std::vector<AuditEntry>>(std::move(entries));
  });
}

}  // namespace lunchrush::postgres
