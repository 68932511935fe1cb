#include "services/web/problem.h"

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <set>

#include "services/telemetry/json_text.h"
#include "services/web/problem_pages.h"
#include "services/web/problem_table.h"
#include "services/web/router.h"
#include "tests/unit/web/made_request.h"

using namespace lunchrush;
using namespace lunchrush::web;
using domain::ErrorCode;

namespace {

std::string header(const Reply& reply, std::string_view name) {
  for (const auto& [each, value] : reply.headers)
    if (each == name) return value;
  return "";
}

}  // namespace

TEST_CASE("each code has the status the contract gives it") {
  using E = ErrorCode;
  auto [code, status] = GENERATE(table<E, unsigned>({
      {E::invalid_request, 400},
      {E::malformed_body, 400},
      {E::idempotency_key_missing, 400},
      {E::idempotency_key_invalid, 400},
      {E::unauthenticated, 401},
      {E::session_expired, 401},
      {E::forbidden, 403},
      {E::not_found, 404},
      {E::method_not_allowed, 405},
      {E::not_acceptable, 406},
      {E::request_timeout, 408},
      {E::in_progress, 409},
      {E::price_changed, 409},
      {E::menu_changed, 409},
      {E::sold_out, 409},
      {E::store_closed, 409},
      {E::state_conflict, 409},
      {E::client_order_no_taken, 409},
      {E::already_paid, 409},
      {E::refund_exceeds_payment, 409},
      {E::payment_refused, 409},
      {E::precondition_failed, 412},
      {E::body_too_large, 413},
      {E::uri_too_long, 414},
      {E::unsupported_media_type, 415},
      {E::idempotency_key_reused, 422},
      {E::rate_limited, 429},
      {E::header_too_large, 431},
      {E::internal, 500},
      {E::overloaded, 503},
      {E::draining, 503},
      {E::unavailable, 503},
      {E::gateway_unavailable, 503},
      {E::outcome_unknown, 503},
  }));
  CHECK(problem_kind(code).status == status);
}

TEST_CASE("codes are distinct, in lower snake case, with words and help in both languages") {
  std::set<std::string_view> seen;
  for (const auto code : problem_codes()) {
    const auto& kind = problem_kind(code);
    CAPTURE(kind.code);
    CHECK(seen.insert(kind.code).second);
    CHECK(kind.code.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos);
    CHECK(kind.title_zh.size() > 6);
    CHECK(telemetry::is_utf8(kind.title_zh));
    CHECK(kind.title_en.size() > 6);
    const auto help = help_of(code);
    for (const auto text : {help.cause_zh, help.fix_zh, help.cause_en, help.fix_en}) CHECK(text.size() > 6);
  }
  CHECK(seen.size() == 34);
}

TEST_CASE("503, 429 and what is in progress say when to come back") {
  for (const auto code : problem_codes()) {
    const auto& kind = problem_kind(code);
    CAPTURE(kind.code);
    if (kind.status == 503 || kind.status == 429 || code == ErrorCode::in_progress) {
      CHECK(kind.retryable);
      CHECK(kind.retry_after_seconds > 0);
    }
    if (kind.retry_after_seconds != 0) CHECK(kind.retryable);
  }
}

TEST_CASE("a problem is RFC 9457 with our members") {
  MadeRequest made({});
  made.request.language = Language::en;
  const auto reply = problem({ErrorCode::invalid_request,
                              "two \"faults\"",
                              {{"/lines/0/sku", "required", "is required"}},
                              "\"quote\":{\"total\":2200}"},
                             made.request);
  CHECK(reply.status == 400);
  CHECK(reply.content_type == "application/problem+json");
  const auto body = boost::json::parse(reply.body).as_object();
  CHECK(body.at("type") == "/problems/invalid_request");
  CHECK(body.at("status") == 400);
  CHECK(body.at("code") == "invalid_request");
  CHECK(body.at("detail") == "two \"faults\"");
  CHECK(body.at("message") == "Something in the request is not right; check it and try again");
  CHECK(body.at("retryable") == false);
  CHECK(body.at("request_id") == "r-1");
  CHECK(body.at("errors").at(0).at("pointer") == "/lines/0/sku");
  CHECK(body.at("quote").at("total") == 2200);
  CHECK(!body.contains("retry_after_ms"));
  CHECK(header(reply, "Retry-After").empty());
}

TEST_CASE("the message is in the guest's language, Chinese when nothing is said") {
  const MadeRequest made({});
  const auto body = boost::json::parse(problem({ErrorCode::sold_out, ""}, made.request).body);
  CHECK(body.at("message") == "有菜品已售罄，请换一道");
  CHECK(body.at("title") == "Something is sold out; please choose another dish");
}

TEST_CASE("what went wrong inside stays inside [row 88]") {
  const auto code = GENERATE(ErrorCode::internal, ErrorCode::unavailable, ErrorCode::outcome_unknown,
                             ErrorCode::overloaded);
  const MadeRequest made({});
  CHECK(problem({code, "password=canary host=10.0.0.1"}, made.request).body.find("canary") ==
        std::string::npos);
}

TEST_CASE("retry_after_ms is spread, and never earlier than Retry-After") {
  std::set<std::int64_t> waits;
  const MadeRequest made({});
  for (int i = 0; i != 50; ++i) {
    const auto reply = problem({ErrorCode::overloaded, ""}, made.request);
    CHECK(header(reply, "Retry-After") == "1");
    const auto wait = boost::json::parse(reply.body).at("retry_after_ms").as_int64();
    CHECK(wait >= 1000);
    CHECK(wait <= 1500);
    waits.insert(wait);
  }
  CHECK(waits.size() > 10);
}

TEST_CASE("every problem's type resolves to a page") {
  Router router;
  add_problem_pages(router);
  for (const auto code : problem_codes()) {
    const auto match = router.find(http::verb::get, "/problems/" + std::string(problem_kind(code).code));
    CHECK(match.route);
  }
}
