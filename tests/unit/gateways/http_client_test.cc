// What the HTTP client promises: an end before the deadline,
// bounded answers, and the truth about what was sent.
#include "services/gateways/http_client.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "tests/unit/gateways/keys.h"
#include "tests/unit/gateways/loopback.h"

using namespace lunchrush;
using namespace lunchrush::gateways;
using namespace lunchrush::gateways::test;
using namespace std::chrono_literals;

namespace {

struct World {
  explicit World(HttpLimits limits = {}) : client(context.get_executor(), metrics, limits) {}
  asio::io_context context;
  telemetry::Registry registry;
  GatewayMetrics metrics{registry};
  HttpClient client;

  HttpOutcome send(const std::string& url, Deadline deadline = soon()) {
    HttpRequest request{
        .gateway = "g", .origin = Origin::from_url(url).value(), .method = "POST", .target = "/a?b"};
    request.headers = {{"X-Test", "1"}};
    request.body = "body";
    return wait_for(context, client.send(std::move(request), deadline));
  }
};

Reaction ok(const Received&) { return {.bytes = http_answer(200, {}, "fine")}; }

bool answered(const HttpOutcome& outcome) { return std::holds_alternative<HttpResponse>(outcome); }
HttpFailure failure(const HttpOutcome& outcome) { return std::get<HttpFailure>(outcome); }

}  // namespace

TEST_CASE("a call arrives as it was given, and so does its answer", "[http]") {
  World world;
  Loopback server(world.context, [](const Received&) {
    return Reaction{.bytes = http_answer(404, {{"X-A", "1"}}, "fine")};
  });
  const auto outcome = world.send(server.url());
  REQUIRE(answered(outcome));
  const auto& response = std::get<HttpResponse>(outcome);
  CHECK(response.status == 404);
  CHECK(response.headers.find("x-a") == "1");
  CHECK(response.body == "fine");
  REQUIRE(server.received().size() == 1);
  CHECK(server.received()[0].method == "POST");
  CHECK(server.received()[0].target == "/a?b");
  CHECK(server.received()[0].body == "body");
  CHECK(server.received()[0].headers.find("X-Test") == "1");
}

TEST_CASE("connections are kept and used again", "[http]") {
  World world;
  Loopback server(world.context, ok);
  for (int i = 0; i != 5; ++i) CHECK(answered(world.send(server.url())));
  CHECK(server.connections() == 1);
}

TEST_CASE("a connection that the server closed meanwhile is not used again, and nothing is lost", "[http]") {
  World world;
  Loopback server(world.context, [](const Received&) {
    return Reaction{http_answer(200, {}, "fine"), After::close};
  });
  for (int i = 0; i != 3; ++i) CHECK(answered(world.send(server.url())));
  CHECK(server.received().size() == 3);
}

TEST_CASE("a connection the server says it will close is not kept", "[http]") {
  World world;
  Loopback server(world.context, [](const Received&) {
    return Reaction{http_answer(200, {{"Connection", "close"}}, "fine")};
  });
  for (int i = 0; i != 2; ++i) CHECK(answered(world.send(server.url())));
  CHECK(server.connections() == 2);
}

TEST_CASE(
    "a reused connection that dies after the request went out is an unknown outcome, never repeated [row 59]",
    "[http]") {
  World world;
  int calls = 0;
  Loopback server(world.context, [&](const Received&) {
    return ++calls == 1 ? Reaction{http_answer(200, {}, "fine")} : Reaction{"", After::reset};
  });
  REQUIRE(answered(world.send(server.url())));
  const auto outcome = world.send(server.url());
  REQUIRE_FALSE(answered(outcome));
  CHECK(failure(outcome).sent);
  CHECK(server.received().size() == 2);
}

TEST_CASE("failures before a byte was sent say so", "[http]") {
  World world;
  SECTION("nobody listens") {
    CHECK_FALSE(failure(world.send("http://127.0.0.1:" + std::to_string(refused_port()))).sent);
  }
  SECTION("the name does not exist") { CHECK_FALSE(failure(world.send("http://no..such..host")).sent); }
  SECTION("the deadline has passed") {
    Loopback server(world.context, ok);
    CHECK_FALSE(failure(world.send(server.url(), std::chrono::steady_clock::now() - 1ms)).sent);
    CHECK(server.received().empty());
  }
  SECTION("the server does not speak TLS") {
    Loopback server(world.context, ok);
    CHECK_FALSE(failure(world.send("https://127.0.0.1:" + std::to_string(server.port()))).sent);
  }
}

TEST_CASE("failures after the request went out are unknown outcomes [row 60]", "[http]") {
  HttpLimits limits;
  limits.connection.response_bytes_max = 1000;
  limits.connection.response_header_bytes_max = 1000;
  World world(limits);
  const auto [name, reaction] = GENERATE(table<std::string, Reaction>({
      {"reset before an answer", {"", After::reset}},
      {"closed before an answer", {"", After::close}},
      {"no answer at all", {"", After::hang}},
      {"half a header", {"HTTP/1.1 200 OK\r\nContent-", After::hang}},
      {"half a body", {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", After::close}},
      {"half a body, slowly", {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", After::hang}},
      {"no HTTP", {"SSH-2.0-OpenSSH\r\n\r\n", After::keep}},
      {"a huge body announced", {"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n", After::keep}},
      {"a huge body in chunks",
       {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" + std::string(2000, 'x') + "\r\n",
        After::keep}},
      {"a huge header", {"HTTP/1.1 200 OK\r\nA: " + std::string(2000, 'x') + "\r\n\r\n", After::keep}},
  }));
  INFO(name);
  Loopback server(world.context, [&, copy = reaction](const Received&) { return copy; });
  const bool waits = reaction.after == After::hang;
  const auto outcome = world.send(server.url(), std::chrono::steady_clock::now() + (waits ? 30ms : 5000ms));
  REQUIRE_FALSE(answered(outcome));
  CHECK(failure(outcome).sent);
}

TEST_CASE("bytes after an answer are not taken for the next one", "[http]") {
  World world;
  Loopback server(world.context, [](const Received&) {
    return Reaction{http_answer(200, {}, "fine") + http_answer(200, {}, "smuggled")};
  });
  for (int i = 0; i != 3; ++i) {
    const auto outcome = world.send(server.url());
    REQUIRE(answered(outcome));
    CHECK(std::get<HttpResponse>(outcome).body == "fine");
  }
  CHECK(server.connections() == 3);
}

TEST_CASE("TLS is verified: authority and name", "[http]") {
  const auto certificate = [](std::string name) {
    return crypto::self_signed_certificate(platform_key(),
                                           {.common_name = std::move(name), .serial_hex = "01"});
  };
  const auto local = certificate("localhost"), other = certificate("api.mch.weixin.qq.com");
  World world;
  SECTION("a trusted authority and the right name") {
    REQUIRE(world.client.trust(local).has_value());
    Loopback server(world.context, ok, local, platform_key().private_pem());
    for (int i = 0; i != 3; ++i)
      CHECK(answered(world.send("https://localhost:" + std::to_string(server.port()))));
    CHECK(server.connections() == 1);
  }
  SECTION("an unknown authority") {
    Loopback server(world.context, ok, local, platform_key().private_pem());
    CHECK_FALSE(failure(world.send("https://localhost:" + std::to_string(server.port()))).sent);
    CHECK(server.received().empty());
  }
  SECTION("another's name") {
    REQUIRE(world.client.trust(other).has_value());
    Loopback server(world.context, ok, other, platform_key().private_pem());
    CHECK_FALSE(failure(world.send("https://localhost:" + std::to_string(server.port()))).sent);
    CHECK(server.received().empty());
  }
  SECTION("an authority that is none") { CHECK_FALSE(world.client.trust("hello").has_value()); }
}

TEST_CASE("the bulkhead refuses what is too much at once, and nothing of it is sent [row 60]", "[http]") {
  HttpLimits limits;
  limits.lane.calls_in_flight_max = 2;
  World world(limits);
  Loopback server(world.context, [](const Received&) { return Reaction{"", After::hang}; });
  const auto origin = Origin::from_url(server.url()).value();
  std::vector<HttpOutcome> outcomes;
  const auto deadline = std::chrono::steady_clock::now() + 30ms;
  for (int i = 0; i != 5; ++i) {
    HttpRequest request{.gateway = "g", .origin = origin, .method = "GET", .target = "/"};
    asio::co_spawn(world.context, world.client.send(std::move(request), deadline),
                   [&](std::exception_ptr, HttpOutcome outcome) { outcomes.push_back(std::move(outcome)); });
  }
  while (outcomes.size() != 5) world.context.run_one();
  int refused = 0;
  for (const auto& outcome : outcomes)
    refused += !failure(outcome).sent && failure(outcome).reason == "bulkhead full";
  CHECK(refused == 3);
  CHECK(server.received().size() == 2);
}

TEST_CASE("after failures in a row calls are refused without being tried, then one tries [row 60]",
          "[http]") {
  HttpLimits limits;
  limits.lane.breaker = {.failures_to_open = 2, .open_for = 50ms};
  World world(limits);
  bool well = false;
  Loopback server(world.context, [&](const Received&) {
    return well ? Reaction{http_answer(200, {}, "")} : Reaction{"", After::reset};
  });
  CHECK(failure(world.send(server.url())).sent);
  CHECK(failure(world.send(server.url())).sent);
  const auto refused = failure(world.send(server.url()));
  CHECK_FALSE(refused.sent);
  CHECK(refused.reason == "breaker open");
  CHECK(telemetry::to_text(world.registry).find("lunchrush_gateway_breaker_open{gateway=\"g\"} 1") !=
        std::string::npos);
  well = true;
  while (!answered(world.send(server.url()))) std::this_thread::yield();  // until its time has passed
  CHECK(answered(world.send(server.url())));
  CHECK(telemetry::to_text(world.registry).find("lunchrush_gateway_breaker_open{gateway=\"g\"} 0") !=
        std::string::npos);
}

TEST_CASE("an error answer is an answer: it does not open the breaker", "[http]") {
  HttpLimits limits;
  limits.lane.breaker = {.failures_to_open = 2, .open_for = 10s};
  World world(limits);
  Loopback server(world.context, [](const Received&) { return Reaction{http_answer(500, {}, "")}; });
  for (int i = 0; i != 5; ++i) CHECK(answered(world.send(server.url())));
}

TEST_CASE("the breaker opens after so many failures in a row, and lets one through per period", "[http]") {
  const Breaker::Time start{};
  Breaker breaker({.failures_to_open = 3, .open_for = 1000ms});
  for (int i = 0; i != 2; ++i) breaker.failed(start);
  breaker.succeeded();
  for (int i = 0; i != 2; ++i) breaker.failed(start);
  CHECK(breaker.admit(start));
  breaker.failed(start);
  CHECK(breaker.open());
  CHECK_FALSE(breaker.admit(start + 999ms));
  CHECK(breaker.admit(start + 1000ms));
  CHECK_FALSE(breaker.admit(start + 1001ms));  // the trial is still out
  breaker.failed(start + 1500ms);
  CHECK_FALSE(breaker.admit(start + 2499ms));
  CHECK(breaker.admit(start + 2500ms));
  breaker.succeeded();
  CHECK(breaker.admit(start + 2501ms));
  CHECK_FALSE(breaker.open());
}

TEST_CASE("calls may come from any thread and any context", "[http]") {
  World world;
  std::atomic<int> served = 0;
  Loopback server(world.context, [&](const Received&) {
    ++served;
    return Reaction{http_answer(200, {}, "fine")};
  });
  const auto origin = Origin::from_url(server.url()).value();
  const auto work = asio::make_work_guard(world.context);
  std::thread gateway([&] { world.context.run(); });
  std::vector<std::thread> callers;
  std::atomic<int> good = 0;
  for (int t = 0; t != 3; ++t)
    callers.emplace_back([&] {
      asio::io_context own;
      for (int i = 0; i != 20; ++i) {
        HttpRequest request{.gateway = "g", .origin = origin, .method = "GET", .target = "/"};
        asio::co_spawn(own, world.client.send(std::move(request), soon()),
                       [&](std::exception_ptr, HttpOutcome outcome) { good += answered(outcome); });
      }
      own.run();
    });
  for (auto& caller : callers) caller.join();
  world.context.stop();
  gateway.join();
  CHECK(good == 60);
  CHECK(served == 60);
}
