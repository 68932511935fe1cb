#include <catch2/catch.hpp>

#include "services/web/etag.h"
#include "services/web/trace.h"
#include "tests/unit/web/made_request.h"

using namespace lunchrush::web;
using Pairs = MadeRequest::Pairs;

TEST_CASE("If-None-Match names a tag weakly") {
  auto [list, fails] = GENERATE(table<std::string, bool>({
      {"\"v7\"", true},
      {"W/\"v7\"", true},
      {"*", true},
      {"\"v6\", \"v7\"", true},
      {"\"v6\",W/\"v7\"", true},
      {"\"v6\"", false},
      {"v7", false},
      {"", false},
      {"\"v77\"", false},
      {"\"v7", false},
      {"junk \"v7\"", false},
  }));
  CAPTURE(list);
  const MadeRequest made(Pairs{{"If-None-Match", list}});
  CHECK(none_match_fails(made.request, version_etag(7)) == fails);
}

TEST_CASE("If-Match names a tag strongly") {
  auto [list, outcome] = GENERATE(table<std::string, IfMatch>({
      {"\"v7\"", IfMatch::matches},
      {"*", IfMatch::matches},
      {"\"v6\", \"v7\"", IfMatch::matches},
      {"W/\"v7\"", IfMatch::differs},
      {"\"v6\"", IfMatch::differs},
      {"", IfMatch::differs},
  }));
  CAPTURE(list);
  const MadeRequest made(Pairs{{"If-Match", list}});
  CHECK(if_match(made.request, version_etag(7)) == outcome);
  const MadeRequest none({});
  CHECK(if_match(none.request, version_etag(7)) == IfMatch::absent);
}

TEST_CASE("conditions may be spread over several header lines") {
  const MadeRequest made(Pairs{{"If-None-Match", "\"v6\""}, {"If-None-Match", "\"v7\""}});
  CHECK(none_match_fails(made.request, version_etag(7)));
}

TEST_CASE("a traceparent is what W3C Trace Context says") {
  const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  const std::string span = "00f067aa0ba902b7";
  auto [text, valid] = GENERATE_COPY(table<std::string, bool>({
      {"00-" + trace + "-" + span + "-01", true},
      {"00-" + trace + "-" + span + "-00", true},
      {"cc-" + trace + "-" + span + "-01-what-the-future-brings", true},
      {"cc-" + trace + "-" + span + "-01", true},
      {"00-" + trace + "-" + span + "-01-more", false},
      {"cc-" + trace + "-" + span + "-01.more", false},
      {"ff-" + trace + "-" + span + "-01", false},
      {"00-" + std::string(32, '0') + "-" + span + "-01", false},
      {"00-" + trace + "-" + std::string(16, '0') + "-01", false},
      {"00-4BF92F3577B34DA6A3CE929D0E0E4736-" + span + "-01", false},
      {"00-" + trace + "-" + span + "-0x", false},
      {"00-" + trace + "-" + span, false},
      {"00_" + trace + "_" + span + "_01", false},
      {"", false},
  }));
  CAPTURE(text);
  CHECK(from_traceparent(text).has_value() == valid);
}

TEST_CASE("a made traceparent is valid, carries the trace and starts a span of its own") {
  const auto trace = new_trace_id();
  const auto first = from_traceparent(make_traceparent(trace, true));
  const auto second = from_traceparent(make_traceparent(trace, false));
  REQUIRE(first.has_value());
  REQUIRE(second.has_value());
  CHECK(first->trace_id == trace);
  CHECK(first->sampled);
  CHECK(!second->sampled);
  CHECK(first->parent_id != second->parent_id);
}
