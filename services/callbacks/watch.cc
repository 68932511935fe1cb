#include "services/callbacks/watch.h"

#include "services/postgres/work.h"
#include "services/telemetry/log.h"

namespace lunchrush::callbacks {
namespace {

constexpr std::chrono::seconds backlog_deadline{10};
constexpr std::chrono::minutes invariants_deadline{10};
constexpr std::chrono::seconds look_again{1};
// On large tables a check takes long; it may take this part of the time, and no more.
constexpr int pause_per_check = 20;

void report(telemetry::Registry& metrics, const std::string& name, std::int64_t violations) {
  telemetry::gauge(metrics, "invariant_violations",
                   "Rows that break an invariant; anything but 0 is an alarm.", {{"name", name}})
      .Set(static_cast<double>(violations));
  if (violations == 0) return;
  telemetry::log(telemetry::Level::error, "invariant violated",
                 {{"invariant", name}, {"violations", violations}});
}

}  // namespace

Watch::Watch(asio::any_io_executor executor, postgres::Pool& pool, const Config& config,
             telemetry::Registry& metrics)
    : pool_(pool),
      limits_(config.watch),
      metrics_(metrics),
      backlog_(executor, "backlog", {.idle = config.watch.backlog_every}),
      invariants_(executor, "invariants",
                  {.idle = std::min<milliseconds>(look_again, config.watch.invariants_every)}) {}

asio::awaitable<void> Watch::run_backlog(std::stop_token stop) {
  const Loop::Once once = [this] { return read_backlog(); };
  co_await backlog_.run(stop, once);
}

asio::awaitable<void> Watch::run_invariants(std::stop_token stop) {
  const Loop::Once check_when_due = [this]() -> asio::awaitable<domain::Result<Progress>> {
    if (std::chrono::steady_clock::now() < next_check_) co_return Progress::idle;
    co_return co_await check_invariants();
  };
  co_await invariants_.run(stop, check_when_due);
}

asio::awaitable<domain::Result<Progress>> Watch::read_backlog() {
  auto read = [](postgres::Session& session) { return postgres::read_backlog(session); };
  const auto figures = co_await pool_.run(std::move(read), postgres::Pool::Clock::now() + backlog_deadline);
  if (!figures) co_return figures.error();
  for (const auto& [name, value] : *figures)
    telemetry::gauge(metrics_, "backlog_" + name, "What waits, or waits longest.").Set(value);
  co_return Progress::idle;
}

asio::awaitable<domain::Result<Progress>> Watch::check_invariants() {
  const auto began = std::chrono::steady_clock::now();
  auto check = [](postgres::Session& session) { return postgres::check_invariants(session); };
  const auto found = co_await pool_.run(std::move(check), began + invariants_deadline);
  const auto took = std::chrono::steady_clock::now() - began;
  next_check_ = began + std::max<Time::duration>(limits_.invariants_every, took * pause_per_check);
  if (!found) co_return found.error();
  for (const auto& [name, violations] : *found) report(metrics_, name, violations);
  telemetry::gauge(metrics_, "invariants_check_seconds", "How long the last check of the invariants took.")
      .Set(std::chrono::duration<double>(took).count());
  co_return Progress::idle;
}

}  // namespace lunchrush::callbacks
