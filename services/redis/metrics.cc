#include "services/redis/metrics.h"

#include <algorithm>

namespace lunchrush::redis {
namespace {

constexpr std::array<std::string_view, commands> command_names{"get", "set", "publish"};
constexpr std::array<std::string_view, outcomes> outcome_names{"hit",  "miss", "done", "refused",
                                                               "late", "lost", "away", "over_limit"};

}  // namespace

RedisMetrics::RedisMetrics(telemetry::Registry& registry)
    : command_seconds(telemetry::histogram(registry, "redis_command_seconds", "One answered Redis command.",
                                           {.0002, .0005, .001, .002, .005, .01, .02, .03, .05})),
      connected(telemetry::gauge(registry, "redis_connected", "1 while Redis is asked, 0 while it is away.")),
      connections_total(
          telemetry::counter(registry, "redis_connections_total", "Connections that became ready.")),
      subscriptions_total(
          telemetry::counter(registry, "redis_subscriptions_total", "Subscriptions made, first or again.")) {
  for (std::size_t command = 0; command != commands; ++command)
    for (std::size_t outcome = 0; outcome != outcomes; ++outcome)
      commands_total_[command][outcome] =
          &telemetry::counter(registry, "redis_commands_total", "Redis commands and what became of them.",
                              {{"command", std::string(command_names[command])},
                               {"outcome", std::string(outcome_names[outcome])}});
  for (std::size_t code = 0; code != refusal_codes.size(); ++code)
    refusals_total_[code] =
        &telemetry::counter(registry, "redis_refusals_total", "Error replies, by Redis's code.",
                            {{"code", std::string(refusal_codes[code])}});
}

void RedisMetrics::count(Command command, Outcome outcome) {
  commands_total_[static_cast<std::size_t>(command)][static_cast<std::size_t>(outcome)]->Increment();
}

void RedisMetrics::count_refusal(std::string_view error_line) {
  const auto code = error_line.substr(0, error_line.find(' '));
  const auto known = std::find(refusal_codes.begin(), refusal_codes.end() - 1, code);
  refusals_total_[static_cast<std::size_t>(known - refusal_codes.begin())]->Increment();
}

}  // namespace lunchrush::redis
