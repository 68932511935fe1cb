#include "services/callbacks/config.h"

#include "services/accounts/account_book.h"

namespace lunchrush::callbacks {
namespace {

using settings::Bounds;
using settings::Reader;

constexpr char certificate_setting[] = "LUNCHRUSH_CALLBACKS_TLS_CERTIFICATE";
constexpr char key_setting[] = "LUNCHRUSH_CALLBACKS_TLS_KEY";
constexpr Bounds a_port{.min = 0, .max = 65'535};
constexpr Bounds a_few{.min = 1, .max = 256};
constexpr Bounds a_crowd{.min = 1, .max = 100'000};
constexpr Bounds a_host{.min = 1, .max = 1'000'000};
constexpr Bounds a_batch{.min = 1, .max = 10'000};

std::uint16_t port(Reader& reader, const char* name, std::uint16_t fallback, const char* help) {
  return static_cast<std::uint16_t>(reader.integer(name, fallback, a_port, help));
}

std::size_t count(Reader& reader, const char* name, std::size_t fallback, Bounds bounds, const char* help) {
  return static_cast<std::size_t>(reader.integer(name, static_cast<std::int64_t>(fallback), bounds, help));
}

int batch(Reader& reader, const char* name, int fallback, const char* help) {
  return static_cast<int>(reader.integer(name, fallback, a_batch, help));
}

telemetry::Level level(const std::string& name) {
  if (name == "debug") return telemetry::Level::debug;
  if (name == "warn") return telemetry::Level::warn;
  if (name == "error") return telemetry::Level::error;
  return telemetry::Level::info;
}

// What has to be turned into something else once all settings are there.
struct Texts {
  std::string trusted_proxies;
  std::string account_key;
  std::string redis_url;
};

void read_places(Reader& reader, Config& config, Texts& texts) {
  config.address = reader.text("LUNCHRUSH_CALLBACKS_ADDRESS", "0.0.0.0", "Address to listen on.");
  config.port = port(reader, "LUNCHRUSH_CALLBACKS_PORT", 8082,
                     "Port for the gateways' notifications; 0 takes a free one.");
  config.tls.certificate = {
      certificate_setting,
      reader.text(
          certificate_setting, "",
          "PEM file: the certificate and its issuers. With a key, notifications come by HTTPS; a changed "
          "file is taken within seconds.")};
  config.tls.key = {key_setting, reader.text(key_setting, "", "PEM file: the certificate's private key.")};
  auto& http = config.http;
  http.connections_max =
      count(reader, "LUNCHRUSH_CALLBACKS_CONNECTIONS_MAX", http.connections_max, a_host, "Open connections.");
  http.connections_per_address_max = count(
      reader, "LUNCHRUSH_CALLBACKS_CONNECTIONS_PER_ADDRESS_MAX", http.connections_per_address_max, a_host,
      "Open connections of one address (of IPv6: a /64); beyond, they are closed at once. Trusted "
      "proxies and loopback may have any number.");
  texts.trusted_proxies =
      reader.text("LUNCHRUSH_CALLBACKS_TRUSTED_PROXIES", "",
                  "Addresses and blocks (10.0.0.0/8, 2001:db8::/32) whose X-Forwarded-For is believed.");
  config.admin_address = reader.text("LUNCHRUSH_CALLBACKS_ADMIN_ADDRESS", "127.0.0.1",
                                     "Address of /metrics and the health checks.");
  config.admin_port = port(reader, "LUNCHRUSH_CALLBACKS_ADMIN_PORT", 8083,
                           "Port of /metrics and the health checks; 0 takes a free one.");
  config.postgres_url =
      reader.required_text("LUNCHRUSH_POSTGRES_URL", "Where PostgreSQL is, as libpq takes it.");
  texts.redis_url = reader.text("LUNCHRUSH_REDIS_URL", "",
                                "Where Redis is; without it kitchens see new events a little later.");
  texts.account_key =
      reader.secret("LUNCHRUSH_ACCOUNT_KEY", "Opens the gateway accounts; 64 hexadecimal digits.");
  config.log_level = level(
      reader.choice("LUNCHRUSH_LOG_LEVEL", "info", {"debug", "info", "warn", "error"}, "What is logged."));
  config.drain = reader.milliseconds("LUNCHRUSH_CALLBACKS_DRAIN_MS", config.drain,
                                     "How long SIGTERM waits for what is in hand.");
  config.accounts_every = reader.milliseconds("LUNCHRUSH_CALLBACKS_ACCOUNTS_EVERY_MS", config.accounts_every,
                                              "How often gateway accounts are looked at.");
}

void read_queues(Reader& reader, Config& config) {
  auto& inbox = config.inbox;
  inbox.items_max = count(reader, "LUNCHRUSH_CALLBACKS_INBOX_BATCH", inbox.items_max, a_batch,
                          "Notifications stored in one transaction.");
  inbox.lanes = count(reader, "LUNCHRUSH_CALLBACKS_INBOX_LANES", inbox.lanes, a_few,
                      "Connections that store notifications.");
  config.pool.sessions = count(reader, "LUNCHRUSH_CALLBACKS_SESSIONS", config.pool.sessions, a_few,
                               "Connections of the workers.");
  config.server.patience =
      reader.milliseconds("LUNCHRUSH_COMMIT_PATIENCE_MS", config.server.patience,
                          "A commit that waits longer for a standby keeps others from being begun.");
  auto& receive = config.receive;
  receive.deadline =
      reader.milliseconds("LUNCHRUSH_CALLBACKS_ACKNOWLEDGE_MS", receive.deadline,
                          "When a notification is refused for want of an answer from PostgreSQL.");
  receive.settled_queued_max =
      count(reader, "LUNCHRUSH_CALLBACKS_SETTLED_QUEUED_MAX", receive.settled_queued_max, a_crowd,
            "When more notifications wait to be stored, they are stored first and settled afterwards.");
  auto& running = config.http.admission.running;
  running.concurrent_min = count(reader, "LUNCHRUSH_CALLBACKS_CONCURRENT_MIN", running.concurrent_min,
                                 a_crowd, "The adaptive limit of running requests never falls below this.");
  running.concurrent_max =
      count(reader, "LUNCHRUSH_CALLBACKS_CONCURRENT_MAX", running.concurrent_max, a_crowd,
            "Nor does it rise above this; beyond: 503, and the gateway repeats.");
  running.delay_target =
      reader.milliseconds("LUNCHRUSH_CALLBACKS_DELAY_TARGET_MS", running.delay_target,
                          "The limit falls while notifications take longer than this on average.");
  receive.hints_per_second = batch(reader, "LUNCHRUSH_CALLBACKS_HINTS_PER_SECOND", receive.hints_per_second,
                                   "Queries that refused notifications may cause, all together.");
  receive.hint_every = reader.milliseconds("LUNCHRUSH_CALLBACKS_HINT_EVERY_MS", receive.hint_every,
                                           "The same for one payment: at most one in this time.");
}

void read_schedules(Reader& reader, Schedules& schedules) {
  auto& payment = schedules.payment;
  payment.first =
      reader.milliseconds("LUNCHRUSH_QUERY_FIRST_MS", payment.first,
                          "When a silent payment is asked about first; then twice as long each time.");
  payment.most = reader.milliseconds("LUNCHRUSH_QUERY_MOST_MS", payment.most,
                                     "The longest pause between two such queries.");
  auto& code = schedules.code;
  code.first = code.most = reader.milliseconds("LUNCHRUSH_CALLBACKS_QUERY_CODE_MS", code.first,
                                               "How often a payment by a shown code is asked about.");
  auto& refund = schedules.refund;
  refund.first = reader.milliseconds("LUNCHRUSH_CALLBACKS_REFUND_QUERY_FIRST_MS", refund.first,
                                     "When a refund is asked about first; then twice as long each time.");
  refund.most = reader.milliseconds("LUNCHRUSH_CALLBACKS_REFUND_QUERY_MOST_MS", refund.most,
                                    "The longest pause between two such queries.");
}

void read_payment_workers(Reader& reader, Config& config) {
  auto& reconcile = config.reconcile;
  reconcile.batch = batch(reader, "LUNCHRUSH_CALLBACKS_RECONCILE_BATCH", reconcile.batch,
                          "Notifications settled in one transaction.");
  reconcile.idle = reader.milliseconds("LUNCHRUSH_CALLBACKS_RECONCILE_IDLE_MS", reconcile.idle,
                                       "How often the inbox is looked at.");
  reconcile.lease = reader.milliseconds("LUNCHRUSH_CALLBACKS_RECONCILE_LEASE_MS", reconcile.lease,
                                        "When another replica takes over a notification in hand.");
  reconcile.match_first = reader.milliseconds(
      "LUNCHRUSH_CALLBACKS_MATCH_FIRST_MS", reconcile.match_first,
      "When a notification of a number nobody has is looked at again first; then twice as long each time.");
  auto& poll = config.poll;
  poll.concurrency = count(reader, "LUNCHRUSH_CALLBACKS_POLL_CONCURRENCY", poll.concurrency, a_batch,
                           "Payments asked about at once.");
  poll.per_account = count(reader, "LUNCHRUSH_CALLBACKS_POLL_PER_ACCOUNT", poll.per_account, a_batch,
                           "Of these, of one account.");
  poll.idle = reader.milliseconds("LUNCHRUSH_CALLBACKS_POLL_IDLE_MS", poll.idle,
                                  "How often due payments are looked for.");
  poll.call_deadline = reader.milliseconds("LUNCHRUSH_CALLBACKS_GATEWAY_MS", poll.call_deadline,
                                           "The longest a gateway's answer is waited for.");
  poll.lease = reader.milliseconds("LUNCHRUSH_CALLBACKS_POLL_LEASE_MS", poll.lease,
                                   "When another replica takes over a payment in hand.");
  poll.code_limit = reader.milliseconds("LUNCHRUSH_CALLBACKS_CODE_LIMIT_MS", poll.code_limit,
                                        "When a payment by a shown code is given up and reversed.");
  poll.forgotten_after = reader.milliseconds("LUNCHRUSH_CALLBACKS_FORGOTTEN_MS", poll.forgotten_after,
                                             "When a payment its gateway has never heard of may be closed.");
  config.expire.idle = reader.milliseconds("LUNCHRUSH_CALLBACKS_EXPIRE_IDLE_MS", config.expire.idle,
                                           "How often expired orders are looked for.");
}

void read_other_workers(Reader& reader, Config& config) {
  auto& refund = config.refund;
  refund.concurrency = count(reader, "LUNCHRUSH_CALLBACKS_REFUND_CONCURRENCY", refund.concurrency, a_batch,
                             "Refunds under way at once.");
  refund.per_account = count(reader, "LUNCHRUSH_CALLBACKS_REFUND_PER_ACCOUNT", refund.per_account, a_batch,
                             "Of these, of one account.");
  refund.idle = reader.milliseconds("LUNCHRUSH_CALLBACKS_REFUND_IDLE_MS", refund.idle,
                                    "How often due refunds are looked for.");
  refund.not_found_wechatpay =
      reader.milliseconds("LUNCHRUSH_CALLBACKS_REFUND_NOT_FOUND_WECHATPAY_MS", refund.not_found_wechatpay,
                          "When WeChat Pay's \"no such refund\" is believed and the same number sent again.");
  refund.not_found_alipay = reader.milliseconds("LUNCHRUSH_CALLBACKS_REFUND_NOT_FOUND_ALIPAY_MS",
                                                refund.not_found_alipay, "The same for Alipay.");
  refund.call_deadline = config.poll.call_deadline;
  refund.lease = config.poll.lease;
  config.relay.batch = batch(reader, "LUNCHRUSH_CALLBACKS_RELAY_BATCH", config.relay.batch,
                             "Events relayed in one transaction.");
  config.relay.idle = reader.milliseconds("LUNCHRUSH_CALLBACKS_RELAY_IDLE_MS", config.relay.idle,
                                          "How often new events are looked for.");
  config.watch.backlog_every = reader.milliseconds(
      "LUNCHRUSH_CALLBACKS_BACKLOG_EVERY_MS", config.watch.backlog_every, "How often queues are measured.");
  config.watch.invariants_every =
      reader.milliseconds("LUNCHRUSH_CALLBACKS_INVARIANTS_EVERY_MS", config.watch.invariants_every,
                          "How often the invariants are checked, at most.");
}

Texts read(Reader& reader, Config& config) {
  Texts texts;
  read_places(reader, config, texts);
  read_queues(reader, config);
  read_schedules(reader, config.schedules);
  read_payment_workers(reader, config);
  read_other_workers(reader, config);
  return texts;
}

}  // namespace

domain::Result<Config> Config::from_env(const settings::Environment& environment) {
  Reader reader("callbacks", environment);
  Config config;
  const auto texts = read(reader, config);
  if (auto finished = reader.finish(); !finished) return finished.error();
  auto key = accounts::account_key(texts.account_key);
  if (!key) return key.error();
  config.account_key = std::move(*key);
  auto trusted = web::AddressSet::parse(texts.trusted_proxies);
  if (!trusted)
    return domain::Error{domain::ErrorCode::invalid_request,
                         "LUNCHRUSH_CALLBACKS_TRUSTED_PROXIES: " + trusted.error().detail};
  config.trusted_proxies = std::move(*trusted);
  if (texts.redis_url.empty()) return config;
  auto endpoint = redis::parse_endpoint(texts.redis_url);
  if (!endpoint) return endpoint.error();
  config.redis = std::move(*endpoint);
  return config;
}

std::string Config::help() {
  Reader reader("callbacks", {});
  Config config;
  read(reader, config);
  return reader.help();
}

}  // namespace lunchrush::callbacks
