#include "services/ingest/query.h"

#include <charconv>
#include <chrono>

namespace lunchrush::ingest {

domain::Error bad_query(std::string_view name, std::string detail) {
  const std::string parameter(name);
  auto text = parameter + " " + detail;
  return {domain::ErrorCode::invalid_request,
          std::move(text),
          {{parameter, "invalid_parameter", std::move(detail)}}};
}

namespace {

// nullopt unless all of it are digits.
std::optional<unsigned> number_of(std::string_view text) {
  unsigned value = 0;
  if (text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{}) return std::nullopt;
  return value;
}

}  // namespace

std::optional<std::chrono::sys_days> calendar_date(std::string_view text) {
  using namespace std::chrono;
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto y = number_of(text.substr(0, 4));
  const auto m = number_of(text.substr(5, 2));
  const auto d = number_of(text.substr(8, 2));
  if (!y || !m || !d || *y < 2000) return std::nullopt;
  const year_month_day date{year{static_cast<int>(*y)}, month{*m}, day{*d}};
  if (!date.ok()) return std::nullopt;
  return sys_days{date};
}

domain::Result<std::optional<std::string>> business_date_wanted(const web::Request& request) {
  const auto text = request.query_value("business_date");
  if (!text) return std::optional<std::string>();
  if (!calendar_date(*text)) return bad_query("business_date", "is not a date YYYY-MM-DD");
  return std::optional(std::string(*text));
}

}  // namespace lunchrush::ingest
