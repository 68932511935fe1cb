#include "services/redis/pipeline.h"

#include <catch2/catch.hpp>
#include <vector>

namespace lunchrush::redis {
namespace {

using Values = std::vector<std::optional<std::string>>;
using Kind = Reply::Kind;
using std::chrono::steady_clock;

class Recorder final : public Waiter {
 public:
  explicit Recorder(Values& values) : values_(values) {}
  void answer(std::optional<std::string> value) override { values_.push_back(std::move(value)); }

 private:
  Values& values_;
};

Reply reply(Kind kind, std::string_view text = {}) { return {kind, text, 0, {}}; }

struct Fixture {
  telemetry::Registry registry;
  RedisMetrics metrics{registry};
  Pipeline pipeline{metrics};
  Values values;

  void get(std::size_t bytes = 1) {
    ask(bytes);
    pipeline.left(bytes, steady_clock::now());
  }
  void ask(std::size_t bytes = 1) {
    pipeline.add(Command::get, bytes, steady_clock::now(), std::make_unique<Recorder>(values));
  }
  bool settle(const Reply& with) { return pipeline.settle(with, steady_clock::now()); }
  bool counted(const std::string& command, const std::string& outcome, int times) {
    const auto series = "lunchrush_redis_commands_total{command=\"" + command + "\",outcome=\"" + outcome +
                        "\"} " + std::to_string(times) + "\n";
    return telemetry::to_text(registry).find(series) != std::string::npos;
  }
};

TEST_CASE("every reply to every command is one outcome", "[redis]") {
  const auto [command, kind, outcome, good] = GENERATE(table<Command, Kind, std::string, bool>({
      {Command::get, Kind::text, "hit", true},
      {Command::get, Kind::nothing, "miss", true},
      {Command::get, Kind::refused, "refused", false},
      {Command::get, Kind::number, "refused", false},
      {Command::get, Kind::list, "refused", false},
      {Command::set, Kind::text, "done", true},
      {Command::set, Kind::nothing, "refused", false},
      {Command::set, Kind::refused, "refused", false},
      {Command::publish, Kind::number, "done", true},
      {Command::publish, Kind::text, "refused", false},
      {Command::publish, Kind::refused, "refused", false},
  }));
  constexpr std::array names{"get", "set", "publish"};
  Fixture fixture;
  fixture.pipeline.add(command, 1, steady_clock::now());
  fixture.pipeline.left(1, steady_clock::now());
  CHECK(fixture.settle(reply(kind, "OOM command not allowed")) == good);
  CHECK(fixture.counted(names[static_cast<std::size_t>(command)], outcome, 1));
  CHECK(fixture.pipeline.empty());
}

TEST_CASE("[row 31] every error reply is a miss, counted by its code", "[redis]") {
  const auto [line, code] = GENERATE(table<std::string, std::string>({
      {"OOM command not allowed when used memory > 'maxmemory'.", "OOM"},
      {"MISCONF Redis is configured to save RDB snapshots", "MISCONF"},
      {"READONLY You can't write against a read only replica.", "READONLY"},
      {"LOADING Redis is loading the dataset in memory", "LOADING"},
      {"NOAUTH Authentication required.", "NOAUTH"},
      {"WRONGTYPE Operation against a key", "WRONGTYPE"},
      {"BUSY Redis is busy running a script.", "BUSY"},
      {"ERR", "ERR"},
      {"CLUSTERDOWN Hash slot not served", "other"},
      {"", "other"},
  }));
  Fixture fixture;
  fixture.get();
  CHECK_FALSE(fixture.settle(reply(Kind::refused, line)));
  CHECK(fixture.values == Values{std::nullopt});
  CHECK_THAT(telemetry::to_text(fixture.registry),
             Catch::Matchers::Contains("lunchrush_redis_refusals_total{code=\"" + code + "\"} 1\n"));
}

TEST_CASE("replies go to the commands in the order these went", "[redis]") {
  Fixture fixture;
  fixture.get();
  fixture.pipeline.add(Command::set, 1, steady_clock::now());
  fixture.pipeline.left(1, steady_clock::now());
  fixture.get();
  fixture.settle(reply(Kind::text, "first"));
  fixture.settle(reply(Kind::text, "OK"));
  fixture.settle(reply(Kind::nothing));
  CHECK(fixture.values == Values{"first", std::nullopt});
}

TEST_CASE("a reply that nobody asked for is not taken", "[redis]") {
  Fixture fixture;
  CHECK_FALSE(fixture.settle(reply(Kind::text, "stray")));
}

TEST_CASE("a command is waited for since its last byte left, and nothing answers one that has not begun to",
          "[redis]") {
  const auto start = steady_clock::now();
  const auto at = [&](int seconds) { return start + std::chrono::seconds(seconds); };
  Fixture fixture;
  auto& pipeline = fixture.pipeline;
  for (int i = 0; i != 3; ++i) fixture.ask(10);
  CHECK_FALSE(pipeline.oldest_left().has_value());
  CHECK_FALSE(fixture.settle(reply(Kind::text, "stray")));
  pipeline.left(5, at(1));
  CHECK(pipeline.oldest_left() == at(1));
  pipeline.left(7, at(2));  // all of the first, and of the second what does not make it a question yet
  CHECK(pipeline.oldest_left() == at(2));
  fixture.settle(reply(Kind::text, "first"));
  CHECK(pipeline.oldest_left() == at(2));
  pipeline.left(8, at(3));
  CHECK(pipeline.oldest_left() == at(3));
  fixture.settle(reply(Kind::text, "second"));
  CHECK_FALSE(pipeline.oldest_left().has_value());
  pipeline.left(10, at(4));
  CHECK(pipeline.oldest_left() == at(4));
  fixture.settle(reply(Kind::text, "third"));
  CHECK(pipeline.empty());
  CHECK(fixture.values == Values{"first", "second", "third"});
}

TEST_CASE("a reply's delay counts from when it was asked for, and ends with its connection", "[redis]") {
  const auto start = steady_clock::now();
  Fixture fixture;
  CHECK(fixture.pipeline.delay() == Pipeline::Duration{});
  fixture.pipeline.add(Command::set, 1, start);
  fixture.pipeline.left(1, start + std::chrono::milliseconds(50));
  fixture.pipeline.settle(reply(Kind::text, "OK"), start + std::chrono::milliseconds(80));
  CHECK(fixture.pipeline.delay() == std::chrono::milliseconds(80));
  fixture.pipeline.abandon(Outcome::lost);
  CHECK(fixture.pipeline.delay() == Pipeline::Duration{});
}

TEST_CASE("what left of a connection that was given up is forgotten with it", "[redis]") {
  Fixture fixture;
  fixture.ask(10);
  fixture.pipeline.left(4, steady_clock::now());
  fixture.pipeline.abandon(Outcome::late);
  fixture.ask(10);
  CHECK_FALSE(fixture.pipeline.oldest_left().has_value());
  fixture.pipeline.left(10, steady_clock::now());
  CHECK(fixture.settle(reply(Kind::text, "mine")));
}

TEST_CASE("abandoned commands are all misses: the oldest was late, the others are lost with it", "[redis]") {
  Fixture fixture;
  for (int i = 0; i != 3; ++i) fixture.get();
  fixture.pipeline.abandon(Outcome::late);
  CHECK(fixture.values == Values{std::nullopt, std::nullopt, std::nullopt});
  CHECK(fixture.counted("get", "late", 1));
  CHECK(fixture.counted("get", "lost", 2));
}

TEST_CASE("bytes under way go up with each command and down with each end", "[redis]") {
  Fixture fixture;
  fixture.get(10);
  fixture.get(5);
  CHECK(fixture.pipeline.bytes() == 15);
  fixture.settle(reply(Kind::nothing));
  CHECK(fixture.pipeline.bytes() == 5);
  fixture.pipeline.abandon(Outcome::lost);
  CHECK(fixture.pipeline.bytes() == 0);
}

}  // namespace
}  // namespace lunchrush::redis
