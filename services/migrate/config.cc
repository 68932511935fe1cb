#include "services/migrate/config.h"

#include "services/crypto/digest.h"

namespace lunchrush::migrate {
namespace {

using domain::Error;
using domain::ErrorCode;

constexpr std::size_t account_key_bytes = 32;

Config read(settings::Reader& reader, const Wish& wish) {
  Config config;
  config.postgres_url =
      reader.required_text("LUNCHRUSH_POSTGRES_URL", "Where PostgreSQL is, as libpq takes it.");
  if (wish.seed)
    config.token_secret = reader.secret("LUNCHRUSH_TOKEN_SECRET",
                                        "With --seed: signs table codes and derives the demo's keys.");
  if (!wish.accounts_file.empty())
    config.account_key = reader.secret("LUNCHRUSH_ACCOUNT_KEY",
                                       "With --accounts: seals gateway accounts; 64 hexadecimal digits.");
  return config;
}

}  // namespace

domain::Result<Wish> read_arguments(std::span<const char* const> arguments) {
  Wish wish;
  for (std::size_t i = 0; i != arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    if (argument == "--help")
      wish.help = true;
    else if (argument == "--seed")
      wish.seed = true;
    else if (argument == "--accounts" && i + 1 != arguments.size())
      wish.accounts_file = arguments[++i];
    else
      return Error{ErrorCode::invalid_request, "what is \"" + std::string(argument) + "\"? --help tells"};
  }
  return wish;
}

domain::Result<Config> read_config(const settings::Environment& environment, const Wish& wish) {
  settings::Reader reader("migrate", environment);
  auto config = read(reader, wish);
  if (auto finished = reader.finish(); !finished) return finished.error();
  if (config.account_key.empty()) return config;
  auto key = crypto::from_hex(config.account_key);
  if (!key || key->size() != account_key_bytes)
    return Error{ErrorCode::invalid_request, "LUNCHRUSH_ACCOUNT_KEY must be 64 hexadecimal digits"};
  config.account_key = std::move(*key);
  return config;
}

std::string help() {
  settings::Reader reader("migrate", {});
  read(reader, {.seed = true, .accounts_file = "FILE"});
  return "lunchrush-migrate [--seed] [--accounts FILE]\n\n"
         "Brings the database to this release's schema and exits. Safe to run from many places at once, and "
         "while\n"
         "the programs of the release before are running.\n\n"
         "  --seed           adds the demo restaurant where it is missing, and prints how to use it, as "
         "dotenv lines\n"
         "  --accounts FILE  stores the gateway accounts of a JSON list, sealed\n\n" +
         reader.help();
}

}  // namespace lunchrush::migrate
