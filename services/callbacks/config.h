// Everything that can be set, with its default and the reason for it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "services/callbacks/schedules.h"
#include "services/domain/result.h"
#include "services/postgres/pool.h"
#include "services/postgres/server_watch.h"
#include "services/redis/endpoint.h"
#include "services/settings/settings.h"
#include "services/telemetry/log.h"
#include "services/web/server.h"
#include "services/web/tls_identity.h"

namespace lunchrush::callbacks {

using std::chrono::milliseconds;

// Messages are stored and settled in one transaction, so the next one waits longer for company than orders
// do: two side by side would wait for each other's orders.
inline constexpr postgres::BatchLimits inbox_limits{
    .items_max = 256, .queued_max = 4'096, .lanes = 2, .slow_after = milliseconds{250}};
// How long somebody else may hold an order before the messages of a batch are stored alone.
inline constexpr milliseconds inbox_lock_timeout{250};

struct ReceiveLimits {
  milliseconds deadline{4'000};     // WeChat Pay wants its answer within 5 s
  int hints_per_second = 20;        // queries that refused messages may cause, all together
  milliseconds hint_every{10'000};  // and for one payment
  std::size_t settled_queued_max =
      1'024;  // when more wait, they are stored first: that is a third of the work
};

struct ReconcileLimits {
  int batch = 256;  // notifications settled in one transaction, at most
  milliseconds idle{
      50};  // without a wake-up from our own receiver: another replica's messages, and what is tried again
  milliseconds lease{10'000};        // far longer than a batch takes; after a crash somebody else goes on
  int attempts_max = 12;             // then it is a dead letter: about an hour of trying
  milliseconds retry_first{1'000};   // … with the pause doubled each time …
  milliseconds retry_most{600'000};  // … up to this
  // The same for a message that names a number nobody has. Ours are committed before a gateway hears of them,
  // so that nobody waits for the next look: a flood of such messages may not take lunch's place.
  milliseconds match_first{15'000};
  std::chrono::hours match_within{24};  // how long a message waits for the number it names
};

struct PollLimits {
  std::size_t concurrency = 64;  // calls under way
  std::size_t per_account = 32;  // of these: one account's gateway may not take them all
  milliseconds idle{500};
  milliseconds call_deadline{8'000};  // of one gateway call
  milliseconds lease{30'000};         // longer than a call and its transaction
  milliseconds code_limit{45'000};    // a scanned code that is still not paid is reversed
  milliseconds forgotten_after{
      180'000};  // a number no gateway knows when it is closed: nobody can pay it any more
};

struct ExpireLimits {
  int batch = 64;
  milliseconds idle{500};
};

struct RefundLimits {
  std::size_t concurrency = 32;
  std::size_t per_account = 16;
  milliseconds idle{500};
  milliseconds call_deadline{8'000};
  milliseconds lease{30'000};
  milliseconds not_found_wechatpay{60'000};  // until then "no such refund" may mean "not yet"
  milliseconds not_found_alipay{10'000};
};

struct RelayLimits {
  int batch = 1'000;      // events moved in one transaction
  milliseconds idle{25};  // what a kitchen waits at most, beyond the transaction itself
};

struct WatchLimits {
  milliseconds backlog_every{10'000};
  milliseconds invariants_every{60'000};
};

// A gateway that is refused comes back after 15 s at the earliest, and waits up to 5 s before it gives up:
// being late is better than refusing.
constexpr web::AdmissionLimits patient_admission{
    .running = {.concurrent_min = 512, .concurrent_max = 4'096, .delay_target = milliseconds{1'500}}};

struct Config {
  std::string address;
  std::uint16_t port = 0;
  // Gateways come from a few addresses, over a few connections each.
  web::ServerLimits http{
      .body_bytes_max = 256 * 1024,  // notifications are a few KB; a coupon list may be longer
      .connections_max = 4'096,
      .connections_per_address_max = 1'024,
      .admission = patient_admission};
  web::TlsFiles tls;  // none: plain HTTP
  web::AddressSet trusted_proxies;
  std::string admin_address;
  std::uint16_t admin_port = 0;
  std::string postgres_url;
  std::optional<redis::Endpoint> redis;  // none: readers look by themselves
  std::string account_key;               // 32 bytes
  telemetry::Level log_level{};
  postgres::BatchLimits inbox = inbox_limits;
  postgres::PoolLimits pool;
  postgres::WatchLimits server;
  milliseconds accounts_every{3'000};
  milliseconds drain{15'000};  // what is in hand gets this long after SIGTERM
  ReceiveLimits receive;
  ReconcileLimits reconcile;
  PollLimits poll;
  ExpireLimits expire;
  RefundLimits refund;
  RelayLimits relay;
  WatchLimits watch;
  Schedules schedules;

  // Error: invalid_request, one fault a line.
  static domain::Result<Config> from_env(const settings::Environment& environment);
  static std::string help();
};

}  // namespace lunchrush::callbacks
