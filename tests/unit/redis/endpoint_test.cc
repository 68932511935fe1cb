#include "services/redis/endpoint.h"

#include <catch2/catch.hpp>

namespace lunchrush::redis {
namespace {

TEST_CASE("a Redis URL names host, port, database, user and password", "[redis]") {
  struct Case {
    std::string url;
    Endpoint expected;
  };
  const auto [url, expected] = GENERATE(values<Case>({
      {"redis://127.0.0.1:6380/2", {"127.0.0.1", 6380, "", "", 2}},
      {"redis://cache", {"cache", 6379, "", "", 0}},
      {"redis://cache/", {"cache", 6379, "", "", 0}},
      {"redis://[::1]:7000", {"::1", 7000, "", "", 0}},
      {"redis://:s3cret@cache:6379/0", {"cache", 6379, "", "s3cret", 0}},
      {"redis://app:p%40ss%2F%3A@cache", {"cache", 6379, "app", "p@ss/:", 0}},
  }));
  const auto endpoint = parse_endpoint(url);
  REQUIRE(endpoint.has_value());
  CHECK(endpoint->host == expected.host);
  CHECK(endpoint->port == expected.port);
  CHECK(endpoint->user == expected.user);
  CHECK(endpoint->password == expected.password);
  CHECK(endpoint->database == expected.database);
}

TEST_CASE("a Redis URL we cannot serve is refused without quoting it", "[redis]") {
  const std::string url =
      GENERATE("", "127.0.0.1:6379", "http://s3cret@cache", "rediss://:s3cret@cache", "redis://:s3cret@",
               "redis:///0", "redis://:s3cret@cache:0", "redis://:s3cret@cache:65536",
               "redis://:s3cret@cache/x", "redis://:s3cret@cache/-1", "redis://:s3cret@cache/0/1",
               "redis://:s3cret@cache?db=1", "redis://:s3%zzcret@cache");
  CAPTURE(url);
  const auto endpoint = parse_endpoint(url);
  REQUIRE(endpoint.has_error());
  CHECK(endpoint.error().code == domain::ErrorCode::invalid_request);
  CHECK_THAT(endpoint.error().detail, !Catch::Matchers::Contains("s3cret"));
}

}  // namespace
}  // namespace lunchrush::redis
