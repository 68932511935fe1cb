// Streams, and the end of a server: what runs is finished, what waits is told (faults.md, row 2).
#include <catch2/catch.hpp>

#include "services/web/sse.h"
#include "tests/unit/web/dialogue.h"
#include "tests/unit/web/gate.h"

using namespace lunchrush::web;
using namespace std::chrono_literals;

namespace {

Router gated(Gate& gate) {
  Router router;
  router.add(slow_route(gate));
  return router;
}

// A stream that says hello and then waits for its end, which the gate stands for.
asio::awaitable<void> talk(EventStream& stream, Gate& gate, std::string& last) {
  const bool greeted = co_await stream.send("data: hello\n\n");
  if (!greeted) co_return;
  stream.when_ending([&gate] { gate.open(); });
  co_await gate.wait();
  last = stream.draining() ? "draining" : "peer left";
  if (stream.draining()) co_await stream.send("event: reconnect\ndata: {}\n\n");
}

Router streaming(Gate& gate, std::string& last) {
  Router router;
  router.add({.method = http::verb::get,
              .pattern = "/events",
              .name = "events",
              .handler = [&](Request&) -> asio::awaitable<Reply> {
                Reply reply{.content_type = "text/event-stream"};
                reply.stream = [&](EventStream& stream) { return talk(stream, gate, last); };
                co_return reply;
              }});
  return router;
}

bool has(const std::string& text, std::string_view piece) { return text.find(piece) != std::string::npos; }

constexpr std::string_view get_slow = "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view get_events = "GET /events HTTP/1.1\r\nHost: a\r\n\r\n";

}  // namespace

TEST_CASE("a drain closes what is idle, finishes what runs, and is done when both are [row 2]") {
  Gate gate;
  TestServer server(gated(gate));
  TestClient idle(server);
  TestClient busy(server);
  busy.say(get_slow);
  gate.wait_until_reached();
  server.wait_for_connections(2);
  server.drain(10s);
  CHECK(idle.hear_all().empty());
  server.on_thread([&] { gate.open(); });
  const auto answer = busy.hear_all();
  CHECK(answer.ends_with("\r\n\r\ndone"));
  CHECK(has(answer, "\r\nConnection: close\r\n"));
  server.wait_until_drained();
  CHECK(server.connections() == 0);
}

TEST_CASE("a drain with nothing open is done at once [row 2]") {
  Gate gate;
  TestServer server(gated(gate));
  server.drain(10s);
  server.wait_until_drained();
}

TEST_CASE("a request that came before the drain is served although nobody had read it [row 2]") {
  Gate gate;
  gate.open();
  TestServer server(gated(gate));
  TestClient client(server);
  client.say(get_slow);
  CHECK(client.hear_answer().ends_with("done"));
  server.on_thread([&] {
    client.say(get_slow);
    server.drain(10s);
  });
  const auto answer = client.hear_all();
  CHECK(answer.ends_with("\r\n\r\ndone"));
  CHECK(has(answer, "\r\nConnection: close\r\n"));
  server.wait_until_drained();
}

TEST_CASE("a drain is over when its grace is, and what still runs is cut off [row 2]") {
  Gate gate;
  TestServer server(gated(gate));
  TestClient busy(server);
  busy.say(get_slow);
  gate.wait_until_reached();
  server.drain(20ms);
  server.wait_until_drained();
  CHECK(busy.hear_all().empty());
  server.on_thread([&] { gate.open(); });
}

TEST_CASE("nobody is accepted any more once a drain began [row 2]") {
  Gate gate;
  TestServer server(gated(gate));
  TestClient busy(server);
  busy.say(get_slow);
  gate.wait_until_reached();
  server.drain(10s);
  server.on_thread([] {});
  CHECK_THROWS(TestClient(server));
  server.on_thread([&] { gate.open(); });
  server.wait_until_drained();
}

TEST_CASE("a stream is told of the drain, says its last word and ends") {
  Gate gate;
  std::string last;
  TestServer server(streaming(gate, last));
  TestClient client(server);
  client.say(get_events);
  const auto head = client.hear_until("\r\n\r\n");
  CHECK(has(head, "\r\nContent-Type: text/event-stream\r\n"));
  CHECK(has(head, "\r\nCache-Control: no-store\r\n"));
  CHECK(has(head, "\r\nConnection: close\r\n"));
  CHECK(!has(head, "Content-Length"));
  CHECK(client.hear_until("\n\n") == "data: hello\n\n");
  gate.wait_until_reached();
  CHECK(has(server.metrics(), "lunchrush_http_streams{server=\"test\"} 1"));
  server.drain(10s);
  CHECK(client.hear_all() == "event: reconnect\ndata: {}\n\n");
  server.wait_until_drained();
  CHECK(last == "draining");
  CHECK(has(server.metrics(), "lunchrush_http_streams{server=\"test\"} 0"));
}

TEST_CASE("a stream is told when its peer leaves [row 80]") {
  Gate gate;
  std::string last;
  TestServer server(streaming(gate, last));
  {
    TestClient client(server);
    client.say(get_events);
    client.hear_until("data: hello\n\n");
    gate.wait_until_reached();
  }
  server.wait_for_connections(0);
  CHECK(last == "peer left");
}

TEST_CASE("a stream's reader that does not read is cut off at the write deadline [row 7] [row 80]") {
  std::promise<std::size_t> sent;
  Router router;
  router.add({.method = http::verb::get,
              .pattern = "/events",
              .name = "events",
              .handler = [&](Request&) -> asio::awaitable<Reply> {
                Reply reply{.content_type = "text/event-stream"};
                reply.stream = [&](EventStream& stream) -> asio::awaitable<void> {
                  std::size_t total = 0;
                  const std::string page(65'536, 'x');
                  for (bool going = true; going; total += page.size()) going = co_await stream.send(page);
                  sent.set_value(total);
                };
                co_return reply;
              }});
  TestServer server(std::move(router), {.write_deadline = 60ms});
  TestClient client(server);
  client.say(get_events);
  auto total = sent.get_future();
  REQUIRE(total.wait_for(5s) == std::future_status::ready);
  CHECK(total.get() < 16 * 1024 * 1024);  // what two kernels' buffers hold, not what was offered
  server.wait_for_connections(0);
}
