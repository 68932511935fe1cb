#include "services/web/rfc3339.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "services/domain/time.h"

namespace lunchrush::web {
namespace {

using namespace std::chrono;

// What four digits hold, in UTC: an offset can carry a time of year 1 or 9999 beyond it.
constexpr sys_seconds first{sys_days{year{1} / January / 1}};
constexpr sys_seconds last{sys_days{year{9999} / December / 31} + hours{24} - seconds{1}};

// Takes pieces off the front of a text; after the first miss everything misses.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : left_(text) {}

  int digits(std::size_t count) {
    int value = 0;
    if (left_.size() < count) ok_ = false;
    for (std::size_t i = 0; ok_ && i != count; ++i) {
      if (left_[i] < '0' || left_[i] > '9') ok_ = false;
      value = value * 10 + (left_[i] - '0');
    }
    if (ok_) left_.remove_prefix(count);
    return value;
  }

  void expect(std::string_view any_of) {
    if (!at(any_of)) ok_ = false;
    if (ok_) left_.remove_prefix(1);
  }

  bool at(std::string_view any_of) const {
    return ok_ && !left_.empty() && any_of.find(left_.front()) != std::string_view::npos;
  }

  int miss() {
    ok_ = false;
    return 0;
  }

  std::size_t digits_ahead() const { return std::min(left_.find_first_not_of("0123456789"), left_.size()); }
  bool done() const { return ok_ && left_.empty(); }

 private:
  std::string_view left_;
  bool ok_ = true;
};

std::int32_t read_fraction(Cursor& cursor) {
  if (!cursor.at(".")) return 0;
  cursor.expect(".");
  const auto count = cursor.digits_ahead();
  if (count == 0 || count > 9) return cursor.miss();
  std::int32_t nanos = cursor.digits(count);
  for (auto scale = count; scale < 9; ++scale) nanos *= 10;
  return nanos;
}

// Minutes east of UTC; far outside a day when it is not an offset.
int read_offset(Cursor& cursor) {
  if (cursor.at("Zz")) {
    cursor.expect("Zz");
    return 0;
  }
  const int sign = cursor.at("-") ? -1 : 1;
  cursor.expect("+-");
  const int hour = cursor.digits(2);
  cursor.expect(":");
  const int minute = cursor.digits(2);
  return hour < 24 && minute < 60 ? sign * (hour * 60 + minute) : 100'000;
}

}  // namespace

std::optional<TimestampParts> from_rfc3339(std::string_view text) {
  Cursor cursor(text);
  const int y = cursor.digits(4);
  cursor.expect("-");
  const int mo = cursor.digits(2);
  cursor.expect("-");
  const int d = cursor.digits(2);
  cursor.expect("Tt ");
  const int h = cursor.digits(2);
  cursor.expect(":");
  const int mi = cursor.digits(2);
  cursor.expect(":");
  const int s = cursor.digits(2);
  const auto nanos = read_fraction(cursor);
  const int offset = read_offset(cursor);
  if (!cursor.done() || h > 23 || mi > 59 || s > 59 || offset == 100'000) return std::nullopt;
  const year_month_day date{year(y), month(static_cast<unsigned>(mo)), day(static_cast<unsigned>(d))};
  if (!date.ok()) return std::nullopt;
  const auto at = sys_days(date) + hours(h) + minutes(mi - offset) + seconds(s);
  if (at < first || at > last) return std::nullopt;
  return TimestampParts{at.time_since_epoch().count(), nanos};
}

void append_rfc3339(std::string& out, TimestampParts at) {
  domain::append_rfc3339(out, domain::Instant{seconds(at.seconds)} + microseconds(at.nanos / 1000), 3);
}

}  // namespace lunchrush::web
