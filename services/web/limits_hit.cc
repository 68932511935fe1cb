#include "services/web/limits_hit.h"

#include <cstdlib>

namespace lunchrush::web {

std::string_view name_of(Limit limit) {
  switch (limit) {
    case Limit::header_bytes: return "header_bytes";
    case Limit::headers: return "headers";
    case Limit::target_bytes: return "target_bytes";
    case Limit::query_parameters: return "query_parameters";
    case Limit::body_bytes: return "body_bytes";
    case Limit::chunk_line_bytes: return "chunk_line_bytes";
    case Limit::chunk_extras_bytes: return "chunk_extras_bytes";
    case Limit::json_depth: return "json_depth";
    case Limit::list_items: return "list_items";
    case Limit::faults: return "faults";
    case Limit::header_deadline: return "header_deadline";
    case Limit::body_deadline: return "body_deadline";
    case Limit::write_deadline: return "write_deadline";
  }
  std::abort();
}

LimitsHit::LimitsHit(telemetry::WebMetrics& metrics) {
  for (std::size_t at = 0; at != limits_count; ++at)
    counts_[at] = &metrics.limits_hit_total(name_of(static_cast<Limit>(at)));
}

void LimitsHit::count(std::optional<Limit> limit) {
  if (limit) counts_[static_cast<std::size_t>(*limit)]->Increment();
}

}  // namespace lunchrush::web
