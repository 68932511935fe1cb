#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <catch2/catch.hpp>

#include "tests/unit/web/dialogue.h"

using namespace lunchrush::web;
using namespace std::chrono_literals;

namespace {

Router echo_routes() {
  Router router;
  router.add({.method = http::verb::post,
              .pattern = "/echo",
              .name = "echo",
              .handler = [](Request& request) -> asio::awaitable<Reply> {
                co_return Reply{.content_type = "text/plain", .body = std::string(request.body)};
              }});
  router.add({.method = http::verb::get,
              .pattern = "/things/{id}",
              .name = "thing",
              .handler = [](Request& request) -> asio::awaitable<Reply> {
                co_return Reply{.content_type = "text/plain",
                                .body = "thing " + std::string(*request.parameter("id"))};
              }});
  return router;
}

bool has(const std::string& text, std::string_view piece) { return text.find(piece) != std::string::npos; }

}  // namespace

TEST_CASE("a request is answered and the connection kept") {
  TestServer server(echo_routes());
  TestClient client(server);
  client.say("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
  const auto answer = client.hear_answer();
  CHECK(answer.starts_with("HTTP/1.1 200 OK\r\nDate: "));
  CHECK(answer.ends_with("\r\n\r\nhello"));
  CHECK(has(answer, "\r\nX-Content-Type-Options: nosniff\r\n"));
  CHECK(has(answer, "\r\nCache-Control: no-store\r\n"));
  CHECK(has(answer, "\r\nX-Request-Id: "));
  CHECK(!has(answer, "Connection:"));
  CHECK(!has(answer, "Server:"));
  client.say("GET /things/%E5%AE%AB HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(client.hear_answer().ends_with("\r\n\r\nthing 宫"));
}
