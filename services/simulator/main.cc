// lunchrush-simulator: the other end of WeChat Pay v3 and of Alipay, on loopback.
#include <fstream>
#include <iostream>
#include <sstream>
#include <string_view>

#include "services/simulator/config.h"
#include "services/simulator/program.h"
#include "services/telemetry/log.h"

namespace {

using namespace lunchrush;

telemetry::Level level_named(std::string_view name) {
  if (name == "debug") return telemetry::Level::debug;
  if (name == "warn") return telemetry::Level::warn;
  return name == "error" ? telemetry::Level::error : telemetry::Level::info;
}

domain::Result<simulator::Accounts> accounts_of(const std::string& path) {
  std::ifstream file(path);
  if (!file) return domain::Error{domain::ErrorCode::invalid_request, "cannot read " + path};
  std::ostringstream text;
  text << file.rdbuf();
  return simulator::read_accounts(text.str());
}

int fail(std::string_view reason) {
  std::cerr << "lunchrush-simulator: " << reason << "\n";
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  settings::Reader reader("simulator", settings::environment());
  const auto config = simulator::read_config(reader);
  if (argc > 1) {
    if (std::string_view(argv[1]) != "--help") return fail("takes no arguments but --help");
    std::cout << reader.help();
    return 0;
  }
  if (auto outcome = reader.finish(); !outcome) return fail(outcome.error().detail);
  auto accounts = accounts_of(config.accounts_file);
  if (!accounts) return fail(accounts.error().detail);
  telemetry::start_log("simulator", level_named(config.log_level));
  try {
    simulator::Program(config, std::move(*accounts)).run();
  } catch (const std::exception& fault) {
    telemetry::stop_log();
    return fail(fault.what());
  }
  telemetry::stop_log();
  return 0;
}
