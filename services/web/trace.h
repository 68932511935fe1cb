// W3C Trace Context: the traceparent header.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lunchrush::web {

struct TraceParent {
  std::string trace_id;   // 32 lower-case hex digits, not all zero
  std::string parent_id;  // 16, not all zero
  bool sampled = false;
};

std::optional<TraceParent> from_traceparent(std::string_view text);

// "00-<trace>-<span>-01", with a new span id.
std::string make_traceparent(std::string_view trace_id, bool sampled);
std::string new_trace_id();

}  // namespace lunchrush::web
