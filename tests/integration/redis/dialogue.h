// One io_context, its metrics, and the verbs of the tests: ask, and run until something is true.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "services/redis/client.h"
#include "services/redis/metrics.h"

namespace lunchrush::redis::testing {

using namespace std::chrono_literals;

// Short pauses, so that a test is not mostly waiting; a long deadline, so that a busy machine is not taken
// for a slow Redis. Tests about the deadline set their own.
inline ClientLimits patient() {
  ClientLimits limits;
  limits.command_deadline = 5s;
  limits.link = {.connect_deadline = 1s, .pause_first = 5ms, .pause_max = 20ms};
  return limits;
}

struct Dialogue {
  asio::io_context context;
  telemetry::Registry registry;
  RedisMetrics metrics{registry};

  // False: it did not come true in time.
  bool run_until(const std::function<bool()>& condition) {
    const auto give_up = std::chrono::steady_clock::now() + 10s;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > give_up) return false;
      context.restart();
      context.run_one_for(10ms);
    }
    return true;
  }

  bool run_until_healthy(const Client& client) {
    return run_until([&] { return client.healthy(); });
  }

  std::optional<std::string> get(Client& client, const std::string& key) {
    bool done = false;
    std::optional<std::string> value;
    auto asking = [&]() -> asio::awaitable<void> {
      value = co_await client.get(key);
      done = true;
    };
    asio::co_spawn(context, asking, asio::detached);
    if (!run_until([&] { return done; })) throw std::runtime_error("GET was never answered");
    return value;
  }

  // Value of lunchrush_redis_<series>, zero if there is none.
  double counted(const std::string& series) {
    const auto text = telemetry::to_text(registry);
    const auto line = "\nlunchrush_redis_" + series + " ";
    const auto found = text.find(line);
    return found == std::string::npos ? 0 : std::stod(text.substr(found + line.size()));
  }

  double gets(const std::string& outcome) {
    return counted("commands_total{command=\"get\",outcome=\"" + outcome + "\"}");
  }
  double sets(const std::string& outcome) {
    return counted("commands_total{command=\"set\",outcome=\"" + outcome + "\"}");
  }
};

}  // namespace lunchrush::redis::testing
