// The simulator's configuration.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "services/settings/settings.h"

namespace lunchrush::simulator {

struct Config {
  std::string address;
  std::uint16_t port = 0, admin_port = 0;
  std::string public_url;  // empty: made from address and port
  std::string accounts_file;
  std::string journal_file;  // empty: memory only
  double clock_scale = 1;
  std::chrono::milliseconds refund_delay{0};
  bool refund_spacing = true;
  std::size_t notify_concurrency = 0;
  std::string log_level;
};

Config read_config(settings::Reader& reader);

}  // namespace lunchrush::simulator
