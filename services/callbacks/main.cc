#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <csignal>
#include <iostream>
#include <optional>

#include "services/accounts/account_book.h"
#include "services/callbacks/config.h"
#include "services/callbacks/crew.h"
#include "services/callbacks/expire.h"
#include "services/callbacks/poll.h"
#include "services/callbacks/readiness.h"
#include "services/callbacks/receive.h"
#include "services/callbacks/reconcile.h"
#include "services/callbacks/refund.h"
#include "services/callbacks/relay.h"
#include "services/callbacks/rollup.h"
#include "services/callbacks/shutdown.h"
#include "services/callbacks/watch.h"
#include "services/gateways/http_client.h"
#include "services/postgres/server_watch.h"
#include "services/redis/client.h"
#include "services/telemetry/log.h"
#include "services/web/admin.h"
#include "services/web/server.h"

using namespace lunchrush;
using namespace lunchrush::callbacks;

namespace {

constexpr std::chrono::minutes longest_check{5};  // of the invariants, on large tables

postgres::SessionOptions session_options(const Config& config, postgres::EpochFence& fence) {
  return {.url = config.postgres_url, .application_name = "lunchrush-callbacks", .fence = &fence};
}

postgres::SessionOptions watch_options(postgres::SessionOptions options) {
  options.statement_timeout = longest_check;
  options.reads_whole_tables = true;
  return options;
}

postgres::SessionOptions inbox_session(postgres::SessionOptions options) {
  options.lock_timeout = inbox_lock_timeout;
  return options;
}

web::ServerOptions public_options(const Config& config, std::optional<web::TlsIdentity>& tls) {
  return {.address = config.address,
          .port = config.port,
          .name = "callbacks",
          .limits = config.http,
          .after = {},
          .trusted_proxies = config.trusted_proxies,
          .tls = tls ? &*tls : nullptr};
}

web::ServerOptions admin_options(const Config& config) {
  return {
      .address = config.admin_address, .port = config.admin_port, .name = "admin", .limits = {}, .after = {}};
}

// "callbacks@host:pid": who holds a lease, for people who look into the inbox.
std::string worker_name() {
  char host[65] = "unknown";
  gethostname(host, sizeof(host) - 1);
  return "callbacks@" + std::string(host) + ":" + std::to_string(getpid());
}

// All of them outlive the admin port.
web::AdminSources admin_sources(telemetry::Registry& registry, const Readiness& readiness,
                                const accounts::AccountBook& book, const std::optional<redis::Client>& redis,
                                const postgres::CommitGate& gate) {
  return {.metrics_text = [&] { return telemetry::to_text(registry); },
          .checks = {{"postgres", [&] { return readiness.database_reachable(); }},
                     {"migrations", [&] { return readiness.migrated(); }},
                     {"gateway_accounts", [&] { return book.loaded(); }},
                     {"not_draining", [&] { return !readiness.draining(); }},
                     {"redis", [&] { return redis && redis->healthy(); }, false},
                     {"standby", [&] { return !gate.is_shut(); }, false}},
          .started = [&] { return readiness.migrated() && book.loaded(); }};
}

int serve(const Config& config, std::optional<web::TlsIdentity> tls) {
  asio::io_context context(1);
  const auto executor = context.get_executor();
  telemetry::Registry registry;
  CallbacksMetrics metrics(registry);

  postgres::BatchMetrics pool_metrics(registry, "commands"), watch_metrics(registry, "watch"),
      read_metrics(registry, "reads"), inbox_metrics(registry, "inbox"), rollup_metrics(registry, "rollups");
  postgres::EpochFence fence;
  const auto session = session_options(config, fence);
  postgres::WatchMetrics server_metrics(registry);
  postgres::ServerWatch database(session, server_metrics, config.server);
  postgres::Pool pool(config.pool, session, pool_metrics, &database.gate());
  // What only looks goes on while nothing is committed.
  postgres::Pool reads({.sessions = 1, .queued_max = 64, .reads_only = true}, session, read_metrics);
  postgres::Pool watch_pool({.sessions = 2, .queued_max = 8}, watch_options(session), watch_metrics);
  // Of its own: nobody's money waits behind an owner's figures.
  postgres::Pool rollup_pool({.sessions = 1, .queued_max = 8}, session, rollup_metrics, &database.gate());
  Inbox inbox(
      config.inbox, inbox_session(session), inbox_metrics,
      [&](postgres::Session& own, std::span<postgres::NewNotification> batch) {
        if (inbox.queued() > config.receive.settled_queued_max) return accept_unsettled(own, batch);
        return accept_notifications(own, batch, config.reconcile, config.schedules);
      },
      &database.gate());

  gateways::GatewayMetrics gateway_metrics(registry);
  gateways::HttpClient http(executor, gateway_metrics);
  gateways::Registry gateways(http, gateway_metrics);
  accounts::AccountMetrics account_metrics(registry);
  accounts::AccountBook book(executor, reads, gateways,
                             {.account_key = config.account_key, .every = config.accounts_every},
                             account_metrics);

  redis::RedisMetrics redis_metrics(registry);
  std::optional<redis::Client> redis_client;
  std::optional<redis::WakeSender> wake;
  if (config.redis) wake.emplace(redis_client.emplace(context, *config.redis, redis_metrics));

  Reconcile reconcile(executor, pool, worker_name(), config, metrics);
  Poll poll(executor, pool, gateways, config, metrics);
  Expire expire(executor, pool, config, metrics);
  Refunds refunds(executor, pool, gateways, book, config, metrics);
  Relay relay(executor, pool, wake ? &*wake : nullptr, config, metrics);
  Rollup rollup(executor, rollup_pool);
  Watch watch(executor, watch_pool, config, registry);
  Readiness readiness(executor, reads);
  Hints hints(executor, pool, config.receive, metrics);
  Receive receive(gateways, inbox, hints, reconcile, config, metrics);

  web::Router routes;
  receive.add_routes(routes);
  telemetry::WebMetrics public_metrics(registry, "callbacks"), admin_metrics(registry, "admin");
  web::Server server(context, public_options(config, tls), routes, public_metrics);
  const auto admin_routes =
      web::admin_routes(admin_sources(registry, readiness, book, redis_client, database.gate()));
  web::Server admin(context, admin_options(config), admin_routes, admin_metrics);

  std::stop_source stop;
  Crew workers(executor, {.all = 16, .per_account = 1}, [] {});
  workers.start("accounts", [&] { return book.run(); });
  workers.start("reconcile", [&] { return reconcile.run(stop.get_token()); });
  workers.start("poll", [&] { return poll.run(stop.get_token()); });
  workers.start("expire", [&] { return expire.run(stop.get_token()); });
  workers.start("refund", [&] { return refunds.run(stop.get_token()); });
  workers.start("relay", [&] { return relay.run(stop.get_token()); });
  workers.start("rollup", [&] { return rollup.run(stop.get_token()); });
  workers.start("backlog", [&] { return watch.run_backlog(stop.get_token()); });
  workers.start("invariants", [&] { return watch.run_invariants(stop.get_token()); });
  workers.start("readiness", [&] { return readiness.run(stop.get_token()); });
  const std::stop_callback close_the_book(stop.get_token(), [&] { book.stop(); });

  if (redis_client) redis_client->start();
  admin.start();
  server.start();
  telemetry::log(telemetry::Level::info, "listening",
                 {{"port", std::int64_t{server.port()}}, {"admin_port", std::int64_t{admin.port()}}});

  auto ended = std::make_shared<Ending>(Ending::abandoned);
  asio::co_spawn(executor,
                 run_until_signalled(context, server, readiness, stop, workers, config.drain, ended),
                 asio::detached);
  context.run();
  // What waits for a lost standby ends with the server's word, not with ours: it is not waited for.
  if (database.gate().is_shut()) *ended = Ending::abandoned;
  if (!database.gate().is_shut()) {
    inbox.stop();
    pool.stop();
    rollup_pool.stop();
  }
  telemetry::log(telemetry::Level::info, "stopped");
  telemetry::stop_log();
  // Somebody's long SELECT is not worth waiting for: the server sees the connection end.
  if (*ended == Ending::abandoned) std::quick_exit(0);
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count > 1 && std::string_view(arguments[1]) == "--help") {
    std::cout << Config::help();
    return 0;
  }
  const auto config = Config::from_env(settings::environment());
  if (!config) {
    std::cerr << "lunchrush-callbacks: " << config.error().detail << '\n';
    return 2;
  }
  auto tls = web::TlsIdentity::load(config->tls);
  if (!tls) {
    std::cerr << "lunchrush-callbacks: " << tls.error().detail << '\n';
    return 2;
  }
  telemetry::start_log("callbacks", config->log_level);
  try {
    return serve(*config, std::move(*tls));
  } catch (const std::exception& failure) {
    telemetry::log(telemetry::Level::error, "cannot start", {{"reason", failure.what()}});
    telemetry::stop_log();
    return 1;
  }
}
