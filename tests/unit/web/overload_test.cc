// More requests than a server has room for: refused early, cheaply, in the right words, without harm.
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <deque>

#include "services/web/busy_reply.h"
#include "services/web/problem.h"
#include "tests/unit/web/dialogue.h"
#include "tests/unit/web/gate.h"

using namespace lunchrush;
using namespace lunchrush::web;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view get_slow = "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view get_livez = "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n";

asio::awaitable<Reply> echo(Request& request) {
  co_return Reply{.content_type = "text/plain", .body = std::string(request.body)};
}

Router routes(Gate& gate) {
  Router router;
  auto slow = slow_route(gate);
  slow.priority = Priority::order;
  router.add(std::move(slow));
  for (const auto method : {http::verb::post, http::verb::get})
    router.add(
        {.method = method, .pattern = "/echo", .name = "echo", .handler = echo, .priority = Priority::order});
  router.add({.method = http::verb::get, .pattern = "/livez", .name = "livez", .handler = echo});
  return router;
}

std::string post(std::string_view body, std::string_view headers = "") {
  return "POST /echo HTTP/1.1\r\nHost: a\r\n" + std::string(headers) +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

bool has(const std::string& text, std::string_view piece) { return text.find(piece) != std::string::npos; }

boost::json::value body_of(const std::string& answer) {
  return boost::json::parse(answer.substr(answer.find("\r\n\r\n") + 4));
}

// A server with one place, and somebody in it.
struct FullServer {
  FullServer() {
    holder.say(get_slow);
    gate.wait_until_reached();
  }
  void make_room() {
    server.on_thread([&] { gate.open(); });
    CHECK(holder.hear_answer().ends_with("done"));
  }

  Gate gate;
  std::vector<std::string> logged;
  TestServer server{routes(gate),
                    {.admission = {.running = {.concurrent_max = 1}}},
                    [&](const Request& request, const Reply&) { logged.emplace_back(request.route); }};
  TestClient holder{server};
};

}  // namespace

TEST_CASE("a request without a place is refused at once, and its connection goes on") {
  FullServer full;
  TestClient client(full.server);
  client.say(post("hello", "X-Request-Id: mine-1\r\nAccept-Language: en\r\n"));
  const auto answer = client.hear_answer();
  CHECK(answer.starts_with("HTTP/1.1 503 Service Unavailable\r\nDate: "));
  CHECK(has(answer, "\r\nContent-Type: application/problem+json\r\n"));
  CHECK(has(answer, "\r\nRetry-After: 1\r\n"));
  CHECK(has(answer, "\r\nX-Request-Id: mine-1\r\n"));
  CHECK(has(answer, "\r\nCache-Control: no-store\r\n"));
  CHECK(!has(answer, "Connection:"));
  const auto problem = body_of(answer);
  CHECK(problem.at("code") == "overloaded");
  CHECK(problem.at("status") == 503);
  CHECK(problem.at("retryable") == true);
  CHECK(problem.at("request_id") == "mine-1");
  CHECK(problem.at("message") == "We are very busy; please try again in a moment");
  CHECK(problem.at("retry_after_ms").as_int64() >= 1'000);
  CHECK(problem.at("retry_after_ms").as_int64() <= 1'500);
  full.make_room();
  client.say(post("again"));
  CHECK(client.hear_answer().ends_with("\r\n\r\nagain"));
  CHECK(has(full.server.metrics(),
            R"(requests_refused_total{priority="order",reason="concurrency",server="test"} 1)"));
  std::vector<std::string> logged;
  full.server.on_thread([&] { logged = full.logged; });       // an answer is logged after it was sent
  CHECK(logged == std::vector<std::string>{"slow", "echo"});  // the refusal is counted, not logged
}

TEST_CASE("a store that fills the server is refused where another is served") {
  Gate gate;
  // Four places of five for orders, the fifth for who holds less than a part.
  TestServer server(routes(gate), {.admission = {.running = {.concurrent_max = 5}}}, {},
                    [](std::string_view authorization) { return Share{authorization == "hot" ? 1U : 2U}; });
  const auto ask = [](std::string_view path, std::string_view store) {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\nAuthorization: " + std::string(store) +
           "\r\n\r\n";
  };
  std::deque<TestClient> holders;
  for (int i = 0; i != 4; ++i) holders.emplace_back(server).say(ask("/slow", "hot"));
  gate.wait_until_reached(4);
  TestClient client(server);
  client.say(ask("/echo", "hot") + ask("/echo", "calm"));
  CHECK(client.hear_answer().starts_with("HTTP/1.1 503 "));
  CHECK(client.hear_answer().starts_with("HTTP/1.1 200 "));
  CHECK(has(server.metrics(), "requests_admitted_below_part_total{server=\"test\"} 1"));
  server.on_thread([&] { gate.open(); });
  for (auto& holder : holders) CHECK(holder.hear_answer().ends_with("done"));
}

TEST_CASE("a refused request's body is read past, however it comes") {
  FullServer full;
  TestClient client(full.server);
  client.say("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe");
  client.say("llo" + post("behind"));
  CHECK(client.hear_answer().starts_with("HTTP/1.1 503 "));
  CHECK(client.hear_answer().starts_with("HTTP/1.1 503 "));
  client.say("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n" +
             post("behind"));
  CHECK(client.hear_answer().starts_with("HTTP/1.1 503 "));
  CHECK(client.hear_answer().starts_with("HTTP/1.1 503 "));
  client.say("HEAD /echo HTTP/1.1\r\nHost: a\r\n\r\n" + std::string(get_livez));
  CHECK(has(client.hear_until("\r\n\r\n"), "HTTP/1.1 503 "));
  CHECK(client.hear_answer().starts_with("HTTP/1.1 200 "));
}

TEST_CASE("a client that asks before it sends is refused before it has sent") {
  FullServer full;
  TestClient client(full.server);
  client.say("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  const auto answer = client.hear_all();
  CHECK(answer.starts_with("HTTP/1.1 503 "));
  CHECK(has(answer, "\r\nConnection: close\r\n"));
}

TEST_CASE("bad framing is told from want of room") {
  FullServer full;
  TestClient client(full.server);
  client.say("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n");
  CHECK(client.hear_all().starts_with("HTTP/1.1 400 "));
}

TEST_CASE("health is answered by a full server, and so is what leads nowhere") {
  FullServer full;
  TestClient client(full.server);
  client.say(std::string(get_livez) + "GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(client.hear_answer().starts_with("HTTP/1.1 200 "));
  CHECK(client.hear_answer().starts_with("HTTP/1.1 404 "));
}

TEST_CASE("a place is taken as long as its request runs") {
  FullServer full;
  CHECK(has(full.server.metrics(), "lunchrush_http_requests_running{server=\"test\"} 1"));
  full.make_room();
  CHECK(has(full.server.metrics(), "lunchrush_http_requests_running{server=\"test\"} 0"));
}

TEST_CASE("a request that waited longer than its sender is not begun") {
  Gate gate;
  std::vector<std::string> logged;
  TestServer server(routes(gate), {},
                    [&](const Request& request, const Reply&) { logged.emplace_back(request.route); });
  TestClient client(server);
  client.say(std::string(get_slow) + post("late", "X-Request-Timeout-Ms: 5\r\n") +
             post("patient", "X-Request-Timeout-Ms: 60000\r\n"));
  gate.wait_until_reached();
  const auto given_up = std::chrono::steady_clock::now() + 6ms;
  while (std::chrono::steady_clock::now() < given_up) continue;
  server.on_thread([&] { gate.open(); });
  CHECK(client.hear_answer().ends_with("done"));
  const auto late = client.hear_answer();
  CHECK(late.starts_with("HTTP/1.1 503 "));
  CHECK(body_of(late).at("code") == "overloaded");
  CHECK(client.hear_answer().ends_with("patient"));
  server.on_thread([] {});
  CHECK(logged == std::vector<std::string>{"slow", "echo"});
  CHECK(
      has(server.metrics(), R"(requests_refused_total{priority="order",reason="deadline",server="test"} 1)"));
}

TEST_CASE("the prepared answer says what the problem says, in both languages") {
  const auto language = GENERATE(Language::zh, Language::en);
  BusyReply busy;
  for (const std::string id : {"a-rather-long-id-of-the-callers-own", "x"}) {
    const auto& made = busy.make(language, id, ReturnTime::calm);
    const auto expected = problem({domain::ErrorCode::overloaded, ""}, language, id);
    CHECK(made.status == expected.status);
    CHECK(made.content_type == expected.content_type);
    CHECK(made.headers == expected.headers);
    auto said = boost::json::parse(made.body).as_object();
    auto meant = boost::json::parse(expected.body).as_object();
    CHECK(said.at("retry_after_ms").as_int64() / 1'000 == 1);
    said.erase("retry_after_ms");
    meant.erase("retry_after_ms");
    CHECK(said == meant);
  }
}
