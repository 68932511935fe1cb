#include "services/simulator/config.h"

namespace lunchrush::simulator {

Config read_config(settings::Reader& reader) {
  const settings::Bounds port{.min = 0, .max = 65535};
  Config config;
  config.address = reader.text("LUNCHRUSH_SIMULATOR_ADDRESS", "127.0.0.1", "Address both ports listen on.");
  config.port = static_cast<std::uint16_t>(
      reader.integer("LUNCHRUSH_SIMULATOR_PORT", 8090, port,
                     "Port of the gateways, the cashier and /sim; 0: any free one."));
  config.admin_port = static_cast<std::uint16_t>(reader.integer(
      "LUNCHRUSH_SIMULATOR_ADMIN_PORT", 8091, port, "Port of metrics and health; 0: any free one."));
  config.public_url =
      reader.text("LUNCHRUSH_SIMULATOR_URL", "", "How merchants reach it; empty: http://ADDRESS:PORT.");
  config.accounts_file = reader.required_text(
      "LUNCHRUSH_SIMULATOR_ACCOUNTS",
      "JSON file of the gateways' side of all accounts (deploy/local/make-accounts.sh).");
  config.journal_file = reader.text("LUNCHRUSH_SIMULATOR_JOURNAL", "",
                                    "Append-only file that outlives kill -9; empty: memory only.");
  config.clock_scale =
      static_cast<double>(reader.integer("LUNCHRUSH_SIMULATOR_CLOCK_SCALE", 1, {.min = 1, .max = 1'000'000},
                                         "How many times faster retry ladders and refunds run."));
  config.refund_delay =
      reader.milliseconds("LUNCHRUSH_SIMULATOR_REFUND_DELAY", std::chrono::milliseconds{2000},
                          "From an accepted WeChat refund to its success, before the clock's scale.");
  config.refund_spacing =
      reader.choice("LUNCHRUSH_SIMULATOR_REFUND_SPACING", "real", {"real", "off"},
                    "real: refuse refunds of one trade within a minute (WeChat) or 3 s (Alipay).") == "real";
  config.notify_concurrency = static_cast<std::size_t>(
      reader.integer("LUNCHRUSH_SIMULATOR_NOTIFY_CONCURRENCY", 64, {.min = 1, .max = 4096},
                     "Notifications on their way at once."));
  config.log_level = reader.choice("LUNCHRUSH_LOG_LEVEL", "info", {"debug", "info", "warn", "error"},
                                   "Least level that is logged.");
  return config;
}

}  // namespace lunchrush::simulator
