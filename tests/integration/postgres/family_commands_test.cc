#include "services/postgres/family_commands.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include "services/domain/commands.h"
#include "tests/integration/postgres/commit_thief.h"
#include "tests/integration/postgres/orders_made.h"

using namespace lunchrush;
using namespace lunchrush::postgres;
using namespace lunchrush::postgres::testing;
using namespace std::chrono_literals;
using domain::ErrorCode;

namespace {

const Because because{domain::Cause::request, "req_1", "trace"};

domain::Result<void> cancel(domain::Family& family) {
  return domain::cancel(family, domain::CancelledBy::staff, "", moment());
}

// Changes the family and then thinks better of it.
domain::Result<void> refuse(domain::Family& family) {
  domain::move(family, domain::OrderStatus::cancelled);
  return domain::Error{ErrorCode::state_conflict, "not like this"};
}

void nothing_else(Session&, pqxx::transaction_base&) {}
void break_it(Session&, pqxx::transaction_base& transaction) { transaction.exec("SELECT 1 / 0"); }

std::vector<domain::OrderId> placed(std::size_t count) {
  Session session(options());
  std::vector<domain::OrderId> orders;
  for (std::size_t i = 0; i != count; ++i)
    orders.push_back(place(session, {.key = std::to_string(i)}).order.id);
  return orders;
}

bool cancelled(domain::OrderId order) {
  return family_of(order).order.status == domain::OrderStatus::cancelled;
}

// Of that order, until it is destroyed.
class Holder {
 public:
  explicit Holder(domain::OrderId order) : connection_(options().url), holding_(connection_) {
    holding_.exec_params("SELECT 1 FROM payment_intents WHERE order_id = $1 FOR UPDATE", order.uuid.text());
  }

 private:
  pqxx::connection connection_;
  pqxx::work holding_;
};

}  // namespace

TEST_CASE("commands of many callers are one transaction, and each has its own answer", "[postgres]") {
  start_over();
  const auto orders = placed(3);
  Session session(options());
  int also = 0;
  const auto count_it = [&](Session&, pqxx::transaction_base&) { ++also; };
  const std::vector<FamilyCommand> commands{{orders[2], because, cancel, count_it},
                                            {orders[1], because, refuse, break_it},
                                            {orders[0], because, cancel, count_it}};
  const auto answers = carry_out(session, commands);
  CHECK(answers[0].value() == Carried::out);
  CHECK(answers[1].error().code == ErrorCode::state_conflict);
  CHECK(answers[2].value() == Carried::out);
  CHECK(also == 2);
  CHECK_FALSE(cancelled(orders[1]));
  CHECK(count_of("SELECT count(*) FROM orders WHERE status = 'cancelled'") == 2);
  CHECK(count_of("SELECT count(DISTINCT xmin::text) FROM orders WHERE status = 'cancelled'") == 1);
  CHECK(count_of("SELECT count(DISTINCT order_id) FROM transitions") == 2);
  CHECK(broken_invariants().empty());
}

TEST_CASE("who has to wait for somebody goes alone, and nobody waits for him [row 44]", "[postgres]") {
  start_over();
  const auto orders = placed(3);
  Session session(options());
  const domain::OrderId nobody{domain::Uuid::v7(now(), 1, store)};
  const std::vector<FamilyCommand> commands{{orders[0], because, cancel, nothing_else},  // held
                                            {nobody, because, cancel, nothing_else},     // not there
                                            {orders[1], because, cancel, nothing_else},
                                            {orders[1], because, cancel, nothing_else},  // the same again
                                            {orders[2], because, cancel, nothing_else}};
  const std::vector<Carried> expected{Carried::alone, Carried::alone, Carried::out, Carried::alone,
                                      Carried::out};
  const Holder holder(orders[0]);
  const auto answers = carry_out(session, commands);
  for (std::size_t i = 0; i != commands.size(); ++i) {
    CAPTURE(i);
    CHECK(answers[i].value() == expected[i]);
  }
  CHECK(count_of("SELECT count(*) FROM orders WHERE status = 'cancelled'") == 2);
  CHECK(carry_out_alone(session, commands[1]).error().code == ErrorCode::not_found);
}

TEST_CASE("a command that breaks the transaction takes nobody with it", "[postgres]") {
  start_over();
  const auto orders = placed(3);
  Session session(options());
  const std::vector<FamilyCommand> commands{{orders[0], because, cancel, nothing_else},
                                            {orders[1], because, cancel, break_it},
                                            {orders[2], because, refuse, nothing_else}};
  const auto answers = carry_out(session, commands);
  CHECK(answers[0].value() == Carried::alone);
  CHECK(answers[1].value() == Carried::alone);
  CHECK(answers[2].error().code == ErrorCode::state_conflict);
  CHECK(count_of("SELECT count(*) FROM orders WHERE status = 'cancelled'") == 0);
  CHECK(carry_out_alone(session, commands[0]).has_value());
  CHECK(carry_out_alone(session, commands[1]).error().code == ErrorCode::internal);
  CHECK(cancelled(orders[0]));
  CHECK_FALSE(cancelled(orders[1]));
}

TEST_CASE(
    "a row that somebody holds without its order's lock keeps a batch no longer than the lock timeout [row "
    "44]",
    "[postgres]") {
  start_over();
  const auto orders = placed(2);
  auto impatient = options();
  impatient.lock_timeout = 100ms;
  Session session(impatient);
  pqxx::connection holder(options().url);
  pqxx::work holding(holder);
  holding.exec_params("SELECT 1 FROM orders WHERE id = $1 FOR UPDATE", orders[0].uuid.text());
  const std::vector<FamilyCommand> commands{{orders[0], because, cancel, nothing_else},
                                            {orders[1], because, cancel, nothing_else}};
  const auto answers = carry_out(session, commands);
  CHECK(answers[0].value() == Carried::alone);
  CHECK(answers[1].value() == Carried::alone);
  CHECK(carry_out_alone(session, commands[1]).has_value());
  CHECK(carry_out_alone(session, commands[0]).error().code == ErrorCode::unavailable);
  CHECK(count_of("SELECT count(*) FROM orders WHERE status = 'cancelled'") == 1);
}

TEST_CASE("when the answer to COMMIT is lost, nobody is told that it was done, nor that it was not [row 37]",
          "[postgres]") {
  start_over();
  const auto orders = placed(2);
  CommitThief thief;
  Session session(options_at(thief.port()));
  const std::vector<FamilyCommand> commands{{orders[0], because, cancel, nothing_else},
                                            {orders[1], because, refuse, nothing_else}};
  thief.arm();
  const auto answers = carry_out(session, commands);
  CHECK(thief.stolen() == 1);
  CHECK(answers[0].error().code == ErrorCode::outcome_unknown);
  CHECK(answers[1].error().code == ErrorCode::state_conflict);
  CHECK(cancelled(orders[0]));
}

TEST_CASE("a caller gets what was decided, together or alone", "[postgres]") {
  start_over();
  const auto orders = placed(2);
  boost::asio::io_context context;
  telemetry::Registry registry;
  FamilyMetrics metrics(registry);
  BatchMetrics pool_metrics(registry, "commands");
  Pool pool({.sessions = 1}, options(), pool_metrics);
  FamilyCommands families({.lanes = 1}, options(), metrics, pool);
  std::vector<std::string> told, recorded;
  std::optional<Holder> holder(orders[0]);
  const auto ask = [&](domain::OrderId order) -> boost::asio::awaitable<void> {
    auto decide = [](domain::Family& family) -> domain::Result<std::string> {
      if (auto done = cancel(family); !done) return done.error();
      return family.order.id.text();
    };
    auto also = [&](Session&, pqxx::transaction_base&, const std::string& decided) {
      recorded.push_back(decided);
    };
    auto answer = co_await families.run(order, because, std::move(decide), std::move(also),
                                        FamilyCommands::Clock::now() + 30s);
    told.push_back(answer ? *answer : std::string(answer.error().detail));
  };
  const auto failed = [](std::exception_ptr failure) {
    if (failure) std::rethrow_exception(failure);
  };
  boost::asio::co_spawn(context, ask(orders[0]), failed);
  boost::asio::co_spawn(context, ask(orders[1]), failed);
  while (told.empty()) context.run_one();
  CHECK(told == std::vector{orders[1].text()});  // while the other is held
  while (metrics.alone_total.Value() == 0) context.run_one();
  holder.reset();
  context.run();
  CHECK(told == std::vector{orders[1].text(), orders[0].text()});
  CHECK(recorded == told);
  CHECK(metrics.alone_total.Value() == 1);
  families.stop();
  pool.stop();
  CHECK(broken_invariants().empty());
}
