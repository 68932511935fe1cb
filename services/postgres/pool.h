// Blocking database work for coroutines: a few threads, each with a session, behind a bounded queue.
//
//   auto work = [id](Session& session) { return read_order(session, id); };   // named: GCC 12 moves a
//   closure that is auto view = co_await pool.run(std::move(work), deadline);                // a temporary
//   of co_await byte by byte
#pragma once

#include <utility>

#include "services/postgres/batcher.h"

namespace lunchrush::postgres {

struct PoolLimits {
  std::size_t sessions = 4;
  std::size_t queued_max = 1024;
  // What was not heard the end of changed nothing: `unavailable`, not `outcome_unknown`.
  bool reads_only = false;
};

class Pool {
 public:
  using Clock = std::chrono::steady_clock;

  // With a gate: what may write; while commits do not come back it is refused, `unavailable`.
  Pool(PoolLimits limits, SessionOptions options, BatchMetrics& metrics, const CommitGate* gate = nullptr)
      : jobs_(
            {.items_max = 1, .queued_max = limits.queued_max, .lanes = limits.sessions}, std::move(options),
            metrics, [](Session& session, std::span<Job> jobs) { return std::vector{jobs.front()(session)}; },
            gate),
        reads_only_(limits.reads_only) {}

  // `work` takes Session& and returns Result<T>. Errors: its own; overloaded; outcome_unknown past the
  // deadline; internal when it throws.
  template <class Work>
  auto run(Work work, Clock::time_point deadline) -> asio::awaitable<std::invoke_result_t<Work&, Session&>> {
    using Outcome = std::invoke_result_t<Work&, Session&>;
    auto outcome = std::make_shared<std::optional<Outcome>>();
    Job job = [work = std::move(work), outcome](Session& session) mutable -> domain::Result<Done> {
      try {
        outcome->emplace(work(session));
      } catch (const std::exception& failure) {  // one request's fault must not end the lane, and the program
        return domain::Error{domain::ErrorCode::internal, failure.what()};
      }
      return Done{};
    };
    auto done = co_await jobs_.submit(std::move(job), deadline);
    if (!done) co_return Outcome{certain(done.error())};
    if (!**outcome) co_return Outcome{certain((**outcome).error())};
    co_return std::move(**outcome);
  }

  void stop() { jobs_.stop(); }

 private:
  struct Done {};
  using Job = std::function<domain::Result<Done>(Session&)>;

  domain::Error certain(domain::Error error) const {
    if (reads_only_ && error.code == domain::ErrorCode::outcome_unknown)
      error.code = domain::ErrorCode::unavailable;
    return error;
  }

  Batcher<Job, Done> jobs_;
  bool reads_only_;
};

}  // namespace lunchrush::postgres
