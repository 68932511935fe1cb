#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "tests/unit/web/dialogue.h"

using namespace lunchrush::web;
using namespace std::chrono_literals;

namespace {

asio::awaitable<Reply> echo(Request& request) {
  co_return Reply{.content_type = "text/plain", .body = std::string(request.body)};
}

asio::awaitable<Reply> show_thing(Request& request) {
  Reply reply{.content_type = "text/plain", .body = "thing " + std::string(*request.parameter("id"))};
  reply.with("ETag", "\"v1\"").with("Cache-Control", "private");
  co_return reply;
}

asio::awaitable<Reply> fail(Request&) {
  throw std::runtime_error("secret canary");
  co_return Reply{};
}

asio::awaitable<Reply> hang_up(Request&) { co_return Reply{.ending = Ending::abort}; }
asio::awaitable<Reply> say_goodbye(Request&) { co_return Reply{.status = 204, .ending = Ending::close}; }

asio::awaitable<Reply> inject(Request& request) {
  Reply reply{.content_type = "text/plain\r\nX-Evil: 1", .body = "x"};
  reply.with("Location", "/a\r\nX-Evil: 2").with("X-Bad Name", "3").with("Content-Length", "999");
  reply.with("X-Said", std::string(request.header("X-Say").value_or("")));
  co_return reply;
}

Router routes() {
  Router router;
  router.add({.method = http::verb::post, .pattern = "/echo", .name = "echo", .handler = echo});
  router.add({.method = http::verb::get, .pattern = "/things/{id}", .name = "thing", .handler = show_thing});
  router.add({.method = http::verb::get, .pattern = "/fail", .name = "fail", .handler = fail});
  router.add({.method = http::verb::get, .pattern = "/hang-up", .name = "hang_up", .handler = hang_up});
  router.add({.method = http::verb::get, .pattern = "/goodbye", .name = "goodbye", .handler = say_goodbye});
  router.add({.method = http::verb::get, .pattern = "/inject", .name = "inject", .handler = inject});
  return router;
}

bool has(const std::string& text, std::string_view piece) { return text.find(piece) != std::string::npos; }

std::string post(std::string_view body) {
  return "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

}  // namespace

TEST_CASE("a request is answered and the connection kept") {
  TestServer server(routes());
  TestClient client(server);
  client.say(post("hello"));
  const auto answer = client.hear_answer();
  CHECK(answer.starts_with("HTTP/1.1 200 OK\r\nDate: "));
  CHECK(answer.ends_with("\r\n\r\nhello"));
  CHECK(has(answer, "\r\nContent-Type: text/plain\r\n"));
  CHECK(has(answer, "\r\nX-Content-Type-Options: nosniff\r\n"));
  CHECK(has(answer, "\r\nCache-Control: no-store\r\n"));
  CHECK(has(answer, "\r\nX-Request-Id: "));
  CHECK(!has(answer, "Connection:"));
  CHECK(!has(answer, "Server:"));
  client.say("GET /things/%E5%AE%AB HTTP/1.1\r\nHost: a\r\nX-Request-Id: mine-1\r\n\r\n");
  const auto second = client.hear_answer();
  CHECK(second.ends_with("\r\n\r\nthing 宫"));
  CHECK(has(second, "\r\nX-Request-Id: mine-1\r\n"));
  CHECK(has(second, "\r\nCache-Control: private\r\n"));
  CHECK(!has(second, "no-store"));
}

TEST_CASE("pipelined requests are answered in order [row 20]") {
  TestServer server(routes());
  TestClient client(server);
  std::string all;
  for (int i = 0; i != 16; ++i) all += post("n" + std::to_string(i));
  client.say(all);
  for (int i = 0; i != 16; ++i) CHECK(client.hear_answer().ends_with("\r\n\r\nn" + std::to_string(i)));
}

TEST_CASE("after a bad one among pipelined requests nothing more is answered [row 20] [row 10]") {
  TestServer server(routes());
  TestClient client(server);
  client.say(post("one") +
             "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\ntwo" +
             post("three"));
  CHECK(client.hear_answer().ends_with("\r\n\r\none"));
  const auto rest = client.hear_all();
  CHECK(rest.starts_with("HTTP/1.1 400 Bad Request\r\n"));
  CHECK(has(rest, "\r\nConnection: close\r\n"));
  CHECK(has(rest, "application/problem+json"));
  CHECK(!has(rest, "three"));
  CHECK(has(server.metrics(), "lunchrush_http_framing_refused_total{server=\"test\"} 1"));
}

TEST_CASE("a body is asked for when the client waits to be told") {
  TestServer server(routes());
  TestClient client(server);
  client.say("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  CHECK(client.hear_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  client.say("hello");
  CHECK(client.hear_answer().ends_with("\r\n\r\nhello"));
}

TEST_CASE("a body that will not be read is not asked for, and the answer ends the connection [row 11]") {
  auto [target, status] = GENERATE(table<std::string, std::string>(
      {{"POST /nowhere", "404"}, {"PUT /echo", "405"}, {"POST /echo?%", "400"}, {"POST /%", "400"}}));
  TestServer server(routes());
  TestClient client(server);
  client.say(target + " HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  const auto answer = client.hear_all();
  CHECK(answer.starts_with("HTTP/1.1 " + status));
  CHECK(has(answer, "\r\nConnection: close\r\n"));
}

TEST_CASE("a refused request whose body is here does not cost the connection [row 11]") {
  TestServer server(routes());
  TestClient client(server);
  client.say("PUT /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
  const auto answer = client.hear_answer();
  CHECK(answer.starts_with("HTTP/1.1 405 Method Not Allowed\r\n"));
  CHECK(has(answer, "\r\nAllow: POST\r\n"));
  client.say(post("next"));
  CHECK(client.hear_answer().ends_with("\r\n\r\nnext"));
}

TEST_CASE(
    "a body over the limit is refused before it is sent, and the rest never becomes a request [row 11] [row "
    "14]") {
  TestServer server(routes());
  TestClient client(server);
  client.say("POST /echo HTTP/1.1\r\nHost: a\r\nAccept-Language: en\r\nContent-Length: 2147483648\r\n\r\n" +
             post("marked"));
  const auto answer = client.hear_all();
  CHECK(answer.starts_with("HTTP/1.1 413 "));
  CHECK(has(answer, "The request is too large"));
  CHECK(!has(answer, "marked"));
}

TEST_CASE("HEAD says what GET would, without the body") {
  TestServer server(routes());
  TestClient client(server);
  client.say("HEAD /things/x HTTP/1.1\r\nHost: a\r\n\r\n" + post("after"));
  const auto head = client.hear_until("\r\n\r\n");
  CHECK(has(head, "\r\nContent-Length: 7\r\n"));
  CHECK(client.hear_answer().ends_with("\r\n\r\nafter"));
}

TEST_CASE("a HEAD that is refused gets no body either [row 10]") {
  TestServer server(routes());
  TestClient client(server);
  client.say("HEAD /things/x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
  const auto answer = client.hear_all();
  CHECK(answer.starts_with("HTTP/1.1 400 "));
  CHECK(answer.ends_with("\r\n\r\n"));
}

TEST_CASE("HTTP/1.0 is closed unless it asks to be kept") {
  TestServer server(routes());
  TestClient plain(server);
  plain.say("GET /things/x HTTP/1.0\r\n\r\n");
  CHECK(has(plain.hear_all(), "\r\nConnection: close\r\n"));
  TestClient kept(server);
  kept.say("GET /things/x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  CHECK(has(kept.hear_answer(), "\r\nConnection: keep-alive\r\n"));
  kept.say("GET /things/y HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  CHECK(has(kept.hear_all(), "\r\nConnection: close\r\n"));
}

TEST_CASE("a handler that throws is a 500 that tells nothing, and the connection goes on [row 88]") {
  TestServer server(routes());
  TestClient client(server);
  client.say("GET /fail HTTP/1.1\r\nHost: a\r\nAccept-Language: en\r\n\r\n");
  const auto answer = client.hear_answer();
  CHECK(answer.starts_with("HTTP/1.1 500 Internal Server Error\r\n"));
  CHECK(has(answer, "Something went wrong on our side"));
  CHECK(!has(answer, "canary"));
  client.say(post("next"));
  CHECK(client.hear_answer().ends_with("\r\n\r\nnext"));
}

TEST_CASE("an ending of abort resets the connection without a word") {
  TestServer server(routes());
  TestClient client(server);
  client.say("GET /hang-up HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(client.was_reset());
}

TEST_CASE("an ending of close is said and done, and 204 has no length") {
  TestServer server(routes());
  TestClient client(server);
  client.say("GET /goodbye HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto answer = client.hear_all();
  CHECK(answer.starts_with("HTTP/1.1 204 No Content\r\n"));
  CHECK(has(answer, "\r\nConnection: close\r\n"));
  CHECK(!has(answer,
             "Content-"
             "Length"));
  CHECK(!has(answer, "Content-Type:"));
}

TEST_CASE("a header that would break the framing is left out [row 19]") {
  TestServer server(routes());
  TestClient client(server);
  client.say("GET /inject HTTP/1.1\r\nHost: a\r\nX-Say: 宫\r\n\r\n");
  const auto answer = client.hear_answer();
  CHECK(!has(answer, "X-Evil"));
  CHECK(!has(answer, "X-Bad Name"));
  CHECK(!has(answer, "999"));
  CHECK(has(answer, "\r\nX-Said: 宫\r\n"));
  CHECK(has(answer, "\r\nContent-Length: 1\r\n"));
}

TEST_CASE("a header that never ends is given up at its deadline, however it trickles [row 6]") {
  TestServer server(routes(), {.header_deadline = 60ms});
  TestClient client(server);
  client.say("GET /things/x HTTP/1.1\r\nHost: a\r\n");
  const auto answer = client.hear_all();
  CHECK(answer.starts_with("HTTP/1.1 408 Request Timeout\r\n"));
  CHECK(has(server.metrics(), "lunchrush_http_deadline_closed_total{server=\"test\"} "));
}

TEST_CASE("one byte now and then does not move the header's deadline [row 6]") {
  TestServer server(routes(), {.header_deadline = 60ms});
  TestClient client(server);
  const auto started = std::chrono::steady_clock::now();
  client.say("GET /things/x HTTP/1.1\r\nHost: a\r\nX: ");
  while (!client.hears_something_within(10ms)) client.say("y");
  CHECK(client.hear_all().starts_with("HTTP/1.1 408 Request Timeout\r\n"));
  CHECK(std::chrono::steady_clock::now() - started < 2s);
}

TEST_CASE("a body that does not come is given up at its deadline [row 7] [row 14]") {
  TestServer server(routes(), {.body_deadline = 60ms});
  TestClient client(server);
  client.say("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel");
  CHECK(client.hear_all().starts_with("HTTP/1.1 408 Request Timeout\r\n"));
}

TEST_CASE("a connection that says nothing is closed without a word") {
  TestServer server(routes(), {.idle_deadline = 60ms});
  TestClient silent(server);
  CHECK(silent.hear_all().empty());
  TestClient once(server);
  once.say(post("one"));
  CHECK(once.hear_answer().ends_with("one"));
  CHECK(once.hear_all().empty());
}

TEST_CASE("a peer that stops in the middle is let go [row 14]") {
  TestServer server(routes());
  const std::string half =
      GENERATE("GET /thi", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe");
  TestClient client(server);
  client.say(half);
  client.stop_sending();
  CHECK(client.hear_all().empty());
}

TEST_CASE("a foreign protocol is answered and closed at once [row 21]") {
  TestServer server(routes());
  TestClient tls(server);
  tls.say("\x16\x03\x01\x02\x00\x01\x00\x01");
  CHECK(tls.hear_all().starts_with("HTTP/1.1 400 "));
}

TEST_CASE("connections over the limit are refused with a word, and room is made again") {
  TestServer server(routes(), {.connections_max = 1});
  {
    TestClient first(server);
    first.say(post("one"));
    CHECK(first.hear_answer().ends_with("one"));
    TestClient second(server);
    CHECK(second.hear_all().starts_with("HTTP/1.1 503 "));
  }
  server.wait_for_connections(0);
  TestClient third(server);
  third.say(post("three"));
  CHECK(third.hear_answer().ends_with("three"));
  CHECK(has(server.metrics(), "lunchrush_http_connections_refused_total{server=\"test\"} 1"));
}

TEST_CASE("requests are counted by route, and unknown paths do not make labels") {
  TestServer server(routes());
  TestClient client(server);
  client.say(post("x") +
             "GET /nowhere/secret HTTP/1.1\r\nHost: a\r\n\r\nBREW /echo HTTP/1.1\r\nHost: a\r\n\r\n");
  for (int i = 0; i != 3; ++i) client.hear_answer();
  const auto metrics = server.metrics();
  CHECK(has(metrics, R"(_count{code="200",method="POST",route="echo",server="test"} 1)"));
  CHECK(has(metrics, R"(_count{code="404",method="GET",route="unmatched",server="test"} 1)"));
  CHECK(has(metrics, R"(_count{code="405",method="other",route="unmatched",server="test"} 1)"));
  CHECK(!has(metrics, "secret"));
}

TEST_CASE("without a descriptor left, connections wait and are served once there is one [row 4]") {
  TestServer server(routes());
  TestClient waiting(server, TestClient::WithLastDescriptor{});
  waiting.say(post("patience"));
  CHECK(!waiting.hears_something_within(80ms));
  waiting.free_descriptors();
  CHECK(waiting.hear_answer().ends_with("\r\n\r\npatience"));
}

TEST_CASE("what was answered is told to whoever keeps the access log") {
  std::vector<std::string> told;
  TestServer server(routes(), {}, [&](const Request& request, const Reply& reply) {
    told.push_back(std::string(request.route) + " " + std::to_string(reply.status));
  });
  TestClient client(server);
  client.say(post("x") + "GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n");
  client.hear_answer();
  client.hear_answer();
  server.on_thread([] {});
  CHECK(told == std::vector<std::string>{"echo 200", "unmatched 404"});
}
