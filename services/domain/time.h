// Instants have PostgreSQL's resolution, so that what is stored is what was decided.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace lunchrush::domain {

using Instant = std::chrono::sys_time<std::chrono::microseconds>;

void append_date(std::string& out, std::chrono::year_month_day date);  // 2026-11-21; years 0 to 9999
// 2026-11-21T04:00:00.123Z with that many digits of a second's fraction, 0 to 6; the rest is cut off. Years 0
// to 9999.
void append_rfc3339(std::string& out, Instant at, int fraction_digits);

}  // namespace lunchrush::domain
