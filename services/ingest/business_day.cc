// GCC 12 has no time-zone database, hence Howard Hinnant's; std::chrono replaces it line by line from GCC 13
// on.
#include "services/ingest/business_day.h"

#include <date/date.h>
#include <date/tz.h>

namespace lunchrush::ingest {
namespace {

date::local_time<std::chrono::microseconds> local(const postgres::Store& store, domain::Instant instant) {
  return date::locate_zone(store.zone)->to_local(instant);
}

}  // namespace

std::string business_date(const postgres::Store& store, domain::Instant instant) {
  const auto day = date::floor<date::days>(local(store, instant) - store.business_day_cutoff);
  std::string text;
  domain::append_date(text, std::chrono::sys_days{day.time_since_epoch()});
  return text;
}

namespace {

// The first moment of that local time, or, where clocks jump over it, the moment of the jump.
domain::Instant begins(const postgres::Store& store, std::chrono::sys_days date) {
  const date::local_time<std::chrono::seconds> local{date.time_since_epoch() + store.business_day_cutoff};
  return date::locate_zone(store.zone)->to_sys(local, date::choose::earliest);
}

}  // namespace

BusinessDay business_day(const postgres::Store& store, std::chrono::sys_days date) {
  return {begins(store, date), begins(store, date + std::chrono::days{1})};
}

bool open_at(const postgres::Store& store, domain::Instant instant) {
  if (!store.taking_orders) return false;
  const auto clock = local(store, instant);
  const auto since_midnight = clock - date::floor<date::days>(clock);
  const bool after_opening = since_midnight >= store.opens_at;
  const bool before_closing = since_midnight < store.closes_at;
  return store.opens_at < store.closes_at ? after_opening && before_closing : after_opening || before_closing;
}

}  // namespace lunchrush::ingest
