#include "services/web/request_head.h"

#include <catch2/catch.hpp>
#include <set>

#include "services/web/negotiation.h"
#include "services/web/url.h"

using namespace lunchrush::web;
using namespace std::chrono_literals;

namespace {

struct Parsed {
  RequestHeader head;
  Request request;
  bool bad_query = false;

  explicit Parsed(std::string_view target,
                  const std::vector<std::pair<std::string, std::string>>& headers = {}) {
    head.method(http::verb::get);
    head.target({target.data(), target.size()});
    for (const auto& [name, value] : headers) head.insert(name, value);
    request = make_request(head, {std::chrono::steady_clock::time_point(100s), 8s, "127.0.0.1"}, bad_query);
  }
};

}  // namespace

TEST_CASE("the query is split and decoded") {
  const Parsed parsed("/v1/orders?status=ready&q=a+b%26c&empty=&bare&status=two&&%E5%AE%AB=1");
  CHECK(parsed.request.path == "/v1/orders");
  const decltype(parsed.request.query) expected{{"status", "ready"}, {"q", "a b&c"},    {"empty", ""},
                                                {"bare", ""},        {"status", "two"}, {"宫", "1"}};
  CHECK(parsed.request.query == expected);
  CHECK(parsed.request.query_value("status") == "ready");
  CHECK(!parsed.request.query_value("absent"));
  CHECK(!parsed.bad_query);
}

TEST_CASE("a query that does not decode is said to be bad [row 16] [row 19]") {
  const auto target = GENERATE(
      values<std::string>({"/?a=%", "/?a=%4", "/?a=%GG", "/?%00=1", "/?a=%00", "/?a=%ff", "/?a=%ED%A0%80"}));
  CAPTURE(target);
  CHECK(Parsed(target).bad_query);
}

TEST_CASE("a query of more parameters than the limit is bad [row 13]") {
  std::string target = "/?a";
  for (std::size_t i = 1; i != query_parameters_max; ++i) target += "&a";
  CHECK(!Parsed(target).bad_query);
  CHECK(Parsed(target + "&a").bad_query);
}

TEST_CASE("a well-formed X-Request-Id is kept, any other is replaced [row 19]") {
  auto [given, kept] = GENERATE(table<std::string, bool>({
      {"abc-DEF_1.2", true},
      {std::string(64, 'a'), true},
      {std::string(65, 'a'), false},
      {"", false},
      {"a b", false},
      {"a\"b", false},
      {"a%0d%0aSet-Cookie", false},
      {"编号", false},
  }));
  const Parsed parsed("/", {{"X-Request-Id", given}});
  CHECK((parsed.request.request_id == given) == kept);
  if (!kept) CHECK(parsed.request.request_id.size() == 13);
}

TEST_CASE("made request ids differ") {
  std::set<std::string> ids;
  for (int i = 0; i != 100; ++i) ids.insert(new_request_id());
  CHECK(ids.size() == 100);
}

TEST_CASE("a valid traceparent is carried on, any other is replaced") {
  const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  CHECK(Parsed("/", {{"traceparent", "00-" + trace + "-00f067aa0ba902b7-01"}}).request.trace_id == trace);
  const auto made = Parsed("/", {{"traceparent", "00-" + trace + "-00f067aa0ba902b7"}}).request.trace_id;
  CHECK(made != trace);
  CHECK(made.size() == 32);
}

TEST_CASE("a client may shorten its deadline, never lengthen it") {
  auto [given, allowed] = GENERATE(table<std::string, std::chrono::milliseconds>({
      {"500", 500ms},
      {"8000", 8s},
      {"9000", 8s},
      {"0", 8s},
      {"-5", 8s},
      {"1.5", 8s},
      {"soon", 8s},
      {"99999999999999999999", 8s},
  }));
  const Parsed parsed("/", {{"X-Request-Timeout-Ms", given}});
  CHECK(parsed.request.deadline - parsed.request.received == allowed);
}

TEST_CASE("the body's media type is told by Content-Type") {
  auto [header, type] = GENERATE(table<std::string_view, MediaType>({
      {"application/json", MediaType::json},
      {"Application/JSON; charset=utf-8", MediaType::json},
      {" application/x-protobuf ", MediaType::protobuf},
      {"application/x-www-form-urlencoded;charset=GBK", MediaType::form},
      {"text/plain", MediaType::other},
      {"application/jsonp", MediaType::other},
      {"", MediaType::other},
  }));
  CHECK(media_type(header) == type);
  CHECK(media_type(std::nullopt) == MediaType::none);
}

TEST_CASE("the answer's media type follows Accept, then the body") {
  using M = MediaType;
  auto [accept, body, answer] = GENERATE(table<std::string_view, M, M>({
      {"", M::json, M::json},
      {"", M::protobuf, M::protobuf},
      {"*/*", M::protobuf, M::protobuf},
      {"text/html", M::json, M::json},
      {"application/json", M::protobuf, M::json},
      {"application/x-protobuf", M::json, M::protobuf},
      {"application/json;q=0.5, application/x-protobuf", M::json, M::protobuf},
      {"application/json, application/x-protobuf;q=0.9", M::protobuf, M::json},
      {"application/x-protobuf;q=0", M::json, M::json},
  }));
  CHECK(accepted_media(accept, body) == answer);
}

TEST_CASE("words are Chinese unless English is preferred") {
  auto [header, language] = GENERATE(table<std::string_view, Language>({
      {"", Language::zh},
      {"zh-CN,zh;q=0.9", Language::zh},
      {"en", Language::en},
      {"EN-us", Language::en},
      {"en;q=0.5, zh;q=0.8", Language::zh},
      {"en;q=0.8, zh;q=0.5", Language::en},
      {"fr, en;q=0.3", Language::en},
      {"*", Language::zh},
      {"en;q=0", Language::zh},
      {";;;,,,q=", Language::zh},
  }));
  CHECK(accepted_language(header) == language);
}
