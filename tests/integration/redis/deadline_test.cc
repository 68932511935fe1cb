// Redis that stalls, dies, comes back, answers too late or answers nonsense.
#include <catch2/catch.hpp>
#include <thread>

#include "services/redis/client.h"
#include "tests/integration/redis/dialogue.h"
#include "tests/integration/redis/fake_redis.h"
#include "tests/integration/redis/redis_server.h"

namespace lunchrush::redis {
namespace {

using namespace testing;

ClientLimits impatient() {
  auto limits = patient();
  limits.command_deadline = 30ms;
  return limits;
}

// A client that has just found its server.
struct Asking {
  explicit Asking(std::vector<std::string> options = {}) : server(std::move(options)) {
    server.start();
    client.emplace(dialogue.context, server.endpoint(), dialogue.metrics, impatient());
    client->start();
    REQUIRE(dialogue.run_until_healthy(*client));
  }

  RedisServer server;
  Dialogue dialogue;
  std::optional<Client> client;
};

TEST_CASE(
    "[row 32] a stalled Redis is a late miss once, then a miss at once, and is asked again when it answers",
    "[redis]") {
  Asking asking;
  auto& server = asking.server;
  auto& dialogue = asking.dialogue;
  auto& client = *asking.client;
  server.freeze();
  CHECK(dialogue.get(client, "k") == std::nullopt);
  CHECK(dialogue.gets("late") == 1);
  CHECK_FALSE(client.healthy());  // the kernel still accepts connections for the frozen process: not enough
  for (int i = 0; i != 10; ++i) CHECK(dialogue.get(client, "k") == std::nullopt);
  CHECK(dialogue.gets("away") == 10);
  server.thaw();
  REQUIRE(dialogue.run_until_healthy(client));
  CHECK(dialogue.get(client, "k") == std::nullopt);
  CHECK(dialogue.gets("miss") == 1);
}

TEST_CASE("[row 32] CLIENT PAUSE is survived like any stall", "[redis]") {
  Asking asking;
  auto& server = asking.server;
  auto& dialogue = asking.dialogue;
  auto& client = *asking.client;
  server.command({"CLIENT", "PAUSE", "300", "ALL"});
  CHECK(dialogue.get(client, "k") == std::nullopt);
  CHECK(dialogue.gets("late") == 1);
  CHECK(dialogue.run_until_healthy(client));
}

TEST_CASE("[row 32] a Redis busy with a script is away until the script is killed", "[redis]") {
  Asking asking({"--busy-reply-threshold", "20"});
  auto& server = asking.server;
  auto& dialogue = asking.dialogue;
  auto& client = *asking.client;
  server.command_without_reply({"EVAL", "while true do end", "0"});
  REQUIRE(dialogue.run_until([&] { return server.command({"GET", "x"}).starts_with("BUSY"); }));
  REQUIRE(dialogue.run_until(
      [&] { return dialogue.get(client, "k") == std::nullopt && dialogue.counted("connected") == 0; }));
  REQUIRE(server.command({"SCRIPT", "KILL"}) == "OK");
  CHECK(dialogue.run_until_healthy(client));
}

TEST_CASE("a turn of our own thread that takes longer than the deadline is not Redis's lateness", "[redis]") {
  Asking asking;
  auto& dialogue = asking.dialogue;
  auto& client = *asking.client;
  const auto be_busy = [] {
    const auto until = std::chrono::steady_clock::now() + 4 * impatient().command_deadline;
    while (std::chrono::steady_clock::now() < until) continue;
  };
  std::size_t answered = 0;
  auto ask = [&]() -> asio::awaitable<void> {
    (void)co_await client.get("k");
    ++answered;
  };
  // Before what it asked has left, before the reply is read, and once more.
  asio::co_spawn(dialogue.context, ask(), asio::detached);
  for (int i = 0; i != 3; ++i) asio::post(dialogue.context, be_busy);
  asio::co_spawn(dialogue.context, ask(), asio::detached);
  asio::post(dialogue.context, [&] { asio::post(dialogue.context, be_busy); });
  REQUIRE(dialogue.run_until([&] { return answered == 2; }));
  CHECK(dialogue.gets("miss") == 2);
  CHECK(dialogue.counted("connections_total") == 1);
  CHECK(client.healthy());
  CHECK(client.delay() >= impatient().command_deadline);  // it took long all the same
}

TEST_CASE("[row 33] a reply that comes after its deadline never answers a later question", "[redis]") {
  Dialogue dialogue;
  std::vector<FakeRedis::Question> unanswered;
  FakeRedis server(dialogue.context, [&](const FakeRedis::Question& question) {
    if (question.key == "lunchrush:probe") return question.answer(nil);
    if (question.connection == 1) return unanswered.push_back(question);
    question.answer(bulk("of " + question.key));
  });
  Client client(dialogue.context, server.endpoint(), dialogue.metrics, impatient());
  client.start();
  REQUIRE(dialogue.run_until_healthy(client));
  CHECK(dialogue.get(client, "theirs") == std::nullopt);
  for (const auto& question : unanswered) question.answer(bulk("of theirs"));
  REQUIRE(dialogue.run_until_healthy(client));
  CHECK(dialogue.get(client, "mine") == "of mine");
  CHECK(server.connections() == 2);
}

TEST_CASE("[row 33] every question behind a late one is a miss too, on no account another's answer",
          "[redis]") {
  Dialogue dialogue;
  FakeRedis server(dialogue.context, [](const FakeRedis::Question& question) {
    if (question.key == "lunchrush:probe") question.answer(nil);
  });
  Client client(dialogue.context, server.endpoint(), dialogue.metrics, impatient());
  client.start();
  REQUIRE(dialogue.run_until_healthy(client));
  int answered = 0;
  auto ask = [&](std::string key) -> asio::awaitable<void> {
    const auto value = co_await client.get(std::move(key));
    if (!value) ++answered;
  };
  for (const auto* key : {"a", "b", "c"}) asio::co_spawn(dialogue.context, ask(key), asio::detached);
  REQUIRE(dialogue.run_until([&] { return answered == 3; }));
  CHECK(dialogue.gets("late") == 1);
  CHECK(dialogue.gets("lost") == 2);
}

TEST_CASE("a reply to a question nobody asked, or bytes that are none, replace the connection", "[redis]") {
  const std::string surplus = GENERATE("+OK\r\n", "$3\r\nabc\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n");
  Dialogue dialogue;
  FakeRedis server(dialogue.context, [&](const FakeRedis::Question& question) {
    if (question.key == "lunchrush:probe") return question.answer(nil);
    if (question.connection == 1) return question.answer(bulk("first") + surplus);
    question.answer(bulk("second"));
  });
  Client client(dialogue.context, server.endpoint(), dialogue.metrics, patient());
  client.start();
  REQUIRE(dialogue.run_until_healthy(client));
  CHECK(dialogue.get(client, "k") == "first");
  REQUIRE(dialogue.run_until([&] { return server.connections() == 2 && client.healthy(); }));
  CHECK(dialogue.get(client, "k") == "second");
}

TEST_CASE(
    "[row 36] without Redis every answer is a miss at once; when Redis comes, or comes back, it is used",
    "[redis]") {
  RedisServer server;
  Dialogue dialogue;
  Client client(dialogue.context, server.endpoint(), dialogue.metrics, patient());
  client.start();
  CHECK(dialogue.get(client, "k") == std::nullopt);
  client.set_soon("k", "v", 60s);
  CHECK(dialogue.gets("away") == 1);
  CHECK(dialogue.run_until([&] { return dialogue.sets("away") == 1; }));
  for (int life = 1; life <= 2; ++life) {
    server.start();
    REQUIRE(dialogue.run_until_healthy(client));
    client.set_soon("k", "v", 60s);
    CHECK(dialogue.get(client, "k") == "v");
    server.kill();
    REQUIRE(dialogue.run_until([&] { return !client.healthy(); }));
    CHECK(dialogue.get(client, "k") == std::nullopt);
  }
}

TEST_CASE("a host whose name is not known is away, and nothing waits for its resolver", "[redis]") {
  Dialogue dialogue;
  Client client(dialogue.context, {"no-such-host.invalid", 6379, "", "", 0}, dialogue.metrics, patient());
  client.start();
  CHECK(dialogue.get(client, "k") == std::nullopt);
  CHECK(dialogue.gets("away") == 1);
}

TEST_CASE("what is under way when the client goes ends as a miss", "[redis]") {
  Dialogue dialogue;
  FakeRedis server(dialogue.context, [](const FakeRedis::Question& question) {
    if (question.key == "lunchrush:probe") question.answer(nil);
  });
  auto client = std::make_unique<Client>(dialogue.context, server.endpoint(), dialogue.metrics, patient());
  client->start();
  REQUIRE(dialogue.run_until_healthy(*client));
  bool answered = false;
  auto ask = [&]() -> asio::awaitable<void> {
    const auto value = co_await client->get("k");
    answered = !value;
  };
  asio::co_spawn(dialogue.context, ask, asio::detached);
  REQUIRE(dialogue.run_until([&] { return dialogue.context.poll_one() == 0; }));
  client.reset();
  CHECK(dialogue.run_until([&] { return answered; }));
}

TEST_CASE("more than the limits allow is a miss: commands, bytes, one value, writes of other threads",
          "[redis]") {
  Dialogue dialogue;
  FakeRedis server(dialogue.context, [](const FakeRedis::Question& question) {
    if (question.key == "lunchrush:probe") question.answer(nil);
  });
  auto limits = patient();
  limits.commands_in_flight_max = 2;
  limits.bytes_in_flight_max = 100;
  limits.value_bytes_max = 60;
  limits.writes_handed_over_max = 1;
  Client client(dialogue.context, server.endpoint(), dialogue.metrics, limits);
  client.start();
  REQUIRE(dialogue.run_until_healthy(client));

  std::thread([&] {  // our thread does not run meanwhile: the second is one too many
    client.set_soon("k", std::string(50, 'v'), 60s);
    client.set_soon("k", "v", 60s);
  })
      .join();
  CHECK(dialogue.sets("over_limit") == 1);
  while (dialogue.context.poll_one() != 0) continue;

  auto on_our_thread = [&]() -> asio::awaitable<void> {
    client.set_soon("k", std::string(61, 'v'), 60s);  // one value
    client.set_soon("k", std::string(55, 'v'), 60s);  // bytes together
    client.set_soon("k", "v", 60s);                   // fits: the second command under way
    client.set_soon("k", "v", 60s);                   // the third
    co_return;
  };
  asio::co_spawn(dialogue.context, on_our_thread, asio::detached);
  CHECK(dialogue.run_until([&] { return dialogue.sets("over_limit") == 4; }));
}

}  // namespace
}  // namespace lunchrush::redis
