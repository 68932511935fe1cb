// What a working Redis does for us, and what a refusing one does not do to us.
#include "services/redis/client.h"

#include <catch2/catch.hpp>

#include "services/redis/replay_cache.h"
#include "tests/integration/redis/dialogue.h"
#include "tests/integration/redis/fake_redis.h"
#include "tests/integration/redis/redis_server.h"

namespace lunchrush::redis {
namespace {

using namespace testing;

struct Connected : Dialogue {
  explicit Connected(std::vector<std::string> options = {}) : server(std::move(options)) {
    server.start();
    client.emplace(context, server.endpoint(), metrics, patient());
    client->start();
    REQUIRE(run_until_healthy(*client));
  }
  void set(const std::string& key, const std::string& value) {
    const auto done = sets("done") + sets("refused");
    client->set_soon(key, value, 60s);
    REQUIRE(run_until([&] { return sets("done") + sets("refused") == done + 1; }));
  }

  RedisServer server;
  std::optional<Client> client;
};

TEST_CASE("[row 26] hostile keys and values come back byte for byte and are nothing but data", "[redis]") {
  Connected redis;
  const std::string hostile[] = {"",
                                 std::string("a\0b", 3),
                                 "\r\n",
                                 "*3\r\n$3\r\nSET\r\n",
                                 "\r\nFLUSHALL\r\n",
                                 "\xff\xfe",
                                 std::string(255, 'k'),
                                 "key with spaces \"and quotes'"};
  for (const auto& bytes : hostile) redis.set(bytes, "<" + bytes + ">");
  for (const auto& bytes : hostile) CHECK(redis.get(*redis.client, bytes) == "<" + bytes + ">");
  CHECK(redis.server.command({"DBSIZE"}) == std::to_string(std::size(hostile)));
}

TEST_CASE("a thousand questions at once are answered on one connection, each with its own value", "[redis]") {
  Connected redis;
  constexpr int questions = 1'000;
  for (int i = 0; i != questions; ++i)
    redis.client->set_soon("k" + std::to_string(i), std::to_string(i), 60s);
  int right = 0, answered = 0;
  auto ask = [&](int i) -> asio::awaitable<void> {
    const auto value = co_await redis.client->get("k" + std::to_string(i));
    right += value == std::to_string(i);
    ++answered;
  };
  for (int i = 0; i != questions; ++i) asio::co_spawn(redis.context, ask(i), asio::detached);
  REQUIRE(redis.run_until([&] { return answered == questions; }));
  CHECK(right == questions);
  CHECK(redis.counted("connections_total") == 1);
}

TEST_CASE("[row 29] after FLUSHALL everything is a miss, and what is stored then is found again", "[redis]") {
  Connected redis;
  redis.set("reply", "201");
  CHECK(redis.get(*redis.client, "reply") == "201");
  redis.server.command({"FLUSHALL"});
  CHECK(redis.get(*redis.client, "reply") == std::nullopt);
  redis.set("reply", "201");
  CHECK(redis.get(*redis.client, "reply") == "201");
  CHECK(redis.client->healthy());
}

TEST_CASE("[row 31] a Redis without memory refuses writes and still answers reads", "[redis]") {
  Connected redis;
  redis.set("before", "kept");
  redis.server.command({"CONFIG", "SET", "maxmemory", "1"});
  redis.set("after", "refused");
  CHECK(redis.sets("refused") == 1);
  CHECK(redis.counted("refusals_total{code=\"OOM\"}") == 1);
  CHECK(redis.get(*redis.client, "after") == std::nullopt);
  CHECK(redis.get(*redis.client, "before") == "kept");
  CHECK(redis.client->healthy());
}

TEST_CASE("[row 31] a replica refuses writes and still answers reads", "[redis]") {
  Connected redis;
  redis.set("before", "kept");
  redis.server.command({"REPLICAOF", "127.0.0.1", std::to_string(free_port())});
  redis.set("after", "refused");
  CHECK(redis.counted("refusals_total{code=\"READONLY\"}") == 1);
  CHECK(redis.get(*redis.client, "before") == "kept");
}

TEST_CASE("[row 31] a Redis that cannot save refuses writes and still answers reads, new connections too",
          "[redis]") {
  Connected redis;
  redis.set("before", "kept");
  redis.server.remove_folder();
  redis.server.command({"CONFIG", "SET", "save", "3600 1"});
  redis.server.command({"BGSAVE"});
  REQUIRE(redis.run_until([&] { return redis.server.command({"SET", "x", "y"}).starts_with("MISCONF"); }));
  redis.set("after", "refused");
  CHECK(redis.counted("refusals_total{code=\"MISCONF\"}") == 1);
  redis.server.command({"CLIENT", "KILL", "TYPE", "normal"});
  REQUIRE(redis.run_until([&] { return redis.counted("connections_total") == 2; }));
  CHECK(redis.get(*redis.client, "before") == "kept");
}

TEST_CASE("[row 31] a value of the wrong type is a miss", "[redis]") {
  Connected redis;
  redis.server.command({"LPUSH", "list", "x"});
  CHECK(redis.get(*redis.client, "list") == std::nullopt);
  CHECK(redis.counted("refusals_total{code=\"WRONGTYPE\"}") == 1);
  CHECK(redis.client->healthy());
}

TEST_CASE("[row 31] a Redis that refuses the introduction is away, and used as soon as it no longer does",
          "[redis]") {
  const std::string refusal =
      GENERATE("-NOAUTH Authentication required.\r\n", "-LOADING Redis is loading\r\n",
               "-WRONGPASS invalid username-password pair\r\n", "-BUSY Redis is busy running a script.\r\n");
  Dialogue dialogue;
  std::string answer = refusal;
  FakeRedis server(dialogue.context, [&](const FakeRedis::Question& question) { question.answer(answer); });
  Client client(dialogue.context, server.endpoint(), dialogue.metrics, patient());
  client.start();
  REQUIRE(dialogue.run_until([&] { return server.connections() == 3; }));
  CHECK(dialogue.get(client, "k") == std::nullopt);
  CHECK(dialogue.gets("away") == 1);
  answer = nil;
  CHECK(dialogue.run_until_healthy(client));
}

TEST_CASE("user, password and database of the URL are used", "[redis]") {
  RedisServer server({"--requirepass", "s3cret"});
  server.start();
  Dialogue dialogue;
  const auto url = "redis://:s3cret@127.0.0.1:" + std::to_string(server.endpoint().port) + "/3";
  Client client(dialogue.context, parse_endpoint(url).value(), dialogue.metrics, patient());
  client.start();
  REQUIRE(dialogue.run_until_healthy(client));
  client.set_soon("in", "three", 60s);
  REQUIRE(dialogue.run_until([&] { return dialogue.sets("done") == 1; }));
  const auto named = "redis://default:s3cret@127.0.0.1:" + std::to_string(server.endpoint().port) + "/3";
  Client same(dialogue.context, parse_endpoint(named).value(), dialogue.metrics, patient());
  same.start();
  REQUIRE(dialogue.run_until_healthy(same));
  CHECK(dialogue.get(same, "in") == "three");
}

TEST_CASE("[row 31] refusals in a row replace the connection", "[redis]") {
  Dialogue dialogue;
  FakeRedis server(dialogue.context, [](const FakeRedis::Question& question) {
    question.answer(
        question.key == "lunchrush:probe" ? nil : "-LOADING Redis is loading the dataset in memory\r\n");
  });
  auto limits = patient();
  limits.refusals_in_row_max = 3;
  Client client(dialogue.context, server.endpoint(), dialogue.metrics, limits);
  client.start();
  REQUIRE(dialogue.run_until_healthy(client));
  for (int i = 0; i != 3; ++i) CHECK(dialogue.get(client, "k") == std::nullopt);
  CHECK(dialogue.counted("refusals_total{code=\"LOADING\"}") == 3);
  CHECK(dialogue.run_until([&] { return server.connections() == 2; }));
}

TEST_CASE("[row 35] a finished reply is kept for a day under its digest, and is nobody's in another epoch",
          "[redis]") {
  Connected redis;
  ReplayCache replies(*redis.client);
  const std::string digest("\x00\xff\r\n", 4), reply("201\0body", 8);
  replies.put("7.1", digest, reply);
  replies.put(std::nullopt, digest, "of nobody knows when");
  REQUIRE(redis.run_until([&] { return redis.sets("done") == 1; }));
  const auto seconds = std::stol(redis.server.command({"TTL", "lunchrush:reply:3:7.1:" + digest}));
  CHECK(seconds > 86'000);
  CHECK(seconds <= 86'400);
  const auto found_in = [&](ReplayCache::Epoch epoch) {
    std::optional<std::optional<std::string>> found;
    auto ask = [&]() -> asio::awaitable<void> { found = co_await replies.get(epoch, digest); };
    asio::co_spawn(redis.context, ask, asio::detached);
    REQUIRE(redis.run_until([&] { return found.has_value(); }));
    return *found;
  };
  CHECK(found_in("7.1") == reply);
  CHECK(found_in("7.2") == std::nullopt);
  CHECK(found_in(std::nullopt) == std::nullopt);
}

}  // namespace
}  // namespace lunchrush::redis
