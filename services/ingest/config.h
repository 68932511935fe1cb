// Everything that can be set, with its default; read once in main.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "services/domain/settlement.h"
#include "services/postgres/batcher.h"
#include "services/postgres/pool.h"
#include "services/postgres/server_watch.h"
#include "services/settings/settings.h"
#include "services/web/server.h"

namespace lunchrush::ingest {

struct RateLimits {
  std::int64_t guest_per_minute = 60;       // one phone does not order once a second
  std::int64_t device_per_minute = 60'000;  // a kiosk, a till, or a gateway in front of many phones
  std::int64_t address_per_minute = 600;    // sessions: a mall's guests may all come from one address
};

// A tenth of all connections: a mall's guests behind one address are served, and it takes ten to fill the
// house.
constexpr std::size_t connections_per_address_max = 2'000;

// 80 % of them, the orders' share, are six full batches: with fewer, those who are refused keep the
// processors from those who are served (docs/decisions/0022).
constexpr std::size_t concurrent_min = 960;

// How long a row that somebody else holds may keep the commands of one batch; then each goes alone.
constexpr std::chrono::milliseconds family_lock_timeout{250};

struct Config {
  std::string address;
  std::uint16_t port = 8080;
  std::string admin_address;
  std::uint16_t admin_port = 8081;
  std::string postgres_url;
  std::string redis_url;
  std::string token_secret;
  std::string token_secret_previous;
  std::string account_key;    // 32 bytes
  std::string callbacks_url;  // where gateways reach /v1/notify/…
  std::string cashier_url;    // the simulator's payer's page; empty with real gateways
  std::string log_level;
  postgres::BatchLimits orders;
  // A commit of these is a few statements, so the next one waits longer for company than orders do.
  postgres::BatchLimits families{
      .items_max = 64, .queued_max = 1'024, .slow_after = std::chrono::milliseconds{25}};
  postgres::PoolLimits commands;
  postgres::PoolLimits reads{.reads_only = true};
  postgres::WatchLimits server;
  web::ServerLimits http{.connections_per_address_max = connections_per_address_max,
                         .admission = {.running = {.concurrent_min = concurrent_min}}};
  web::TlsFiles tls;  // none: plain HTTP
  web::AddressSet trusted_proxies;
  RateLimits rates;
  std::chrono::seconds session_lifetime{4 * 3600};    // a long meal; it renews itself
  std::chrono::milliseconds gateway_deadline{4'000};  // of one call; a guest waits for it
  std::chrono::milliseconds drain_linger{2'000};      // not ready, still serving: balancers notice
  std::chrono::milliseconds drain_grace{20'000};
  domain::QuerySchedule queries;

  // Every fault of the environment at once (invalid_request, one line each).
  static domain::Result<Config> from(settings::Reader& reader);
};

}  // namespace lunchrush::ingest
