#include "services/web/sse.h"

#include <catch2/catch.hpp>

#include "tests/unit/web/made_request.h"

using namespace lunchrush::web;

TEST_CASE("an event is its id, its type and its lines of data") {
  auto [event, text] = GENERATE(table<Event, std::string>({
      {Event{.id = "7", .type = "order", .data = "{}"}, "id: 7\nevent: order\ndata: {}\n\n"},
      {Event{.data = "{}"}, "data: {}\n\n"},
      {Event{.type = "reset"}, "event: reset\ndata: \n\n"},
      {Event{.data = "a\nb"}, "data: a\ndata: b\n\n"},
      {Event{.data = "a\r\nb\rc\n"}, "data: a\ndata: b\ndata: c\ndata: \n\n"},
      {Event{.data = "宫保"}, "data: 宫保\n\n"},
      {Event{.id = "7\nevent: x", .type = "a\r\nb", .data = ""}, "id: 7event: x\nevent: ab\ndata: \n\n"},
  }));
  std::string out;
  append_event(out, event);
  CHECK(out == text);
}

TEST_CASE("retry is in milliseconds, and a heartbeat is a comment") {
  std::string out;
  append_retry(out, std::chrono::seconds(3));
  CHECK(out == "retry: 3000\n\n");
  CHECK(heartbeat == ":\n\n");
}

TEST_CASE("a stream resumes after a number, from the header or else the query [row 82]") {
  using Pairs = MadeRequest::Pairs;
  auto [headers, query, after] = GENERATE(table<Pairs, Pairs, std::int64_t>({
      {Pairs{}, Pairs{}, -1},
      {Pairs{{"Last-Event-ID", "0"}}, Pairs{}, 0},
      {Pairs{{"Last-Event-ID", "42"}}, Pairs{{"after", "7"}}, 42},
      {Pairs{}, Pairs{{"after", "7"}}, 7},
  }));
  const MadeRequest made(headers, query);
  const auto outcome = resume_after(made.request);
  REQUIRE(outcome.has_value());
  CHECK(outcome->value_or(-1) == after);
}

TEST_CASE("what cannot be an event's number is refused [row 82]") {
  const std::string id = GENERATE("", "-1", "1.0", "0x1", "1 2", "seven", "9223372036854775808");
  const MadeRequest made({{"Last-Event-ID", id}, {"X", "y"}});
  const auto outcome = resume_after(made.request);
  REQUIRE(outcome.has_error());
  CHECK(outcome.error().fields.at(0).pointer == "Last-Event-ID");
}
