// A store's business day: its local date, where the hours before the cut-off belong to the day before.
#pragma once

#include <chrono>
#include <string>

#include "services/domain/time.h"
#include "services/postgres/stores.h"

namespace lunchrush::ingest {

std::string business_date(const postgres::Store& store, domain::Instant instant);  // YYYY-MM-DD
// From when until before when a business day is, by that date.
struct BusinessDay {
  domain::Instant begins{}, ends{};
};
BusinessDay business_day(const postgres::Store& store, std::chrono::sys_days date);
// Taking orders, and inside its hours by its own clock. Hours may run over midnight.
bool open_at(const postgres::Store& store, domain::Instant instant);

}  // namespace lunchrush::ingest
