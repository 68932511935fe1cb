// What the gateways count: calls by operation and class, notifications by result, breakers by state.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "services/gateways/gateway.h"
#include "services/telemetry/metrics.h"

namespace lunchrush::gateways {

std::string_view name_of(CallClass call_class);

// One per process. Every label comes from a fixed set of words: accounts, numbers and codes never are labels.
class GatewayMetrics {
 public:
  explicit GatewayMetrics(telemetry::Registry& registry) : registry_(registry) {}

  // lunchrush_gateway_call_seconds{gateway,operation,class}
  void call(std::string_view gateway, std::string_view operation, CallClass call_class, double seconds);
  // lunchrush_gateway_notifications_total{gateway,result}: "accepted", or a Rejected's reason
  void notification(std::string_view gateway, std::string_view result);
  // lunchrush_gateway_breaker_open{gateway}: 1 while calls are refused without being tried
  void breaker(std::string_view gateway, bool open);

 private:
  telemetry::Registry& registry_;
  std::mutex mutex_;
  // Series looked up once and kept: the registry's own look-up builds a map of labels each time.
  std::map<std::string, telemetry::Histogram*, std::less<>> calls_;
  std::map<std::string, telemetry::Counter*, std::less<>> notifications_;
  std::map<std::string, telemetry::Gauge*, std::less<>> breakers_;
};

}  // namespace lunchrush::gateways
