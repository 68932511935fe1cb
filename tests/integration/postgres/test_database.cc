#include "tests/integration/postgres/test_database.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "services/postgres/work.h"

namespace lunchrush::postgres::testing {
namespace {

std::string server_url() {
  const char* url = std::getenv("LUNCHRUSH_TEST_POSTGRES_URL");
  if (url == nullptr) throw std::runtime_error("LUNCHRUSH_TEST_POSTGRES_URL is not set: run ./dev test");
  return url;
}

// postgresql://user:password@host:port/database
struct Parts {
  std::string before_host, host, port, after_database;
};

Parts parts_of(const std::string& url) {
  const auto at = url.find('@');
  const auto host = at == std::string::npos ? url.find("://") + 3 : at + 1;
  const auto colon = url.find(':', host);
  const auto slash = url.find('/', host);
  const auto query = std::min(url.find('?', slash), url.size());
  if (colon == std::string::npos || slash == std::string::npos || colon > slash)
    throw std::runtime_error("LUNCHRUSH_TEST_POSTGRES_URL: postgresql://user@host:port/database is wanted");
  return {url.substr(0, host), url.substr(host, colon - host), url.substr(colon + 1, slash - colon - 1),
          url.substr(query)};
}

std::string url_with(const std::string& host, const std::string& port, const std::string& database) {
  const auto parts = parts_of(server_url());
  return parts.before_host + host + ":" + port + "/" + database + parts.after_database;
}

// CREATE and DROP DATABASE run outside of any transaction.
void run_on_server(const std::string& statement) {
  pqxx::connection connection(server_url());
  pqxx::nontransaction(connection).exec(statement);
}

class OwnDatabase {
 public:
  explicit OwnDatabase(const std::string& purpose)
      : name_("lunchrush_test_" + purpose + "_" + std::to_string(getpid())) {
    run_on_server("CREATE DATABASE " + name_);
  }
  ~OwnDatabase() {
    try {
      run_on_server("DROP DATABASE " + name_ + " WITH (FORCE)");
    } catch (const std::exception&) {  // the server is gone, and with it the database
    }
  }
  std::string url() const { return url_with(server_host(), std::to_string(server_port()), name_); }
  const std::string& name() const { return name_; }

 private:
  std::string name_;
};

const OwnDatabase& database() {
  static const OwnDatabase made("main");
  [[maybe_unused]] static const bool migrated = [] {
    Session session({made.url()});
    const auto applied = migrate(session, deployed_migrations());
    if (!applied) throw std::runtime_error("the migrations do not apply: " + applied.error().detail);
    return true;
  }();
  return made;
}

SessionOptions options_of(std::string url) {
  SessionOptions made;
  made.url = std::move(url);
  made.application_name = "integration";
  return made;
}

}  // namespace

std::vector<Migration> deployed_migrations() {
  std::vector<Migration> migrations;
  for (const auto& file : std::filesystem::directory_iterator(LUNCHRUSH_SOURCE_DIR "/deploy/migrations")) {
    std::ostringstream text;
    text << std::ifstream(file.path()).rdbuf();
    const auto name = file.path().stem().string();
    migrations.push_back({std::stoi(name), name, text.str()});
  }
  std::ranges::sort(migrations, {}, &Migration::number);
  return migrations;
}

std::string server_host() { return parts_of(server_url()).host; }
std::uint16_t server_port() { return static_cast<std::uint16_t>(std::stoi(parts_of(server_url()).port)); }

SessionOptions options() { return options_of(database().url()); }

SessionOptions options_at(std::uint16_t port) {
  return options_of(url_with("127.0.0.1", std::to_string(port), database().name()));
}

SessionOptions options_of_empty_database() {
  static const OwnDatabase made("empty");
  run_on_server("DROP DATABASE " + made.name() + " WITH (FORCE)");
  run_on_server("CREATE DATABASE " + made.name());
  return options_of(made.url());
}

void start_over() {
  // Rows, not files: with this little in them deleting is far quicker than TRUNCATE.
  std::string statements;
  for (const auto* table :
       {"rollup_positions", "takings",        "kitchen_speed",   "events",           "feed",
        "outbox",           "feed_positions", "command_replies", "tickets",          "notifications",
        "pickup_numbers",   "transitions",    "refunds",         "payments",         "payment_intents",
        "orders",           "menu_versions",  "menus",           "gateway_accounts", "api_keys",
        "kitchen_paces",    "stores",         "merchants"})
    statements += std::string("DELETE FROM ") + table + ";";
  run(statements + R"(
         INSERT INTO merchants (merchant_id, name_zh) VALUES (1, '午高峰');
         INSERT INTO stores (store_id, merchant_id, name_zh) VALUES (1001, 1, '一店'), (1002, 1, '二店');
         INSERT INTO menus (store_id, version, document, updated_by)
         SELECT store_id, 1, '{"categories":[],"dishes":[{"sku":"gongbao"},{"sku":"rice"},{"sku":"tea"}]}', 'test' FROM stores)");
}

void run(const std::string& statement) {
  pqxx::connection connection(database().url());
  pqxx::nontransaction(connection).exec(statement);
}

std::string value_of(const std::string& query) {
  pqxx::connection connection(database().url());
  const auto rows = pqxx::nontransaction(connection).exec(query);
  if (rows.empty()) throw std::runtime_error("no row: " + query);
  return rows[0][0].is_null() ? "null" : rows[0][0].c_str();
}

std::int64_t count_of(const std::string& query) { return std::stoll(value_of(query)); }

std::vector<std::string> broken_invariants() {
  Session session(options());
  std::vector<std::string> broken;
  for (const auto& [name, violations] : check_invariants(session).value())
    if (violations != 0) broken.push_back(name);
  return broken;
}

}  // namespace lunchrush::postgres::testing
