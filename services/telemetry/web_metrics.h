// What one HTTP server counts; used by that server's thread alone. Route names are labels; store, order and
// key never are.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "services/telemetry/metrics.h"

namespace lunchrush::telemetry {

// What one server counts when it speaks TLS.
struct TlsMetrics {
  TlsMetrics(Registry& registry, const std::string& server);
  Counter& handshakes_full_total;
  Counter& handshakes_resumed_total;
  Counter& handshakes_failed_total;  // foreign protocols, old versions, deadlines, peers that left
  Gauge& certificate_expires_seconds;
};

class WebMetrics {
 public:
  WebMetrics(Registry& registry, std::string_view server);
  // lunchrush_http_request_duration_seconds{server,route,method,code}
  void observe(std::string_view route, std::string_view method, unsigned status, double seconds);

  // lunchrush_http_requests_refused_total{server,priority,reason}: refused early, for want of room; these are
  // not in the durations. Looked up each time: keep it.
  Counter& refused_total(std::string_view priority, std::string_view reason);
  // lunchrush_http_return_seconds{server,priority}: who is refused is told to come again within this. Looked
  // up each time: keep it.
  Gauge& return_seconds(std::string_view priority);
  // lunchrush_http_limits_hit_total{server,limit}: web/limits_hit.h names them. Looked up each time: keep it.
  Counter& limits_hit_total(std::string_view limit);

  TlsMetrics& tls();  // made when first asked for: a server without TLS has no certificate to expire

  Gauge& requests_running;             // those the limit counts
  Gauge& requests_running_max;         // that limit, as it is now
  Gauge& shares_running;               // stores, mostly, that have any of them
  Counter& admitted_below_part_total;  // beyond their kind's share, because theirs was below its part
  Gauge& requests_outside;             // those that wait for a gateway instead
  Gauge& loop_lag_seconds;             // what a request waits before the event loop comes to it
  Gauge& connections;
  Gauge& streams;
  Counter& connections_refused_total;             // over connections_max
  Counter& connections_refused_by_address_total;  // over connections_per_address_max
  Counter& framing_refused_total;                 // requests the framing guard refused
  Counter& abandoned_total;                       // heads that came whole, and whose body never did
  Counter& deadline_closed_total;                 // header, body, write or idle deadline passed

 private:
  Registry& registry_;
  std::string server_;
  std::unique_ptr<TlsMetrics> tls_;
  // Series looked up once and kept: route × method × code is small and bounded by the route table.
  std::map<std::string, Histogram*, std::less<>> durations_;
  std::string key_;  // reused, so that counting allocates nothing
};

}  // namespace lunchrush::telemetry
