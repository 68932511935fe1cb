// What lunchrush-migrate is asked to do, on its command line, and what it needs for it, from the environment.
#pragma once

#include <span>
#include <string>

#include "services/domain/result.h"
#include "services/settings/settings.h"

namespace lunchrush::migrate {

struct Wish {
  bool help = false;
  bool seed = false;
  std::string accounts_file;  // empty: none
};

// Error: invalid_request.
domain::Result<Wish> read_arguments(std::span<const char* const> arguments);

struct Config {
  std::string postgres_url;
  std::string token_secret;  // only when seeding
  std::string account_key;   // 32 bytes; only when importing accounts
};

// Asks only for what the wish needs. Error: invalid_request, one fault a line.
domain::Result<Config> read_config(const settings::Environment& environment, const Wish& wish);
std::string help();

}  // namespace lunchrush::migrate
