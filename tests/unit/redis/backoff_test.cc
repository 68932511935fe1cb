#include "services/redis/backoff.h"

#include <catch2/catch.hpp>

namespace lunchrush::redis {
namespace {

using namespace std::chrono_literals;

TEST_CASE("pauses double up to the most, each between a half and the whole", "[redis]") {
  Backoff backoff(50ms, 300ms);
  for (const auto whole : {50ms, 100ms, 200ms, 300ms, 300ms}) {
    const auto pause = backoff.next();
    CHECK(pause >= whole / 2);
    CHECK(pause <= whole);
  }
  backoff.reset();
  CHECK(backoff.next() <= 50ms);
}

}  // namespace
}  // namespace lunchrush::redis
