#include "services/callbacks/rollup.h"

namespace lunchrush::callbacks {
namespace {

using Time = std::chrono::steady_clock;

constexpr std::chrono::seconds fold_deadline{30};

}  // namespace

Rollup::Rollup(asio::any_io_executor executor, postgres::Pool& pool, RollupLimits limits)
    : pool_(pool), limits_(limits), loop_(std::move(executor), "rollup", {.idle = limits_.look_again}) {}

asio::awaitable<void> Rollup::run(std::stop_token stop) {
  const Loop::Once when_due = [this]() -> asio::awaitable<domain::Result<Progress>> {
    if (Time::now() < next_round_) co_return Progress::idle;
    co_return co_await run_once();
  };
  co_await loop_.run(stop, when_due);
}

asio::awaitable<domain::Result<Progress>> Rollup::run_once() {
  const auto began = Time::now();
  auto fold = [limits = limits_.fold](postgres::Session& session) {
    return postgres::fold_events(session, limits);
  };
  const auto folded = co_await pool_.run(std::move(fold), began + fold_deadline);
  // Catching up takes a part of the database's time, and no more.
  const auto pause = (Time::now() - began) * limits_.pause_per_round;
  const bool more = folded && folded->more;
  next_round_ = Time::now() + (more ? pause : std::max<Time::duration>(pause, limits_.idle));
  if (!folded) co_return folded.error();
  co_return Progress::idle;
}

}  // namespace lunchrush::callbacks
