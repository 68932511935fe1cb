// The two ways in which the gateways write times. Both live in Beijing, which has no summer time.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/domain/time.h"

namespace lunchrush::gateways {

std::string to_rfc3339_beijing(domain::Instant at);  // "2026-11-21T20:11:36+08:00": whole seconds
std::optional<domain::Instant> from_rfc3339(std::string_view text);  // any offset, or Z; fraction allowed
std::string to_beijing_text(domain::Instant at);                     // "2026-11-21 20:11:36"
std::optional<domain::Instant> from_beijing_text(std::string_view text);  // the same, fraction allowed

}  // namespace lunchrush::gateways
