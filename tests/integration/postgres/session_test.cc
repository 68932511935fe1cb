#include "services/postgres/session.h"

#include <catch2/catch.hpp>

#include "tests/integration/postgres/commit_thief.h"
#include "tests/integration/postgres/orders_made.h"

using namespace lunchrush;
using namespace lunchrush::postgres;
using namespace lunchrush::postgres::testing;
using namespace std::chrono_literals;
using domain::ErrorCode;

namespace {

domain::Result<int> answer(Session& session) {
  return session.in_transaction(
      [](pqxx::transaction_base& transaction) { return transaction.exec("SELECT 42")[0][0].as<int>(); });
}

void raise(pqxx::transaction_base& transaction, const std::string& state) {
  transaction.exec("DO $$ BEGIN RAISE EXCEPTION 'planted' USING ERRCODE = '" + state + "'; END $$");
}

// Runs inside COMMIT, on whatever inserts an order, until the test is over.
class AtCommit {
 public:
  explicit AtCommit(const std::string& statement) {
    run("CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + statement +
        "; RETURN NULL; END $$");
    run("CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON orders DEFERRABLE INITIALLY DEFERRED FOR EACH "
        "ROW EXECUTE FUNCTION at_commit()");
  }
  ~AtCommit() { run("DROP TRIGGER at_commit ON orders; DROP FUNCTION at_commit()"); }
  AtCommit(const AtCommit&) = delete;
  AtCommit& operator=(const AtCommit&) = delete;
};

std::vector<domain::Result<Outcome>> place_three(Session& session) {
  std::vector<NewOrder> batch{order_for({.key = "a"}), order_for({.key = "b"}), order_for({.key = "c"})};
  return place_orders(session, batch);
}

void check_all(const std::vector<domain::Result<Outcome>>& answers, ErrorCode code) {
  REQUIRE(answers.size() == 3);
  for (const auto& one : answers) {
    REQUIRE(one.has_error());
    CHECK(one.error().code == code);
  }
}

}  // namespace

TEST_CASE("a commit whose answer is lost is unknown, and the same batch again finds what it did [rows 1, 37]",
          "[postgres]") {
  start_over();
  CommitThief thief;
  Session session(options_at(thief.port()));
  REQUIRE(answer(session).value() == 42);
  thief.arm();
  check_all(place_three(session), ErrorCode::outcome_unknown);
  CHECK(thief.stolen() == 1);
  CHECK(count_of("SELECT count(*) FROM orders") == 3);
  for (const auto& again : place_three(session)) {  // on the same session: it has connected anew
    REQUIRE(again.has_value());
    CHECK(again->replayed);
  }
  CHECK(count_of("SELECT count(*) FROM orders") == 3);
  CHECK(broken_invariants().empty());
}

TEST_CASE(
    "a server that dies in COMMIT before it has committed leaves it unknown, and the same batch again does "
    "it [rows 37, 38]",
    "[postgres]") {
  start_over();
  Session session(options());
  {
    const AtCommit dies("PERFORM pg_terminate_backend(pg_backend_pid())");
    check_all(place_three(session), ErrorCode::outcome_unknown);
    CHECK(count_of("SELECT count(*) FROM orders") == 0);
  }
  for (const auto& again : place_three(session)) {
    REQUIRE(again.has_value());
    CHECK_FALSE(again->replayed);
  }
  CHECK(count_of("SELECT count(*) FROM orders") == 3);
}

TEST_CASE("a COMMIT that comes back with a notice is not believed [row 37]", "[postgres]") {
  start_over();
  Session session(options());
  {
    const AtCommit warns("RAISE WARNING 'canceling wait for synchronous replication due to user request'");
    check_all(place_three(session), ErrorCode::outcome_unknown);
  }
  for (const auto& again : place_three(session)) CHECK(again.value().replayed);
}

TEST_CASE(
    "a connection that dies before COMMIT has done nothing, and the next transaction has a new one [row 38]",
    "[postgres]") {
  start_over();
  Session session(options());
  int begun = 0;
  const auto lost = session.in_transaction([&](pqxx::transaction_base& transaction) {
    ++begun;
    transaction.exec("INSERT INTO merchants (merchant_id, name_zh) VALUES (9, 'x')");
    const auto backend = transaction.exec("SELECT pg_backend_pid()")[0][0].as<std::string>();
    run("SELECT pg_terminate_backend(" + backend + ", 5000)");
    return transaction.exec("SELECT 1")[0][0].as<int>();
  });
  REQUIRE(lost.has_error());
  CHECK(lost.error().code == ErrorCode::unavailable);
  CHECK(begun == 1);
  CHECK_FALSE(session.connected());
  CHECK(answer(session).value() == 42);
  CHECK(count_of("SELECT count(*) FROM merchants WHERE merchant_id = 9") == 0);
}

TEST_CASE("a connection that was ended between two transactions is noticed before anything is sent [row 38]",
          "[postgres]") {
  start_over();
  Session session(options());
  const auto backend = session.in_transaction([](pqxx::transaction_base& transaction) {
    return transaction.exec("SELECT pg_backend_pid()")[0][0].as<std::string>();
  });
  run("SELECT pg_terminate_backend(" + backend.value() + ", 5000)");
  for (const auto& placed : place_three(session)) CHECK_FALSE(placed.value().replayed);
}

TEST_CASE("who stands still in a transaction loses it, and others get its rows [row 73]", "[postgres]") {
  start_over();
  auto paused = options();
  paused.idle_in_transaction = 50ms;
  Session session(paused);
  const auto woke = session.in_transaction([](pqxx::transaction_base& transaction) {
    transaction.exec("UPDATE merchants SET name_zh = 'asleep'");
    run("UPDATE merchants SET name_zh = 'awake'");
    transaction.exec("SELECT 1");
  });
  REQUIRE(woke.has_error());
  CHECK(woke.error().code == ErrorCode::unavailable);
  CHECK(count_of("SELECT count(*) FROM merchants WHERE name_zh = 'awake'") == 1);
}

TEST_CASE("a server that says it ends while COMMIT is under way leaves it unknown [row 37]", "[postgres]") {
  start_over();
  Session session(options());
  const AtCommit says("RAISE EXCEPTION 'terminating connection' USING ERRCODE = '57P01'");
  check_all(place_three(session), ErrorCode::outcome_unknown);
}

TEST_CASE("a session knows its server's epoch, and none uses a server of an older timeline [row 50]",
          "[postgres]") {
  EpochFence fence;
  auto fenced = options();
  fenced.fence = &fence;
  Session session(fenced);
  REQUIRE(answer(session).value() == 42);
  const auto here = session.epoch();
  REQUIRE(here.has_value());
  CHECK(here->system == value_of("SELECT system_identifier FROM pg_control_system()"));
  CHECK(here->timeline == count_of("SELECT timeline_id FROM pg_control_checkpoint()"));
  SECTION("another session has seen a newer one: a failover left this server behind") {
    REQUIRE(fence.admits({here->system, here->timeline + 1}));
    const auto refused = answer(session);
    REQUIRE(refused.has_error());
    CHECK(refused.error().code == ErrorCode::unavailable);
    CHECK_FALSE(session.connected());
    Session another(fenced);
    CHECK(answer(another).error().code == ErrorCode::unavailable);
  }
  SECTION("another system counts its own timelines: the database was moved") {
    REQUIRE(fence.admits({"another", here->timeline + 1}));
    CHECK(answer(session).value() == 42);
  }
}

TEST_CASE("a server that is not there is unavailable, at once", "[postgres]") {
  Session session(options_at(1));
  CHECK(answer(session).error().code == ErrorCode::unavailable);
  CHECK(answer(session).error().code == ErrorCode::unavailable);
}

TEST_CASE("a transaction that lost a deadlock or its snapshot is begun anew, some times [rows 43, 44]",
          "[postgres]") {
  Session session(options());
  for (const std::string state : {"40001", "40P01"}) {
    int begun = 0;
    const auto done = session.in_transaction([&](pqxx::transaction_base& transaction) {
      if (++begun < transaction_attempts_max) raise(transaction, state);
      return begun;
    });
    REQUIRE(done.has_value());
    CHECK(*done == transaction_attempts_max);
    begun = 0;
    const auto given_up = session.in_transaction([&](pqxx::transaction_base& transaction) {
      ++begun;
      raise(transaction, state);
    });
    REQUIRE(given_up.has_error());
    CHECK(given_up.error().code == ErrorCode::unavailable);
    CHECK(begun == transaction_attempts_max);
  }
}

TEST_CASE("what the server says is wrong with a statement is told apart: it passes, or it is ours [row 44]",
          "[postgres]") {
  const auto [state, code] = GENERATE(table<std::string, ErrorCode>({
      {"55P03", ErrorCode::unavailable},  // lock not available
      {"57014", ErrorCode::unavailable},  // statement timeout
      {"57P01", ErrorCode::unavailable},  // shutdown
      {"53300", ErrorCode::unavailable},  // too many connections
      {"25006", ErrorCode::unavailable},  // a standby
      {"22021", ErrorCode::internal},
      {"23514", ErrorCode::internal},
      {"42P01", ErrorCode::internal},
  }));
  CAPTURE(state);
  Session session(options());
  int begun = 0;
  const auto failed = session.in_transaction([&, planted = state](pqxx::transaction_base& transaction) {
    ++begun;
    raise(transaction, planted);
  });
  REQUIRE(failed.has_error());
  CHECK(failed.error().code == code);
  CHECK(begun == 1);
  CHECK(answer(session).value() == 42);
}

TEST_CASE("a plan that was made while its table was young is not kept", "[postgres]") {
  const Statement find{"find_grown", "SELECT account FROM grown WHERE id = $1"};
  const auto plan_after_growth = [&](std::chrono::milliseconds plans_live) {
    auto settings = options();
    settings.plans_first_live = plans_live;
    settings.reads_whole_tables = true;  // what a young table invites to
    Session session(settings);
    const auto step = [&](const std::string& statement) {
      REQUIRE(
          session.in_transaction([&](pqxx::transaction_base& transaction) { transaction.exec(statement); })
              .has_value());
    };
    const auto fill = [&](const std::string& numbers) {
      step("INSERT INTO grown SELECT n, 'account' FROM generate_series(" + numbers + ") n");
    };
    step("CREATE TEMP TABLE grown (id bigint PRIMARY KEY, account text)");
    fill("1, 3");
    step("ANALYZE grown");
    REQUIRE(
        session
            .in_transaction([&](pqxx::transaction_base& transaction) { session.run(transaction, find, 2); })
            .has_value());
    fill("4, 5000");
    const auto plan = session.in_transaction([](pqxx::transaction_base& transaction) {
      return transaction.exec("EXPLAIN (COSTS off) EXECUTE find_grown(2)")[0][0].as<std::string>();
    });
    return plan.value();
  };
  CHECK(plan_after_growth(1h) == "Seq Scan on grown");
  CHECK(plan_after_growth(0ms) == "Index Scan using grown_pkey on grown");
}

TEST_CASE("a statement that takes too long is ended by the server", "[postgres]") {
  auto hurried = options();
  hurried.statement_timeout = 50ms;
  Session session(hurried);
  const auto ended = session.in_transaction(
      [](pqxx::transaction_base& transaction) { transaction.exec("SELECT pg_sleep(60)"); });
  REQUIRE(ended.has_error());
  CHECK(ended.error().code == ErrorCode::unavailable);
}

TEST_CASE("a failed transaction leaves nothing behind and its error is the work's own", "[postgres]") {
  start_over();
  Session session(options());
  const auto refused =
      session.in_transaction([](pqxx::transaction_base& transaction) -> domain::Result<void> {
        transaction.exec("INSERT INTO merchants (merchant_id, name_zh) VALUES (9, 'x')");
        return domain::Error{ErrorCode::sold_out, "no more"};
      });
  REQUIRE(refused.has_error());
  CHECK(refused.error().code == ErrorCode::sold_out);
  CHECK(count_of("SELECT count(*) FROM merchants") == 1);
}
