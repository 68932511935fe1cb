#include "services/postgres/migrations.h"

#include <algorithm>
#include <map>
#include <thread>

#include "queries.h"
#include "services/crypto/digest.h"

namespace lunchrush::postgres {
namespace {

using namespace std::chrono_literals;
using domain::Error;
using domain::ErrorCode;

// A statement that cannot get its table lock at once gives up and is tried again: whoever queues behind it
// waits no longer than this.
constexpr std::chrono::milliseconds table_lock_timeout = 1s;
constexpr std::chrono::milliseconds turn_timeout = 60s;         // for another migrate to finish its migration
constexpr std::chrono::milliseconds statement_timeout = 10min;  // a large table is rewritten or indexed
constexpr std::chrono::milliseconds pause_between_attempts = 500ms;
constexpr int attempts_max = 120;  // a minute and more of somebody else's long transaction

struct Applied {
  std::string name;
  std::string checksum;
};

std::string checksum_of(const Migration& migration) { return crypto::to_hex(crypto::sha256(migration.text)); }

void set_timeouts(Session& session, pqxx::transaction_base& transaction, std::chrono::milliseconds lock) {
  session.run(transaction, sql::set_transaction_timeouts, std::to_string(lock.count()),
              std::to_string(statement_timeout.count()));
}

std::map<int, Applied> read_applied(Session& session, pqxx::transaction_base& transaction) {
  std::map<int, Applied> applied;
  for (const auto& row : session.run(transaction, sql::select_applied_migrations))
    applied[row["number"].as<int>()] = {row["name"].as<std::string>(), row["checksum"].as<std::string>()};
  return applied;
}

// Others create it at the same moment: IF NOT EXISTS then fails on a catalog's unique index, and exists by
// the next try.
domain::Result<void> create_table(Session& session) {
  auto outcome = session.in_transaction(
      [](pqxx::transaction_base& transaction) { transaction.exec(sql::create_schema_migrations.text); });
  if (outcome || outcome.error().code != ErrorCode::internal) return outcome;
  return Error{ErrorCode::unavailable, outcome.error().detail};
}

// Whether it was applied now; false when it had been.
domain::Result<bool> apply(Session& session, const Migration& migration) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) -> domain::Result<bool> {
    set_timeouts(session, transaction, turn_timeout);
    session.run(transaction, sql::lock_schema_migrations);
    const auto applied = read_applied(session, transaction);
    if (const auto earlier = applied.find(migration.number); earlier != applied.end()) {
      if (earlier->second.checksum == checksum_of(migration)) return false;
      return Error{ErrorCode::state_conflict, migration.name + " was applied with another text"};
    }
    if (!applied.empty() && applied.rbegin()->first > migration.number)
      return Error{ErrorCode::state_conflict,
                   migration.name + " comes before " + applied.rbegin()->second.name + ", which is applied"};
    set_timeouts(session, transaction, table_lock_timeout);
    transaction.exec(migration.text);
    session.run(transaction, sql::insert_applied_migration, migration.number, migration.name,
                checksum_of(migration));
    return true;
  });
}

// A lock that was not to be had, or a connection lost in COMMIT: what happened is read anew at the next
// attempt.
template <class Step>
auto with_patience(Step step) -> decltype(step()) {
  for (int attempt = 1;; ++attempt) {
    auto outcome = step();
    if (outcome || attempt == attempts_max) return outcome;
    const auto code = outcome.error().code;
    if (code != ErrorCode::unavailable && code != ErrorCode::outcome_unknown) return outcome;
    std::this_thread::sleep_for(pause_between_attempts);
  }
}

}  // namespace

domain::Result<std::vector<std::string>> migrate(Session& session, std::span<const Migration> migrations) {
  if (auto created = with_patience([&] { return create_table(session); }); !created) return created.error();
  std::vector<std::string> names;
  for (const auto& migration : migrations) {
    const auto applied = with_patience([&] { return apply(session, migration); });
    if (!applied) return Error{applied.error().code, migration.name + ": " + applied.error().detail};
    if (*applied) names.push_back(migration.name);
  }
  return names;
}

domain::Result<bool> migrated(Session& session, std::span<const Migration> migrations) {
  return session.in_transaction([&](pqxx::transaction_base& transaction) {
    if (!session.run(transaction, sql::schema_migrations_exist)[0][0].as<bool>()) return false;
    const auto applied = read_applied(session, transaction);
    return std::ranges::all_of(migrations, [&](const Migration& migration) {
      const auto found = applied.find(migration.number);
      return found != applied.end() && found->second.checksum == checksum_of(migration);
    });
  });
}

}  // namespace lunchrush::postgres
