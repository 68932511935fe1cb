#include "services/migrate/config.h"

#include <catch2/catch.hpp>

#include "services/migrate/seed.h"

using namespace lunchrush;
using Arguments = std::vector<const char*>;

TEST_CASE("the command line says what is wished, and what it does not know is an error", "[migrate]") {
  const auto wish = migrate::read_arguments(Arguments{"--seed", "--accounts", "accounts.json"});
  REQUIRE(wish.has_value());
  CHECK(wish->seed);
  CHECK(wish->accounts_file == "accounts.json");
  CHECK_FALSE(migrate::read_arguments(Arguments{}).value().seed);
  CHECK_FALSE(migrate::read_arguments(Arguments{"--sed"}).has_value());
  CHECK_FALSE(migrate::read_arguments(Arguments{"--accounts"}).has_value());
}

TEST_CASE("only what a wish needs has to be set", "[migrate]") {
  const std::string key(64, 'a');
  settings::Environment environment{{"LUNCHRUSH_POSTGRES_URL", "postgresql://localhost/lunchrush"}};
  CHECK(migrate::read_config(environment, {}).has_value());
  CHECK_FALSE(migrate::read_config(environment, {.seed = true}).has_value());
  CHECK_FALSE(migrate::read_config(environment, {.accounts_file = "a.json"}).has_value());
  environment["LUNCHRUSH_TOKEN_SECRET"] = "a secret of the tests";
  environment["LUNCHRUSH_ACCOUNT_KEY"] = key;
  CHECK(migrate::read_config(environment, {}).has_value());
  CHECK(migrate::read_config(environment, {.seed = true}).value().token_secret == "a secret of the tests");
  CHECK(migrate::read_config(environment, {.accounts_file = "a.json"}).value().account_key ==
        std::string(32, '\xaa'));
}

TEST_CASE("an account key that is no key of 32 bytes is refused", "[migrate]") {
  const auto key =
      GENERATE(as<std::string>{}, "abc", std::string(62, 'a'), std::string(66, 'a'), std::string(64, 'g'));
  const auto config = migrate::read_config({{"LUNCHRUSH_POSTGRES_URL", "x"}, {"LUNCHRUSH_ACCOUNT_KEY", key}},
                                           {.accounts_file = "a.json"});
  REQUIRE(config.has_error());
  CHECK(config.error().detail.find(key) == std::string::npos);
}

TEST_CASE("the demo's keys are the same at every run, differ from each other, and follow the token secret",
          "[migrate]") {
  const auto signer = passes::Signer::make("a secret of the tests").value();
  const auto first = migrate::demo_environment("a secret of the tests", signer);
  CHECK(first == migrate::demo_environment("a secret of the tests", signer));
  std::map<std::string, std::string> values(first.begin(), first.end());
  CHECK(values["LUNCHRUSH_STAFF_KEY"].starts_with("lr_demoowner_"));
  CHECK(values["LUNCHRUSH_STAFF_KEY"] != values["LUNCHRUSH_KITCHEN_KEY"]);
  CHECK(values["LUNCHRUSH_STORE_ID"] == "1001");
  CHECK(signer.verify_table_code(values["LUNCHRUSH_TABLE_CODE"]) ==
        passes::TableCode{{domain::StoreId{1001}, "A12"}, 0});
  CHECK(migrate::api_key("another secret", "demoowner") != values["LUNCHRUSH_STAFF_KEY"]);
}
