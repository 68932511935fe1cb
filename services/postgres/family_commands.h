// Commands on families as group commit: what waits is carried out in one transaction, each command with its
// own answer. A command whose order somebody holds goes on alone, on a pool, so that it makes nobody else
// wait.
//
//   auto decide = [wish](domain::Family& family) { return begin(family, wish); };   // named, as for Pool
//   auto begun = co_await families.run(order, because, std::move(decide), deadline);
#pragma once

#include <memory>
#include <utility>

#include "services/postgres/batcher.h"
#include "services/postgres/families.h"
#include "services/postgres/pool.h"

namespace lunchrush::postgres {

class FamilyCommands {
 public:
  using Clock = std::chrono::steady_clock;

  // Commands that have to wait for somebody run on `alone`. With a gate: as for Pool.
  FamilyCommands(BatchLimits limits, SessionOptions options, FamilyMetrics& metrics, Pool& alone,
                 const CommitGate* gate = nullptr)
      : together_(
            limits, std::move(options), metrics.together,
            [](Session& session, std::span<FamilyCommand> batch) { return carry_out(session, batch); }, gate),
        alone_(alone),
        alone_total_(metrics.alone_total) {}

  // `decide` takes Family& and returns Result<T>; it may be called again, from any thread, so it captures
  // values. Errors: not_found; its own; overloaded; unavailable; outcome_unknown; internal.
  template <class Decide>
  auto run(domain::OrderId order, Because because, Decide decide, Clock::time_point deadline)
      -> asio::awaitable<std::invoke_result_t<Decide&, domain::Family&>> {
    auto nothing = [](Session&, pqxx::transaction_base&, const auto&) {};
    co_return co_await run(order, std::move(because), std::move(decide), nothing, deadline);
  }

  // `also` takes Session&, the transaction, and the T that was decided, once the family is written: what
  // belongs to the same transaction.
  template <class Decide, class Also>
  auto run(domain::OrderId order, Because because, Decide decide, Also also, Clock::time_point deadline)
      -> asio::awaitable<std::invoke_result_t<Decide&, domain::Family&>> {
    using Outcome = std::invoke_result_t<Decide&, domain::Family&>;
    auto decided = std::make_shared<std::optional<Outcome>>();
    FamilyCommand command{
        order, std::move(because),
        [decide = std::move(decide), decided](domain::Family& family) -> domain::Result<void> {
          decided->emplace(decide(family));
          if (!**decided) return (**decided).error();
          return {};
        },
        [also = std::move(also), decided](Session& session, pqxx::transaction_base& transaction) {
          also(session, transaction, ***decided);
        }};
    auto copy = command;
    const auto carried = co_await together_.submit(std::move(copy), deadline, number(order.store()));
    if (!carried) co_return Outcome{carried.error()};
    if (*carried == Carried::alone) {
      alone_total_.Increment();
      auto work = [command = std::move(command)](Session& session) {
        return carry_out_alone(session, command);
      };
      auto done = co_await alone_.run(std::move(work), deadline);
      if (!done) co_return Outcome{done.error()};
    }
    co_return std::move(**decided);
  }

  void stop() { together_.stop(); }

 private:
  Batcher<FamilyCommand, Carried> together_;
  Pool& alone_;
  telemetry::Counter& alone_total_;
};

}  // namespace lunchrush::postgres
