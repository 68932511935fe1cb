#include "services/callbacks/readiness.h"

#include "services/migrate/embedded.h"
#include "services/postgres/migrations.h"

namespace lunchrush::callbacks {
namespace {

constexpr std::chrono::seconds look_every{1};
constexpr std::chrono::seconds deadline_of_a_look{3};

}  // namespace

Readiness::Readiness(asio::any_io_executor executor, postgres::Pool& pool)
    : pool_(pool),
      loop_(std::move(executor), "readiness", {.idle = look_every, .after_failure = look_every}) {}

asio::awaitable<void> Readiness::run(std::stop_token stop) {
  const Loop::Once once = [this] { return run_once(); };
  co_await loop_.run(stop, once);
}

asio::awaitable<domain::Result<Progress>> Readiness::run_once() {
  auto look = [](postgres::Session& session) {
    return postgres::migrated(session, migrate::embedded_migrations());
  };
  const auto migrated =
      co_await pool_.run(std::move(look), postgres::Pool::Clock::now() + deadline_of_a_look);
  reachable_ = migrated.has_value();
  if (!migrated) co_return migrated.error();
  migrated_ = *migrated;
  co_return Progress::idle;
}

}  // namespace lunchrush::callbacks
