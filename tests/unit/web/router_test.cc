#include "services/web/router.h"

#include <catch2/catch.hpp>

using namespace lunchrush::web;

namespace {

Router orders_routes() {
  Router router;
  const auto add = [&](http::verb method, std::string pattern) {
    router.add(
        {.method = method, .pattern = pattern, .name = std::string(http::to_string(method)) + " " + pattern});
  };
  add(http::verb::get, "/v1/orders");
  add(http::verb::post, "/v1/orders");
  add(http::verb::get, "/v1/orders/{id}");
  add(http::verb::get, "/v1/orders/mine");
  add(http::verb::post, "/v1/orders/{id}/cancel");
  add(http::verb::get, "/v1/orders/mine/late");
  add(http::verb::post, "/v1/tickets/{id}/{command}");
  add(http::verb::post, "/v1/tickets/{ticket}/done");
  add(http::verb::get, "/");
  return router;
}

std::string found(http::verb method, std::string_view path) {
  const auto router = orders_routes();
  const auto match = router.find(method, path);
  if (match.bad_encoding) return "bad";
  if (!match.route) return match.allow.empty() ? "none" : "allow " + match.allow;
  auto text = match.route->name;
  for (const auto& [name, value] : match.parameters) text += " " + std::string(name) + "=" + value;
  return text;
}

}  // namespace

TEST_CASE("a path finds its route, fixed segments before parameters") {
  using http::verb;
  auto [method, path, route] = GENERATE(table<verb, std::string, std::string>({
      {verb::get, "/", "GET /"},
      {verb::get, "/v1/orders", "GET /v1/orders"},
      {verb::post, "/v1/orders", "POST /v1/orders"},
      {verb::head, "/v1/orders", "GET /v1/orders"},
      {verb::get, "/v1/orders/ord_1", "GET /v1/orders/{id} id=ord_1"},
      {verb::head, "/v1/orders/ord_1", "GET /v1/orders/{id} id=ord_1"},
      {verb::get, "/v1/orders/mine", "GET /v1/orders/mine"},
      {verb::get, "/v1/orders/%6Dine", "GET /v1/orders/mine"},
      {verb::get, "/v1/orders/mine/late", "GET /v1/orders/mine/late"},
      {verb::post, "/v1/orders/mine/cancel", "POST /v1/orders/{id}/cancel id=mine"},
      {verb::post, "/v1/orders/a%2Fb/cancel", "POST /v1/orders/{id}/cancel id=a/b"},
      {verb::post, "/v1/tickets/t1/start", "POST /v1/tickets/{id}/{command} id=t1 command=start"},
      {verb::post, "/v1/tickets/t1/done", "POST /v1/tickets/{ticket}/done ticket=t1"},
      {verb::get, "/v1/orders/", "none"},
      {verb::get, "/v1/orders//cancel", "none"},
      {verb::get, "/v1/orders/ord_1/", "none"},
      {verb::get, "//v1/orders", "none"},
      {verb::get, "/v1", "none"},
      {verb::get, "/V1/orders", "none"},
      {verb::get, "/v1/orders/../orders", "none"},
      {verb::get, "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t", "none"},
      {verb::delete_, "/v1/orders", "allow GET, HEAD, POST"},
      {verb::get, "/v1/orders/x/cancel", "allow POST"},
      {verb::unknown, "/v1/orders", "allow GET, HEAD, POST"},
      {verb::get, "/v1/orders/%", "bad"},
      {verb::get, "/v1/orders/%4", "bad"},
      {verb::get, "/v1/orders/%zz", "bad"},
      {verb::get, "/v1/orders/%00", "bad"},
      {verb::get, "/v1/orders/%ff", "bad"},
      {verb::get, "/v1/orders/%0d%0aX", "GET /v1/orders/{id} id=\r\nX"},
  }));
  CAPTURE(path);
  CHECK(found(method, path) == route);
}

TEST_CASE("two routes for one method and pattern cannot be declared") {
  auto router = orders_routes();
  CHECK_THROWS_AS(router.add({.method = http::verb::get, .pattern = "/v1/orders/{other}"}), std::logic_error);
}
