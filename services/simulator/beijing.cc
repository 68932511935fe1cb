#include "services/simulator/beijing.h"

#include <fmt/format.h>

#include <charconv>

namespace lunchrush::simulator {
namespace {

constexpr std::chrono::hours beijing_offset{8};

struct Civil {
  std::chrono::year_month_day day;
  std::chrono::hh_mm_ss<std::chrono::seconds> time;
};

Civil civil(domain::Instant at) {
  const auto local = std::chrono::floor<std::chrono::seconds>(at) + beijing_offset;
  const auto day = std::chrono::floor<std::chrono::days>(local);
  return {std::chrono::year_month_day{day}, std::chrono::hh_mm_ss{local - day}};
}

std::string print(const char* format, domain::Instant at) {
  const auto [day, time] = civil(at);
  return fmt::format(fmt::runtime(format), static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || end != text.data() + text.size() || text.starts_with('-')) return std::nullopt;
  return value;
}

// "yyyy-MM-dd?HH:mm:ss", ? being `separator`, as if it were UTC.
std::optional<domain::Instant> read_stamp(std::string_view text, char separator) {
  if (text.size() != 19 || text[4] != '-' || text[7] != '-' || text[10] != separator) return std::nullopt;
  if (text[13] != ':' || text[16] != ':') return std::nullopt;
  const auto year = number(text.substr(0, 4)), month = number(text.substr(5, 2)),
             day = number(text.substr(8, 2));
  const auto hour = number(text.substr(11, 2)), minute = number(text.substr(14, 2)),
             second = number(text.substr(17, 2));
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return std::chrono::sys_days{date} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
         std::chrono::seconds{*second};
}

// "Z" or "+08:00".
std::optional<std::chrono::minutes> read_offset(std::string_view text) {
  if (text == "Z" || text == "z") return std::chrono::minutes{0};
  if (text.size() != 6 || text[3] != ':' || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const auto hours = number(text.substr(1, 2)), minutes = number(text.substr(4, 2));
  if (!hours || !minutes || *hours > 14 || *minutes > 59) return std::nullopt;
  const std::chrono::minutes offset{*hours * 60 + *minutes};
  return text[0] == '-' ? -offset : offset;
}

}  // namespace

std::string to_rfc3339(domain::Instant at) { return print("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}+08:00", at); }
std::string to_beijing(domain::Instant at) { return print("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", at); }
std::string to_beijing_digits(domain::Instant at) { return print("{:04}{:02}{:02}{:02}{:02}{:02}", at); }
std::string to_beijing_day(domain::Instant at) { return to_beijing(at).substr(0, 10); }

std::optional<domain::Instant> from_rfc3339(std::string_view text) {
  if (text.size() < 20) return std::nullopt;
  const auto stamp = read_stamp(text.substr(0, 19), 'T');
  if (!stamp) return std::nullopt;
  std::string_view rest = text.substr(19);
  if (rest.starts_with('.')) {
    const auto end = rest.find_first_not_of("0123456789", 1);
    if (end == std::string_view::npos) return std::nullopt;
    rest.remove_prefix(end);
  }
  const auto offset = read_offset(rest);
  if (!offset) return std::nullopt;
  return *stamp - *offset;
}

std::optional<domain::Instant> from_beijing(std::string_view text) {
  const auto stamp = read_stamp(text, ' ');
  if (!stamp) return std::nullopt;
  return *stamp - beijing_offset;
}

}  // namespace lunchrush::simulator
