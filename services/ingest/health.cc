#include "services/ingest/health.h"

#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "services/migrate/embedded.h"

namespace lunchrush::ingest {

namespace asio = boost::asio;

boost::asio::awaitable<void> Health::watch() {
  constexpr std::chrono::milliseconds look_every{500};
  constexpr std::chrono::seconds patience{2};
  asio::steady_timer timer(co_await asio::this_coro::executor);
  while (!stopped_) {
    auto work = [](postgres::Session& session) {
      return postgres::migrated(session, migrate::embedded_migrations());
    };
    auto current = co_await pool_.run(work, std::chrono::steady_clock::now() + patience);
    postgres_ready_ = current.has_value() && *current;
    if (postgres_ready_) started_ = true;
    timer.expires_after(look_every);
    co_await timer.async_wait(asio::use_awaitable);
  }
}

}  // namespace lunchrush::ingest
