#include "services/callbacks/config.h"

#include <catch2/catch.hpp>

using namespace lunchrush;
using namespace std::chrono_literals;

namespace {

settings::Environment least() {
  return {{"LUNCHRUSH_POSTGRES_URL", "postgresql://localhost/lunchrush"},
          {"LUNCHRUSH_ACCOUNT_KEY", std::string(64, 'a')}};
}

}  // namespace

TEST_CASE("a database and the account key are all that has to be set", "[callbacks]") {
  const auto config = callbacks::Config::from_env(least());
  REQUIRE(config.has_value());
  CHECK(config->port == 8082);
  CHECK(config->account_key == std::string(32, '\xaa'));
  CHECK_FALSE(config->redis.has_value());
  CHECK_FALSE(callbacks::Config::from_env({}).has_value());
}

TEST_CASE("every pace can be set in milliseconds, so that tests need not wait", "[callbacks]") {
  auto environment = least();
  environment["LUNCHRUSH_QUERY_FIRST_MS"] = "20";
  environment["LUNCHRUSH_QUERY_MOST_MS"] = "80";
  environment["LUNCHRUSH_CALLBACKS_QUERY_CODE_MS"] = "30";
  environment["LUNCHRUSH_CALLBACKS_POLL_IDLE_MS"] = "5";
  environment["LUNCHRUSH_REDIS_URL"] = "redis://127.0.0.1:6380/1";
  const auto config = callbacks::Config::from_env(environment);
  REQUIRE(config.has_value());
  CHECK(config->schedules.payment.first == 20ms);
  CHECK(config->schedules.payment.after(5) == 80ms);
  CHECK(config->schedules.of(domain::PaymentMethod::wechat_code).first == 30ms);
  CHECK(config->poll.idle == 5ms);
  CHECK(config->redis->port == 6380);
}

TEST_CASE("a setting that cannot be meant is refused, and no secret is quoted", "[callbacks]") {
  auto environment = least();
  SECTION("a key too short") { environment["LUNCHRUSH_ACCOUNT_KEY"] = "abcdef0123"; }
  SECTION("a slip of the fingers") { environment["LUNCHRUSH_CALLBACKS_PROT"] = "abcdef0123"; }
  SECTION("no number") { environment["LUNCHRUSH_CALLBACKS_PORT"] = "eighty"; }
  SECTION("Redis nowhere") { environment["LUNCHRUSH_REDIS_URL"] = "redis://:abcdef0123@"; }
  const auto config = callbacks::Config::from_env(environment);
  REQUIRE(config.has_error());
  CHECK(config.error().detail.find("abcdef0123") == std::string::npos);
}

TEST_CASE("--help names every setting", "[callbacks]") {
  const auto help = callbacks::Config::help();
  for (const auto* name :
       {"LUNCHRUSH_CALLBACKS_PORT", "LUNCHRUSH_QUERY_FIRST_MS", "LUNCHRUSH_CALLBACKS_INVARIANTS_EVERY_MS"})
    CHECK(help.find(name) != std::string::npos);
}
