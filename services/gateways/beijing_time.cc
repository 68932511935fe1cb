#include "services/gateways/beijing_time.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace lunchrush::gateways {

namespace {

using namespace std::chrono;

constexpr auto beijing_offset = hours(8);
constexpr std::size_t date_time_size = 19;  // "2026-11-21T20:11:36"

std::string print(domain::Instant at, char separator) {
  const auto local = floor<seconds>(at + beijing_offset);
  const auto day = floor<days>(local);
  const year_month_day date(day);
  const hh_mm_ss time(local - day);
  std::array<char, 64> text{};
  const auto size =
      std::snprintf(text.data(), text.size(), "%04d-%02u-%02u%c%02d:%02d:%02d", static_cast<int>(date.year()),
                    static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), separator,
                    static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                    static_cast<int>(time.seconds().count()));
  return std::string(text.data(), static_cast<std::size_t>(size));
}

std::optional<int> number(std::string_view text, std::size_t at, std::size_t count) {
  if (text.size() < at + count) return std::nullopt;
  int value = 0;
  const auto* const begin = text.data() + at;
  const auto [end, error] = std::from_chars(begin, begin + count, value);
  if (error != std::errc{} || end != begin + count || value < 0) return std::nullopt;
  return value;
}

std::optional<domain::Instant> local_time(std::string_view text, char separator) {
  if (text.size() != date_time_size || text[4] != '-' || text[7] != '-' || text[10] != separator ||
      text[13] != ':' || text[16] != ':')
    return std::nullopt;
  const auto y = number(text, 0, 4), mo = number(text, 5, 2), d = number(text, 8, 2);
  const auto h = number(text, 11, 2), mi = number(text, 14, 2), s = number(text, 17, 2);
  if (!y || !mo || !d || !h || !mi || !s) return std::nullopt;
  const year_month_day date(year(*y), month(static_cast<unsigned>(*mo)), day(static_cast<unsigned>(*d)));
  // No gateway is older, and in the last year an offset could lead out of four digits.
  if (*y < 1970 || *y == 9999) return std::nullopt;
  if (!date.ok() || *h > 23 || *mi > 59 || *s > 60) return std::nullopt;
  return domain::Instant(sys_days(date) + hours(*h) + minutes(*mi) + seconds(*s));
}

// Takes ".123" off the front of `rest`. Digits beyond microseconds are dropped.
std::optional<microseconds> take_fraction(std::string_view& rest) {
  if (!rest.starts_with('.')) return microseconds(0);
  rest.remove_prefix(1);
  std::int64_t value = 0;
  std::size_t digits = 0;
  for (; digits < rest.size() && rest[digits] >= '0' && rest[digits] <= '9'; ++digits)
    if (digits < 6) value = value * 10 + (rest[digits] - '0');
  if (digits == 0) return std::nullopt;
  for (auto missing = digits; missing < 6; ++missing) value *= 10;
  rest.remove_prefix(digits);
  return microseconds(value);
}

std::optional<minutes> offset(std::string_view text) {
  if (text == "Z" || text == "z") return minutes(0);
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto h = number(text, 1, 2), m = number(text, 4, 2);
  if (!h || !m || *h > 23 || *m > 59) return std::nullopt;
  const auto total = hours(*h) + minutes(*m);
  return text[0] == '-' ? -total : total;
}

}  // namespace

std::string to_rfc3339_beijing(domain::Instant at) { return print(at, 'T') + "+08:00"; }

std::string to_beijing_text(domain::Instant at) { return print(at, ' '); }

std::optional<domain::Instant> from_rfc3339(std::string_view text) {
  if (text.size() < date_time_size) return std::nullopt;
  const auto local = local_time(text.substr(0, date_time_size), 'T');
  auto rest = text.substr(date_time_size);
  const auto fraction = take_fraction(rest);
  const auto from_utc = offset(rest);
  if (!local || !fraction || !from_utc) return std::nullopt;
  return *local + *fraction - *from_utc;
}

std::optional<domain::Instant> from_beijing_text(std::string_view text) {
  if (text.size() < date_time_size) return std::nullopt;
  const auto local = local_time(text.substr(0, date_time_size), ' ');
  auto rest = text.substr(date_time_size);
  const auto fraction = take_fraction(rest);
  if (!local || !fraction || !rest.empty()) return std::nullopt;
  return *local + *fraction - beijing_offset;
}

}  // namespace lunchrush::gateways
