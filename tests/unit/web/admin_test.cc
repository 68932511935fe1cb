#include "services/web/admin.h"

#include <catch2/catch.hpp>

#include "services/web/problem_pages.h"
#include "tests/unit/web/dialogue.h"

using namespace lunchrush::web;

namespace {

std::string get(TestServer& server, const std::string& target) {
  TestClient client(server);
  client.say("GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  return client.hear_all();
}

bool has(const std::string& text, std::string_view piece) { return text.find(piece) != std::string::npos; }

}  // namespace

TEST_CASE("a program is ready when all it needs is there, and says what is missing") {
  bool postgres = true;
  bool redis = true;
  bool started = false;
  TestServer server(admin_routes(
      {.metrics_text = [] { return "lunchrush_up 1\n"; },
       .checks = {{"postgres", [&] { return postgres; }}, {"redis", [&] { return redis; }, false}},
       .started = [&] { return started; }}));
  CHECK(get(server, "/livez").starts_with("HTTP/1.1 200 "));
  CHECK(get(server, "/startupz").starts_with("HTTP/1.1 503 "));
  started = true;
  CHECK(get(server, "/startupz").starts_with("HTTP/1.1 200 "));
  CHECK(get(server, "/readyz").ends_with("\r\n\r\nreadyz ok\n"));
  redis = false;
  const auto without_redis = get(server, "/readyz?verbose");
  CHECK(without_redis.starts_with("HTTP/1.1 200 "));
  CHECK(has(without_redis, "[+]postgres ok\n[-]redis failed (not needed)\nreadyz ok\n"));
  postgres = false;
  const auto without_postgres = get(server, "/readyz?verbose");
  CHECK(without_postgres.starts_with("HTTP/1.1 503 "));
  CHECK(has(without_postgres, "[-]postgres failed\n"));
  const auto metrics = get(server, "/metrics");
  CHECK(has(metrics, "Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
  CHECK(metrics.ends_with("lunchrush_up 1\n"));
}

TEST_CASE("a problem's page tells cause and remedy in both languages") {
  Router router;
  add_problem_pages(router);
  TestServer server(std::move(router));
  const auto page = get(server, "/problems/sold_out");
  CHECK(page.starts_with("HTTP/1.1 200 "));
  CHECK(has(page, "Content-Type: text/html; charset=utf-8\r\n"));
  CHECK(has(page, "订单中有菜品已沽清。"));
  CHECK(has(page, "leave it out or choose another"));
  CHECK(has(get(server, "/problems"), "href=\"/problems/outcome_unknown\""));
  CHECK(get(server, "/problems/nothing").starts_with("HTTP/1.1 404 "));
}
