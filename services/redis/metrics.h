// What Redis was asked and what became of it. Everything that is not a hit is answered as a miss; here the
// reason is kept.
#pragma once

#include <array>
#include <chrono>
#include <string_view>

#include "services/telemetry/metrics.h"

namespace lunchrush::redis {

enum class Command { get, set, publish };
enum class Outcome {
  hit,
  miss,
  done,        // a write that Redis took
  refused,     // an error reply, or one of the wrong kind
  late,        // the deadline passed; the connection was replaced
  lost,        // the connection ended first
  away,        // no connection: not sent
  over_limit,  // too much in flight, or too large: not sent
};
constexpr std::size_t commands = 3;
constexpr std::size_t outcomes = 8;

class RedisMetrics {
 public:
  explicit RedisMetrics(telemetry::Registry& registry);

  void count(Command command, Outcome outcome);
  void count_refusal(std::string_view error_line);  // by Redis's code; codes we do not know are "other"

  telemetry::Histogram& command_seconds;
  telemetry::Gauge& connected;  // 1 while commands are sent, 0 while everything is a miss
  telemetry::Counter& connections_total;
  telemetry::Counter& subscriptions_total;  // each one is a moment at which readers have to catch up

 private:
  static constexpr std::array<std::string_view, 10> refusal_codes{
      "OOM", "MISCONF", "READONLY", "LOADING", "NOAUTH", "BUSY", "WRONGTYPE", "NOPERM", "ERR", "other"};
  std::array<std::array<telemetry::Counter*, outcomes>, commands> commands_total_{};
  std::array<telemetry::Counter*, refusal_codes.size()> refusals_total_{};
};

}  // namespace lunchrush::redis
