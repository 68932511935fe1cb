#include "services/gateways/metrics.h"

#include <cstdlib>

namespace lunchrush::gateways {

namespace {

std::string key_of(std::initializer_list<std::string_view> words) {
  std::string key;
  for (const auto word : words) key.append(word).push_back('\n');
  return key;
}

// A gateway answers in tens of milliseconds when well, and in whole seconds when not.
std::vector<double> call_bounds() { return {.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}; }

}  // namespace

std::string_view name_of(CallClass call_class) {
  switch (call_class) {
    case CallClass::done: return "done";
    case CallClass::not_executed: return "not_executed";
    case CallClass::refused: return "refused";
    case CallClass::already_done: return "already_done";
    case CallClass::not_found: return "not_found";
    case CallClass::user_action: return "user_action";
    case CallClass::funds_short: return "funds_short";
    case CallClass::unknown: return "unknown";
  }
  std::abort();
}

void GatewayMetrics::call(std::string_view gateway, std::string_view operation, CallClass call_class,
                          double seconds) {
  const auto class_name = name_of(call_class);
  const std::scoped_lock lock(mutex_);
  auto& series = calls_[key_of({gateway, operation, class_name})];
  if (series == nullptr)
    series =
        &telemetry::histogram(registry_, "gateway_call_seconds", "Calls to payment gateways.", call_bounds(),
                              {{"gateway", std::string(gateway)},
                               {"operation", std::string(operation)},
                               {"class", std::string(class_name)}});
  series->Observe(seconds);
}

void GatewayMetrics::notification(std::string_view gateway, std::string_view result) {
  const std::scoped_lock lock(mutex_);
  auto& series = notifications_[key_of({gateway, result})];
  if (series == nullptr)
    series = &telemetry::counter(registry_, "gateway_notifications_total",
                                 "Notifications by outcome of verification.",
                                 {{"gateway", std::string(gateway)}, {"result", std::string(result)}});
  series->Increment();
}

void GatewayMetrics::breaker(std::string_view gateway, bool open) {
  const std::scoped_lock lock(mutex_);
  auto& series = breakers_[std::string(gateway)];
  if (series == nullptr)
    series =
        &telemetry::gauge(registry_, "gateway_breaker_open", "1 while calls are refused without being tried.",
                          {{"gateway", std::string(gateway)}});
  series->Set(open ? 1 : 0);
}

}  // namespace lunchrush::gateways
