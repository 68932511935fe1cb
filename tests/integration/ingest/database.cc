#include "tests/integration/ingest/database.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <pqxx/pqxx>
#include <stdexcept>

#include "services/migrate/embedded.h"
#include "services/postgres/migrations.h"

namespace lunchrush::ingest::testing {
namespace {

std::string server_url() {
  const char* url = std::getenv("LUNCHRUSH_TEST_POSTGRES_URL");
  if (url == nullptr) throw std::runtime_error("LUNCHRUSH_TEST_POSTGRES_URL is not set: run ./dev test");
  return url;
}

void run_at(const std::string& url, const std::string& statement) {
  pqxx::connection connection(url);
  pqxx::nontransaction(connection).exec(statement);
}

}  // namespace

Database::Database() : name_("lunchrush_test_ingest_" + std::to_string(getpid())) {
  run_at(server_url(), "CREATE DATABASE " + name_);
  const auto from = server_url();
  const auto slash = from.find('/', from.find("://") + 3);
  url_ = from.substr(0, slash + 1) + name_ + from.substr(std::min(from.find('?'), from.size()));
  postgres::Session session({url_});
  if (!postgres::migrate(session, migrate::embedded_migrations()))
    throw std::runtime_error("the migrations do not apply");
}

Database::~Database() { run_at(server_url(), "DROP DATABASE " + name_ + " WITH (FORCE)"); }

void Database::run(const std::string& statement) const { run_at(url_, statement); }

void Database::add_events(std::int64_t first, std::int64_t last) const {
  run("INSERT INTO feed (store_id, last_seq, at, kinds, order_ids, versions, data) SELECT 1001, n, now(), "
      "'{x}', '{NULL}', '{1}', ARRAY['{}'] "
      "FROM generate_series(" +
      std::to_string(first) + ", " + std::to_string(last) + ") n; INSERT INTO feed_positions VALUES (1001, " +
      std::to_string(last) + ") ON CONFLICT (store_id) DO UPDATE SET last_seq = excluded.last_seq");
}

void Database::go_away() const {
  run_at(server_url(), "ALTER DATABASE " + name_ +
                           " ALLOW_CONNECTIONS false; SELECT pg_terminate_backend(pid, 5000) FROM "
                           "pg_stat_activity WHERE datname = '" +
                           name_ + "'");
}
void Database::come_back() const {
  run_at(server_url(), "ALTER DATABASE " + name_ + " ALLOW_CONNECTIONS true");
}

}  // namespace lunchrush::ingest::testing
