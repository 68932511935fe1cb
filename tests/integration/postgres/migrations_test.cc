#include "services/postgres/migrations.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/integration/postgres/orders_made.h"

using namespace lunchrush;
using namespace lunchrush::postgres;
using namespace lunchrush::postgres::testing;
using domain::ErrorCode;

namespace {

std::vector<Migration> three() {
  return {{1, "0001_one", "CREATE TABLE one (n integer)"},
          {2, "0002_two", "CREATE TABLE two (n integer); INSERT INTO one VALUES (1)"},
          {3, "0003_three", "INSERT INTO two SELECT n FROM one"}};
}

std::int64_t rows_of(Session& session, const std::string& table) {
  return session
      .in_transaction([&](pqxx::transaction_base& transaction) {
        return transaction.exec("SELECT count(*) FROM " + table)[0][0].as<std::int64_t>();
      })
      .value();
}

}  // namespace

TEST_CASE("many that migrate at once apply each migration once, in order", "[postgres]") {
  const auto where = options_of_empty_database();
  std::vector<std::optional<domain::Result<std::vector<std::string>>>> applied(5);
  at_once(applied.size(), [&](std::size_t mine) {
    Session session(where);
    const auto migrations = three();
    applied[mine] = migrate(session, migrations);
  });
  std::vector<std::string> names;
  for (const auto& outcome : applied) {
    REQUIRE(outcome->has_value());
    names.insert(names.end(), (*outcome)->begin(), (*outcome)->end());
  }
  std::ranges::sort(names);
  CHECK(names == std::vector<std::string>{"0001_one", "0002_two", "0003_three"});
  Session session(where);
  CHECK(rows_of(session, "two") == 1);
  CHECK(migrated(session, three()).value());
  CHECK(migrate(session, three())->empty());
}

TEST_CASE("a migration that was changed after it was applied is refused", "[postgres]") {
  Session session(options_of_empty_database());
  CHECK_FALSE(migrated(session, three()).value());
  REQUIRE(migrate(session, three()).has_value());
  auto changed = three();
  changed[1].text += " ";
  const auto refused = migrate(session, changed);
  REQUIRE(refused.has_error());
  CHECK(refused.error().code == ErrorCode::state_conflict);
  CHECK_FALSE(migrated(session, changed).value());
}

TEST_CASE("a migration that fails leaves nothing of itself, and those before it stay", "[postgres]") {
  Session session(options_of_empty_database());
  auto broken = three();
  broken[1].text += "; SELECT 1 / 0";
  const auto failed = migrate(session, broken);
  REQUIRE(failed.has_error());
  CHECK(failed.error().detail.find("0002_two") != std::string::npos);
  CHECK(rows_of(session, "one") == 0);
  CHECK(migrate(session, three()).value() == std::vector<std::string>{"0002_two", "0003_three"});
}

TEST_CASE("what is deployed applies to an empty database, twice", "[postgres]") {
  Session session(options_of_empty_database());
  CHECK(migrate(session, deployed_migrations())->size() == deployed_migrations().size());
  CHECK(migrate(session, deployed_migrations())->empty());
}
