// The gateways' civil time: Beijing, UTC+8 all year, in the three ways they write it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/domain/time.h"

namespace lunchrush::simulator {

std::string to_rfc3339(domain::Instant at);         // 2026-11-21T20:11:36+08:00
std::string to_beijing(domain::Instant at);         // 2026-11-21 20:11:36
std::string to_beijing_day(domain::Instant at);     // 2026-11-21
std::string to_beijing_digits(domain::Instant at);  // 20261121201136

std::optional<domain::Instant> from_rfc3339(std::string_view text);  // any offset, fraction ignored
std::optional<domain::Instant> from_beijing(std::string_view text);

}  // namespace lunchrush::simulator
