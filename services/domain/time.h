// Instants have PostgreSQL's resolution, so that what is stored is what was decided.
#pragma once

#include <chrono>

namespace lunchrush::domain {

using Instant = std::chrono::sys_time<std::chrono::microseconds>;

}  // namespace lunchrush::domain
