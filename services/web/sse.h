// Server-sent events as text (WHATWG HTML, 9.2).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "services/domain/result.h"
#include "services/web/request.h"

namespace lunchrush::web {

inline constexpr std::chrono::seconds heartbeat_interval{15};  // proxies close what is silent for longer

struct Event {
  std::string_view id{};    // empty: none
  std::string_view type{};  // empty: "message"
  std::string_view data{};  // any text; its lines become data lines
};

// Control characters in id and type are left out: they would end the line early.
void append_event(std::string& out, const Event& event);
void append_retry(std::string& out, std::chrono::milliseconds after);
inline constexpr std::string_view heartbeat = ":\n\n";

// Where a client wants to go on: Last-Event-ID, else ?after=, else nullopt. Error: invalid_request when it is
// not a number of a sequence (faults.md, row 82).
domain::Result<std::optional<std::int64_t>> resume_after(const Request& request);

}  // namespace lunchrush::web
