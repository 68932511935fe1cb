#include "services/ingest/repeats.h"

#include <catch2/catch.hpp>

using lunchrush::ingest::Repeats;

TEST_CASE("after a repeat more are expected, until many new keys in a row say otherwise", "[ingest]") {
  Repeats repeats;
  CHECK_FALSE(repeats.expected());  // at first all keys are new
  repeats.saw_repeat();
  for (int i = 0; i != 63; ++i) repeats.saw_new();
  CHECK(repeats.expected());
  repeats.saw_repeat();  // begins anew
  for (int i = 0; i != 63; ++i) repeats.saw_new();
  CHECK(repeats.expected());
  repeats.saw_new();
  CHECK_FALSE(repeats.expected());
  for (int i = 0; i != 1000; ++i) repeats.saw_new();
  repeats.saw_repeat();
  CHECK(repeats.expected());
}
