// Every limit on what a client may send has a name, and a series that says how often somebody ran into it:
// lunchrush_http_limits_hit_total{server,limit}. Connections, rates and the room for requests have metrics of
// their own.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "services/telemetry/web_metrics.h"

namespace lunchrush::web {

enum class Limit {
  header_bytes,
  headers,
  target_bytes,
  query_parameters,
  body_bytes,
  chunk_line_bytes,
  chunk_extras_bytes,
  json_depth,
  list_items,
  faults,  // found in one body: nobody looks for more
  header_deadline,
  body_deadline,
  write_deadline,
};
inline constexpr std::size_t limits_count = static_cast<std::size_t>(Limit::write_deadline) + 1;

std::string_view name_of(Limit limit);

// The series are there from the start, at zero.
class LimitsHit {
 public:
  explicit LimitsHit(telemetry::WebMetrics& metrics);
  void count(std::optional<Limit> limit);

 private:
  std::array<telemetry::Counter*, limits_count> counts_;
};

}  // namespace lunchrush::web
