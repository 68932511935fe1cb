#include "services/ingest/config.h"

#include "services/accounts/account_book.h"

namespace lunchrush::ingest {
namespace {

constexpr char certificate_setting[] = "LUNCHRUSH_INGEST_TLS_CERTIFICATE";
constexpr char key_setting[] = "LUNCHRUSH_INGEST_TLS_KEY";

}  // namespace

domain::Result<Config> Config::from(settings::Reader& reader) {
  Config config;
  const auto port = [&](const char* name, std::uint16_t fallback, const char* help) {
    return static_cast<std::uint16_t>(reader.integer(name, fallback, {.min = 0, .max = 65535}, help));
  };
  const auto count = [&](const char* name, std::size_t fallback, std::int64_t most, const char* help) {
    return static_cast<std::size_t>(
        reader.integer(name, static_cast<std::int64_t>(fallback), {.min = 1, .max = most}, help));
  };
  config.address = reader.text("LUNCHRUSH_INGEST_ADDRESS", "0.0.0.0", "Address of the API.");
  config.port = port("LUNCHRUSH_INGEST_PORT", 8080, "Port of the API; 0 takes any free one.");
  config.admin_address =
      reader.text("LUNCHRUSH_INGEST_ADMIN_ADDRESS", "127.0.0.1", "Address of metrics and health.");
  config.admin_port = port("LUNCHRUSH_INGEST_ADMIN_PORT", 8081, "Port of metrics and health.");
  config.postgres_url =
      reader.required_text("LUNCHRUSH_POSTGRES_URL", "libpq connection string or URL of PostgreSQL.");
  config.redis_url = reader.text("LUNCHRUSH_REDIS_URL", "redis://127.0.0.1:6379/0", "Redis; it may be away.");
  config.token_secret = reader.secret("LUNCHRUSH_TOKEN_SECRET", "Signs guest tokens and table codes.");
  config.token_secret_previous = reader.text("LUNCHRUSH_TOKEN_SECRET_PREVIOUS", "",
                                             "Still accepted while the secret is being replaced.");
  const auto account_key =
      reader.secret("LUNCHRUSH_ACCOUNT_KEY", "64 hex digits; opens the gateways' credentials.");
  config.callbacks_url = reader.text("LUNCHRUSH_CALLBACKS_PUBLIC_URL", "http://127.0.0.1:8082",
                                     "Where gateways reach the callbacks program.");
  config.cashier_url =
      reader.text("LUNCHRUSH_CASHIER_URL", "", "With the simulator: where guests' pages send those who pay.");
  config.log_level =
      reader.choice("LUNCHRUSH_LOG_LEVEL", "info", {"debug", "info", "warn", "error"}, "What is logged.");
  config.orders.lanes =
      count("LUNCHRUSH_INGEST_ORDER_LANES", 2, 16, "Threads, and connections, that commit orders.");
  config.orders.items_max = count("LUNCHRUSH_INGEST_BATCH_MAX", 128, 1024, "Orders in one transaction.");
  config.orders.queued_max =
      count("LUNCHRUSH_INGEST_QUEUE_MAX", 4096, 100'000, "Orders that wait; beyond: 503.");
  config.families.lanes = count("LUNCHRUSH_INGEST_COMMAND_LANES", config.families.lanes, 16,
                                "Threads, and connections, that commit payments, refunds, bumps.");
  config.families.items_max = count("LUNCHRUSH_INGEST_COMMAND_BATCH_MAX", config.families.items_max, 1024,
                                    "Of these in one transaction.");
  config.commands.sessions = count(
      "LUNCHRUSH_INGEST_COMMAND_SESSIONS", 3, 32,
      "Connections for those of them whose order somebody holds, and for cancels, menus, keys, table codes.");
  config.reads.sessions = count("LUNCHRUSH_INGEST_READ_SESSIONS", 3, 32, "Connections for reads.");
  config.http.connections_max =
      count("LUNCHRUSH_INGEST_CONNECTIONS_MAX", 20'000, 1'000'000, "Open connections.");
  config.http.connections_per_address_max = count("LUNCHRUSH_INGEST_CONNECTIONS_PER_ADDRESS_MAX",
                                                  config.http.connections_per_address_max, 1'000'000,
                                                  "Open connections of one address (of IPv6: a /64); beyond, "
                                                  "they are closed at once. Trusted proxies and "
                                                  "loopback may have any number.");
  const auto proxies =
      reader.text("LUNCHRUSH_INGEST_TRUSTED_PROXIES", "",
                  "Addresses and blocks (10.0.0.0/8, 2001:db8::/32) whose X-Forwarded-For is believed.");
  config.tls.certificate = {certificate_setting,
                            reader.text(certificate_setting, "",
                                        "PEM file: the certificate and its issuers. With a key, "
                                        "the API speaks HTTPS; a changed file is taken within seconds.")};
  config.tls.key = {key_setting, reader.text(key_setting, "", "PEM file: the certificate's private key.")};
  config.http.request_deadline =
      reader.milliseconds("LUNCHRUSH_INGEST_REQUEST_DEADLINE_MS", config.http.request_deadline,
                          "A request is answered within this; X-Request-Timeout-Ms can shorten it.");
  config.http.header_deadline =
      reader.milliseconds("LUNCHRUSH_INGEST_HEADER_DEADLINE_MS", config.http.header_deadline,
                          "A request's head is here within this, from its first byte.");
  config.http.body_deadline = reader.milliseconds("LUNCHRUSH_INGEST_BODY_DEADLINE_MS",
                                                  config.http.body_deadline, "And its body within this.");
  config.http.write_deadline =
      reader.milliseconds("LUNCHRUSH_INGEST_WRITE_DEADLINE_MS", config.http.write_deadline,
                          "An answer, or an event of a feed, is taken within this.");
  config.http.idle_deadline =
      reader.milliseconds("LUNCHRUSH_INGEST_IDLE_DEADLINE_MS", config.http.idle_deadline,
                          "A connection may say nothing between two requests.");
  auto& admission = config.http.admission;
  admission.running.concurrent_min =
      count("LUNCHRUSH_INGEST_CONCURRENT_MIN", admission.running.concurrent_min, 100'000,
            "The adaptive limit of running requests never falls below this.");
  admission.running.concurrent_max =
      count("LUNCHRUSH_INGEST_CONCURRENT_MAX", admission.running.concurrent_max, 100'000,
            "Nor does it rise above this; beyond: 503, menus first, then orders, then reads.");
  admission.running.delay_target =
      reader.milliseconds("LUNCHRUSH_INGEST_DELAY_TARGET_MS", admission.running.delay_target,
                          "The limit falls while requests take longer than this on average.");
  admission.outside_max = count("LUNCHRUSH_INGEST_OUTSIDE_MAX", admission.outside_max, 100'000,
                                "Requests that wait for a gateway; beyond: 503.");
  config.rates.guest_per_minute = reader.integer(
      "LUNCHRUSH_INGEST_GUEST_RATE", 60, {.min = 1, .max = 1'000'000}, "Writes a minute of one guest.");
  config.rates.device_per_minute = reader.integer(
      "LUNCHRUSH_INGEST_DEVICE_RATE", 60'000, {.min = 1, .max = 100'000'000}, "Writes a minute of one key.");
  config.rates.address_per_minute =
      reader.integer("LUNCHRUSH_INGEST_SESSION_RATE", config.rates.address_per_minute,
                     {.min = 1, .max = 100'000'000}, "Sessions a minute of one address (of IPv6: a /64).");
  config.session_lifetime =
      std::chrono::seconds{reader.integer("LUNCHRUSH_INGEST_SESSION_SECONDS", 4 * 3600,
                                          {.min = 1, .max = 7 * 86400}, "How long a guest's token lasts.")};
  config.server.patience =
      reader.milliseconds("LUNCHRUSH_COMMIT_PATIENCE_MS", config.server.patience,
                          "A commit that waits longer for a standby keeps others from being begun.");
  config.gateway_deadline = reader.milliseconds("LUNCHRUSH_INGEST_GATEWAY_DEADLINE_MS",
                                                config.gateway_deadline, "One call to a gateway.");
  config.drain_linger = reader.milliseconds("LUNCHRUSH_INGEST_DRAIN_LINGER_MS", config.drain_linger,
                                            "After SIGTERM: not ready, still accepting.");
  config.drain_grace = reader.milliseconds("LUNCHRUSH_INGEST_DRAIN_GRACE_MS", config.drain_grace,
                                           "After that: what runs may finish.");
  config.queries.first = reader.milliseconds("LUNCHRUSH_QUERY_FIRST_MS", config.queries.first,
                                             "A silent payment is first asked about after this.");
  config.queries.most = reader.milliseconds("LUNCHRUSH_QUERY_MOST_MS", config.queries.most,
                                            "The longest wait between two such questions.");
  if (auto read = reader.finish(); !read) return read.error();
  auto trusted = web::AddressSet::parse(proxies);
  if (!trusted)
    return domain::Error{domain::ErrorCode::invalid_request,
                         "LUNCHRUSH_INGEST_TRUSTED_PROXIES: " + trusted.error().detail};
  config.trusted_proxies = std::move(*trusted);
  const auto key = accounts::account_key(account_key);
  if (!key) return key.error();
  config.account_key = *key;
  return config;
}

}  // namespace lunchrush::ingest
