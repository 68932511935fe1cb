#include "services/redis/subscriber.h"

#include <catch2/catch.hpp>
#include <vector>

#include "services/redis/wake.h"
#include "tests/integration/redis/dialogue.h"
#include "tests/integration/redis/fake_redis.h"
#include "tests/integration/redis/redis_server.h"

namespace lunchrush::redis {
namespace {

using namespace testing;

SubscriberLimits quick() {
  SubscriberLimits limits;
  limits.heartbeat = 50ms;
  limits.link = patient().link;
  return limits;
}

struct Listening : Dialogue {
  explicit Listening(SubscriberLimits limits = quick()) {
    server.start();
    subscriber.emplace(context, server.endpoint(), metrics, limits);
    subscriber->start();
  }
  bool listen(const std::string& pattern) {
    auto on_message = [this](std::string_view channel, std::string_view message) {
      messages.push_back(std::string(channel) + "=" + std::string(message));
    };
    return subscriber->subscribe(pattern, std::move(on_message), [this] { ++catch_ups; });
  }

  RedisServer server;
  std::optional<Subscriber> subscriber;
  std::vector<std::string> messages;
  int catch_ups = 0;
};

TEST_CASE("messages of a pattern's channels arrive, in order, byte for byte; others do not", "[redis]") {
  Listening redis;
  REQUIRE(redis.listen("news:*"));
  REQUIRE(redis.run_until([&] { return redis.catch_ups == 1; }));
  redis.server.command({"PUBLISH", "news:1", std::string_view("a\0\r\nb", 5)});
  redis.server.command({"PUBLISH", "other:1", "no"});
  redis.server.command({"PUBLISH", "news:2", ""});
  REQUIRE(redis.run_until([&] { return redis.messages.size() == 2; }));
  CHECK(redis.messages[0] == std::string("news:1=a\0\r\nb", 12));
  CHECK(redis.messages[1] == "news:2=");
}

TEST_CASE("what is subscribed while connected counts as well, what is unsubscribed falls silent", "[redis]") {
  Listening redis;
  redis.listen("a");
  REQUIRE(redis.run_until([&] { return redis.catch_ups == 1; }));
  redis.listen("b");
  REQUIRE(redis.run_until([&] { return redis.catch_ups == 2; }));
  redis.subscriber->unsubscribe("a");
  REQUIRE(redis.run_until([&] { return redis.server.command({"PUBLISH", "a", "gone"}) == "0"; }));
  redis.server.command({"PUBLISH", "b", "here"});
  REQUIRE(redis.run_until([&] { return !redis.messages.empty(); }));
  CHECK(redis.messages == std::vector<std::string>{"b=here"});
}

TEST_CASE("a listener may leave in the middle of its own message", "[redis]") {
  Listening redis;
  int heard = 0;
  auto on_message = [&](std::string_view, std::string_view) {
    redis.subscriber->unsubscribe("once");
    ++heard;
  };
  redis.subscriber->subscribe("once", on_message, [&] { ++redis.catch_ups; });
  REQUIRE(redis.run_until([&] { return redis.catch_ups == 1; }));
  redis.server.command({"PUBLISH", "once", "1"});
  CHECK(redis.run_until([&] { return heard == 1 && redis.server.command({"PUBLISH", "once", "2"}) == "0"; }));
  CHECK(heard == 1);
}

TEST_CASE("[row 36] after Redis was killed and came back, every listener is told to catch up and hears again",
          "[redis]") {
  Listening redis;
  redis.listen("a");
  redis.listen("b:*");
  REQUIRE(redis.run_until([&] { return redis.catch_ups == 2; }));
  redis.server.kill();
  REQUIRE(redis.run_until([&] { return !redis.subscriber->healthy(); }));
  redis.server.start();
  REQUIRE(redis.run_until([&] { return redis.catch_ups == 4; }));
  redis.server.command({"PUBLISH", "b:1", "again"});
  CHECK(redis.run_until([&] { return redis.messages == std::vector<std::string>{"b:1=again"}; }));
}

TEST_CASE("[row 32] a connection that fell silent is noticed by its heartbeat and replaced", "[redis]") {
  auto limits = quick();
  limits.heartbeat_deadline = 100ms;
  Listening redis(limits);
  redis.listen("a");
  REQUIRE(redis.run_until([&] { return redis.catch_ups == 1; }));
  redis.server.freeze();
  REQUIRE(redis.run_until([&] { return !redis.subscriber->healthy(); }));
  redis.server.thaw();
  CHECK(redis.run_until([&] { return redis.catch_ups == 2; }));
}

TEST_CASE("a quiet connection that answers its heartbeats is kept", "[redis]") {
  Dialogue dialogue;
  int heartbeats = 0;
  FakeRedis server(dialogue.context, [&](const FakeRedis::Question& question) {
    if (question.key == "lunchrush:probe") return question.answer(nil);
    if (question.command != "PING") return;
    ++heartbeats;
    question.answer("*2\r\n$4\r\npong\r\n$0\r\n\r\n");
  });
  auto limits = quick();
  limits.heartbeat = 5ms;
  Subscriber subscriber(dialogue.context, server.endpoint(), dialogue.metrics, limits);
  subscriber.start();
  CHECK(dialogue.run_until([&] { return heartbeats == 5; }));
  CHECK(server.connections() == 1);
}

TEST_CASE("patterns are bounded", "[redis]") {
  auto limits = quick();
  limits.patterns_max = 2;
  Listening redis(limits);
  CHECK(redis.listen("a"));
  CHECK(redis.listen("b"));
  CHECK_FALSE(redis.listen("c"));
  CHECK(redis.listen("b"));
}

TEST_CASE("a wake-up reaches the listeners of every replica with its store and topic", "[redis]") {
  Listening redis;
  Client client(redis.context, redis.server.endpoint(), redis.metrics, patient());
  client.start();
  std::vector<std::pair<std::uint32_t, WakeTopic>> woken;
  auto on_wake = [&](domain::StoreId store, WakeTopic topic) {
    woken.emplace_back(domain::number(store), topic);
  };
  std::vector<std::string> revoked;
  auto on_key_revoked = [&](std::string_view key_id) { revoked.emplace_back(key_id); };
  std::optional<WakeListener> listener;
  listener.emplace(*redis.subscriber, on_wake, on_key_revoked, [&] { ++redis.catch_ups; });
  REQUIRE(redis.run_until([&] { return redis.catch_ups == 1 && client.healthy(); }));

  WakeSender sender(client);
  redis.server.command({"PUBLISH", "lunchrush:wake:x", "events"});
  redis.server.command({"PUBLISH", "lunchrush:wake:1001", "of a later release"});
  sender.wake(domain::StoreId{1001}, WakeTopic::events);
  sender.wake(domain::StoreId{4'294'967'295}, WakeTopic::menu);
  sender.key_revoked("demokitchen1001");
  REQUIRE(redis.run_until([&] { return woken.size() == 2 && revoked.size() == 1; }));
  CHECK(revoked[0] == "demokitchen1001");
  CHECK(woken[0] == std::pair{1001u, WakeTopic::events});
  CHECK(woken[1] == std::pair{4'294'967'295u, WakeTopic::menu});

  listener.reset();
  CHECK(redis.run_until([&] {
    return redis.server.command({"PUBLISH", "lunchrush:wake:1001", "events"}) == "0";
  }));
}

}  // namespace
}  // namespace lunchrush::redis
