// What one HTTP server counts; used by that server's thread alone. Route names are labels; store, order and
// key never are.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "services/telemetry/metrics.h"

namespace lunchrush::telemetry {

class WebMetrics {
 public:
  WebMetrics(Registry& registry, std::string_view server);
  // lunchrush_http_request_duration_seconds{server,route,method,code}
  void observe(std::string_view route, std::string_view method, unsigned status, double seconds);

  Gauge& connections;
  Gauge& streams;
  Counter& connections_refused_total;  // over connections_max
  Counter& framing_refused_total;      // requests the framing guard refused
  Counter& deadline_closed_total;      // header, body, write or idle deadline passed

 private:
  Registry& registry_;
  std::string server_;
  // Series looked up once and kept: route × method × code is small and bounded by the route table.
  std::map<std::string, Histogram*, std::less<>> durations_;
  std::string key_;  // reused, so that counting allocates nothing
};

}  // namespace lunchrush::telemetry
