// lunchrush-ingest: the HTTP front end. Everything is wired here, by hand.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdlib>
#include <iostream>

#include "services/ingest/health.h"
#include "services/ingest/ingest.h"
#include "services/ingest/order_answer.h"
#include "services/ingest/routes.h"
#include "services/telemetry/log.h"
#include "services/web/admin.h"
#include "services/web/descriptors.h"
#include "services/web/path_for_log.h"
#include "services/web/server.h"

using namespace lunchrush;
namespace asio = boost::asio;

namespace {

telemetry::Level level_of(const std::string& name) {
  if (name == "debug") return telemetry::Level::debug;
  if (name == "warn") return telemetry::Level::warn;
  if (name == "error") return telemetry::Level::error;
  return telemetry::Level::info;
}

// One wide line a request; reads that went well are left to the metrics.
void log_request(const web::Request& request, const web::Reply& reply) {
  const bool worth_it = reply.status >= 400 || request.method != web::http::verb::get;
  const auto level = reply.status >= 500   ? telemetry::Level::error
                     : reply.status >= 400 ? telemetry::Level::warn
                                           : telemetry::Level::info;
  if (!worth_it || !telemetry::enabled(level)) return;
  const auto took = std::chrono::steady_clock::now() - request.received;
  const auto path = web::path_for_log(request.path);
  std::string_view location;
  for (const auto& [name, value] : reply.headers)
    if (name == "Location") location = value;
  telemetry::log(level, "request",
                 {{"route", request.route},
                  {"status", static_cast<std::int64_t>(reply.status)},
                  {"dur_ms", std::chrono::duration<double, std::milli>(took).count()},
                  {"request_id", std::string_view(request.request_id)},
                  {"trace_id", std::string_view(request.trace_id)},
                  {"client", request.client_address},
                  {"subject", location.empty() ? std::string_view(path) : location},
                  {"reason", std::string_view(reply.reason)}});
}

postgres::SessionOptions family_session(postgres::SessionOptions options) {
  options.lock_timeout = ingest::family_lock_timeout;
  return options;
}

[[noreturn]] void leave_commits_behind() {
  telemetry::log(telemetry::Level::warn, "stopped while commits do not come back");
  telemetry::stop_log();
  std::quick_exit(0);
}

int run(ingest::Config config, const passes::Signer& signer, const redis::Endpoint& redis_endpoint,
        std::optional<web::TlsIdentity> tls) {
  config.http.connections_max = web::connections_possible(config.http.connections_max);
  asio::io_context context(1);
  telemetry::Registry registry;
  ingest::IngestMetrics metrics(registry);
  postgres::BatchMetrics order_metrics(registry, "orders"), command_metrics(registry, "commands"),
      read_metrics(registry, "reads");
  redis::RedisMetrics redis_metrics(registry);
  gateways::GatewayMetrics gateway_metrics(registry);
  telemetry::WebMetrics api_metrics(registry, "api"), admin_metrics(registry, "admin");

  postgres::EpochFence fence;
  const postgres::SessionOptions session{
      .url = config.postgres_url, .application_name = "lunchrush-ingest", .fence = &fence};
  postgres::WatchMetrics watch_metrics(registry);
  postgres::ServerWatch server(session, watch_metrics, config.server);
  postgres::Wariness wariness;
  ingest::OrderBatcher orders(
      config.orders, session, order_metrics,
      [&wariness](postgres::Session& lane, std::span<const postgres::NewOrderPointer> batch) {
        return postgres::place_orders(lane, batch, wariness);
      },
      &server.gate(), ingest::write_json);
  postgres::Pool commands(config.commands, session, command_metrics, &server.gate());
  postgres::FamilyMetrics family_metrics(registry);
  postgres::FamilyCommands families(config.families, family_session(session), family_metrics, commands,
                                    &server.gate());
  postgres::Pool reads(config.reads, session, read_metrics);

  redis::Client redis(context, redis_endpoint, redis_metrics);
  redis::Subscriber subscriber(context, redis_endpoint, redis_metrics);
  redis::ReplayCache replays(redis);
  ingest::Repeats repeats;
  redis::WakeSender wakes(redis);

  gateways::HttpClient http_client(context.get_executor(), gateway_metrics);
  gateways::Registry gateway_registry(http_client, gateway_metrics);
  accounts::AccountMetrics account_metrics(registry);
  accounts::AccountBook accounts(context.get_executor(), reads, gateway_registry,
                                 {.account_key = config.account_key}, account_metrics);

  ingest::Authenticator authenticator(signer, reads);
  ingest::Directory directory(context, reads);
  ingest::FirstSights first_sights(metrics);
  ingest::KitchenQueues kitchen_queues(context, reads, metrics);
  ingest::Feed feed(context, reads);
  ingest::Health health(reads);
  const web::PageTokens page_tokens(config.token_secret);
  web::RateLimiter guest_writes(
      {.name = "guest", .quota = config.rates.guest_per_minute, .window = std::chrono::seconds{60}});
  web::RateLimiter key_writes(
      {.name = "key", .quota = config.rates.device_per_minute, .window = std::chrono::seconds{60}});
  web::RateLimiter address_sessions(
      {.name = "address", .quota = config.rates.address_per_minute, .window = std::chrono::seconds{60}});
  ingest::Ingest parts{config, metrics,          signer,   authenticator, directory,    server,
                       orders, families,         commands, reads,         replays,      repeats,
                       wakes,  gateway_registry, feed,     page_tokens,   first_sights, kitchen_queues};

  redis::WakeListener listener(
      subscriber,
      [&](domain::StoreId store, redis::WakeTopic topic) {
        topic == redis::WakeTopic::menu ? directory.forget(store) : feed.wake(store);
      },
      [&](std::string_view key_id) {
        authenticator.forget(key_id);
        feed.end_readers_of(key_id);
      },
      [&] {
        authenticator.doubt_all();
        directory.forget_all();
        feed.wake_all();
      });

  const auto api_routes = ingest::routes(parts, guest_writes, key_writes, address_sessions);
  const auto admin_routes =
      web::admin_routes({[&] {
                           metrics.feed_readers.Set(static_cast<double>(feed.readers()));
                           return telemetry::to_text(registry);
                         },
                         {{"postgres", [&] { return health.postgres_ready(); }},
                          {"not draining", [&] { return !health.draining(); }},
                          {"redis", [&] { return redis.healthy(); }, false},
                          {"standby", [&] { return !server.gate().is_shut(); }, false}},
                         [&] { return health.started(); }});
  web::Server api(
      context,
      {.address = config.address,
       .port = config.port,
       .name = "api",
       .limits = config.http,
       .after = log_request,
       .share_of = [&](std::string_view authorization) { return authenticator.share_of(authorization); },
       .trusted_proxies = config.trusted_proxies,
       .tls = tls ? &*tls : nullptr},
      api_routes, api_metrics);
  web::Server admin(context, {.address = config.admin_address, .port = config.admin_port, .name = "admin"},
                    admin_routes, admin_metrics);

  redis.start();
  subscriber.start();
  asio::co_spawn(context, accounts.run(), asio::detached);
  asio::co_spawn(context, health.watch(), asio::detached);
  api.start();
  admin.start();
  telemetry::log(telemetry::Level::info, "started",
                 {{"port", static_cast<std::int64_t>(api.port())},
                  {"admin_port", static_cast<std::int64_t>(admin.port())}});

  // First signal: not ready, serve on while balancers notice, then finish what runs. Second signal: now.
  asio::signal_set signals(context, SIGTERM, SIGINT);
  asio::steady_timer linger(context);
  signals.async_wait([&](const boost::system::error_code& cancelled, int) {
    if (cancelled) return;
    health.drain();
    telemetry::log(telemetry::Level::info, "draining");
    signals.async_wait([&](const boost::system::error_code& again, int) {
      if (!again) context.stop();
    });
    linger.expires_after(config.drain_linger);
    linger.async_wait([&](const boost::system::error_code&) {
      feed.stop();
      api.drain(config.drain_grace, [&] { context.stop(); });
    });
  });
  context.run();
  // What waits for a lost standby ends with the server's word, not with ours: it is not waited for.
  if (server.gate().is_shut()) leave_commits_behind();
  orders.stop();
  families.stop();
  commands.stop();
  reads.stop();
  server.stop();
  telemetry::log(telemetry::Level::info, "stopped");
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  settings::Reader reader("ingest", settings::environment());
  const auto config = ingest::Config::from(reader);
  if (count > 1 && std::string_view(arguments[1]) == "--help") {
    std::cout << reader.help();
    return 0;
  }
  if (!config) {
    std::cerr << config.error().detail << '\n';
    return 2;
  }
  const auto signer = passes::Signer::make(config->token_secret, config->token_secret_previous);
  const auto redis_endpoint = redis::parse_endpoint(config->redis_url);
  if (!signer || !redis_endpoint) {
    std::cerr << (signer ? redis_endpoint.error().detail : signer.error().detail) << '\n';
    return 2;
  }
  auto tls = web::TlsIdentity::load(config->tls);
  if (!tls) {
    std::cerr << tls.error().detail << '\n';
    return 2;
  }
  telemetry::start_log("ingest", level_of(config->log_level));
  try {
    const int status = run(*config, *signer, *redis_endpoint, std::move(*tls));
    telemetry::stop_log();
    return status;
  } catch (const std::exception& failure) {
    telemetry::log(telemetry::Level::error, "cannot start", {{"reason", std::string_view(failure.what())}});
    telemetry::stop_log();
    std::cerr << "lunchrush-ingest: " << failure.what() << '\n';
    return 1;
  }
}
