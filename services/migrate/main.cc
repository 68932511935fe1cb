#include <iostream>

#include "services/migrate/config.h"
#include "services/migrate/embedded.h"
#include "services/migrate/import_accounts.h"
#include "services/migrate/seed.h"
#include "services/postgres/stores.h"

using namespace lunchrush;

namespace {

int fail(const domain::Error& error) {
  std::cerr << "lunchrush-migrate: " << error.detail << '\n';
  return error.code == domain::ErrorCode::invalid_request ? 2 : 1;
}

domain::Result<void> bring_up_to_date(postgres::Session& session) {
  const auto applied = postgres::migrate(session, migrate::embedded_migrations());
  if (!applied) return applied.error();
  for (const auto& name : *applied) std::cerr << "applied " << name << '\n';
  if (applied->empty()) std::cerr << "the schema is up to date\n";
  return {};
}

domain::Result<void> import(postgres::Session& session, const std::string& path, const std::string& key) {
  const auto written = migrate::import_accounts(session, path, key);
  if (!written) return written.error();
  std::cerr << *written << " gateway accounts written\n";
  return {};
}

// The keys go to stdout alone, so that a script can take them and a log does not.
domain::Result<void> plant_demo(postgres::Session& session, const std::string& token_secret) {
  const auto signer = passes::Signer::make(token_secret);
  if (!signer) return domain::Error{signer.error().code, "LUNCHRUSH_TOKEN_SECRET: " + signer.error().detail};
  if (auto seeded = migrate::seed(session, token_secret); !seeded) return seeded;
  const auto store = postgres::read_store(session, migrate::demo_store);
  if (!store) return store.error();
  for (const auto& [name, value] :
       migrate::demo_environment(token_secret, *signer, store->table_code_generation))
    std::cout << name << '=' << value << '\n';
  return {};
}

}  // namespace

int main(int count, char** arguments) {
  const auto wish = migrate::read_arguments(std::span(arguments, static_cast<std::size_t>(count)).subspan(1));
  if (!wish) return fail(wish.error());
  if (wish->help) {
    std::cout << migrate::help();
    return 0;
  }
  const auto config = migrate::read_config(settings::environment(), *wish);
  if (!config) return fail(config.error());

  postgres::Session session({.url = config->postgres_url, .application_name = "lunchrush-migrate"});
  if (auto done = bring_up_to_date(session); !done) return fail(done.error());
  if (wish->seed)
    if (auto done = plant_demo(session, config->token_secret); !done) return fail(done.error());
  if (!wish->accounts_file.empty())
    if (auto done = import(session, wish->accounts_file, config->account_key); !done)
      return fail(done.error());
}
