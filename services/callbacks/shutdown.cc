#include "services/callbacks/shutdown.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>

#include "services/telemetry/log.h"

namespace lunchrush::callbacks {
namespace {

// Workers may be within a gateway's call and the transaction after it when the requests are done.
constexpr std::chrono::seconds beyond_requests{5};

asio::awaitable<void> drain(web::Server& server, std::chrono::milliseconds grace) {
  asio::steady_timer drained(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
  bool done = false;
  server.drain(grace, [&drained, &done] {
    done = true;
    drained.cancel();
  });
  while (!done) co_await drained.async_wait(asio::as_tuple(asio::use_awaitable));
}

}  // namespace

asio::awaitable<void> run_until_signalled(asio::io_context& context, web::Server& server,
                                          Readiness& readiness, std::stop_source stop, Crew& workers,
                                          std::chrono::milliseconds grace, std::shared_ptr<Ending> ended) {
  asio::signal_set signals(context, SIGTERM, SIGINT);
  co_await signals.async_wait(asio::as_tuple(asio::use_awaitable));
  telemetry::log(telemetry::Level::info, "stopping");
  readiness.drain();
  signals.async_wait([&context](auto error, int) {
    if (!error) context.stop();
  });
  asio::steady_timer limit(context, grace + beyond_requests);
  limit.async_wait([&context](auto error) {
    if (!error) context.stop();
  });

  stop.request_stop();
  co_await drain(server, grace);
  co_await workers.idle();
  *ended = Ending::finished;
  context.stop();
}

}  // namespace lunchrush::callbacks
