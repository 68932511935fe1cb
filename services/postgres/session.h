// One connection, used by one thread. Reconnects when it was lost; never retries what may have been done.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <pqxx/pqxx>
#include <set>
#include <string>
#include <type_traits>

#include "services/domain/result.h"
#include "services/postgres/epoch.h"
#include "services/postgres/statement.h"

namespace lunchrush::postgres {

struct SessionOptions {
  std::string url;
  std::string application_name = "lunchrush";
  std::chrono::milliseconds statement_timeout{5'000};
  std::chrono::milliseconds lock_timeout{3'000};
  // A process that stands still in the middle of a transaction (paused, swapped out) loses it to those who
  // wait for its rows.
  std::chrono::milliseconds idle_in_transaction{10'000};
  std::chrono::seconds connect_timeout{2};
  // Else rows are found by index and tables joined as a statement names them, whatever the statistics say: on
  // the first day of a table, or after a crash, the planner takes it for empty and reads all of it, or all of
  // a store, for every order.
  bool reads_whole_tables = false;
  // Such a plan would live as long as its connection: plans are made anew after this time, then after twice
  // as long, up to a minute.
  std::chrono::milliseconds plans_first_live{1'000};
  EpochFence* fence = nullptr;  // the process's; none: any server that takes writes will do
};

// Deadlock, serialization failure or lost guard: how often a transaction is begun anew before it is given up.
inline constexpr int transaction_attempts_max = 4;

// A version guard did not hold: somebody else changed the row. The transaction is rolled back and tried
// again.
struct GuardLost : std::exception {
  const char* what() const noexcept override { return "a row changed under the transaction"; }
};

// The only place that knows libpqxx's exceptions. outcome_unknown: the connection died, or the server gave
// notice, while COMMIT was under way. unavailable: nothing was done and may be tried again. internal: a
// statement is wrong.
domain::Error to_error(const std::exception& failure);

class Session {
 public:
  explicit Session(SessionOptions options);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Runs `work` in one READ COMMITTED transaction and commits it. `work` takes a Transaction& and returns T
  // or Result<T>; an error, or an exception, rolls back. What failed for a reason that passes (deadlock, lost
  // guard) is begun anew.
  template <class Work>
  auto in_transaction(Work work);

  // Runs `work`, which runs one statement, as a transaction of its own: one round trip instead of three. What
  // was lost on the way may have been committed: outcome_unknown.
  template <class Work>
  auto in_statement(Work work);

  // Runs `work`, which runs one statement that only reads: one round trip as well, and nothing that could
  // have been committed.
  template <class Work>
  auto in_reading(Work work);

  bool connected() const;
  void disconnect();
  // Of the server that this session is connected to.
  const std::optional<Epoch>& epoch() const { return epoch_; }

  // Prepared on first use on this connection.
  template <class... Arguments>
  pqxx::result run(pqxx::transaction_base& transaction, const Statement& statement,
                   const Arguments&... arguments) {
    prepare(statement);
    return transaction.exec_prepared(statement.name, arguments...);
  }

 private:
  class NoticeWatcher;
  template <class Work>
  auto by_itself(Work work);
  pqxx::connection& connection();  // connects when needed; throws what libpqxx throws
  void connect();
  void renew_plans();
  bool closed_by_server() const;
  bool left_behind() const;
  void prepare(const Statement& statement);
  void commit(pqxx::transaction_base& transaction);  // throws in_doubt_error for any notice during COMMIT too
  void begin_commit();
  void end_commit();
  domain::Error failed(const std::exception& failure);

  SessionOptions options_;
  std::unique_ptr<pqxx::connection> connection_;
  std::unique_ptr<NoticeWatcher> notices_;
  std::set<std::string> prepared_;
  std::chrono::milliseconds plans_live_{};
  std::chrono::steady_clock::time_point plans_end_;
  std::optional<Epoch> epoch_;
  bool committing_ = false;  // COMMIT was sent on this connection and not answered yet
};

template <class T>
struct AsResult {
  using type = domain::Result<T>;
};
template <class T>
struct AsResult<domain::Result<T>> {
  using type = domain::Result<T>;
};

template <class Work>
auto Session::in_statement(Work work) {
  return by_itself([&](pqxx::transaction_base& transaction) {
    begin_commit();
    auto outcome = work(transaction);
    end_commit();
    return outcome;
  });
}

template <class Work>
auto Session::in_reading(Work work) {
  return by_itself(std::move(work));
}

template <class Work>
auto Session::by_itself(Work work) {
  using Outcome = typename AsResult<std::invoke_result_t<Work&, pqxx::transaction_base&>>::type;
  for (int attempt = 1;; ++attempt) {
    try {
      pqxx::nontransaction transaction(connection());
      return Outcome{work(transaction)};
    } catch (const pqxx::transaction_rollback& rolled_back) {
      if (attempt == transaction_attempts_max) return Outcome{failed(rolled_back)};
    } catch (const std::exception& failure) {
      return Outcome{failed(failure)};
    }
  }
}

template <class Work>
auto Session::in_transaction(Work work) {
  using Outcome = typename AsResult<std::invoke_result_t<Work&, pqxx::transaction_base&>>::type;
  for (int attempt = 1;; ++attempt) {
    try {
      pqxx::work transaction(connection());
      if constexpr (std::is_void_v<std::invoke_result_t<Work&, pqxx::transaction_base&>>) {
        work(transaction);
        commit(transaction);
        return Outcome{};
      } else {
        Outcome outcome = work(transaction);
        if (!outcome) return outcome;  // ~work rolls back
        commit(transaction);
        return outcome;
      }
    } catch (const GuardLost& lost) {
      if (attempt == transaction_attempts_max)
        return Outcome{domain::Error{domain::ErrorCode::unavailable, lost.what()}};
    } catch (const pqxx::transaction_rollback& rolled_back) {
      if (attempt == transaction_attempts_max) return Outcome{failed(rolled_back)};
    } catch (const std::exception& failure) {
      return Outcome{failed(failure)};
    }
  }
}

}  // namespace lunchrush::postgres
