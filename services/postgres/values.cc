#include "services/postgres/values.h"

#include <stdexcept>

namespace lunchrush::postgres {
namespace {

int digits(std::string_view text, std::size_t at, std::size_t count) {
  int value = 0;
  for (std::size_t i = at; i != at + count; ++i) {
    if (i >= text.size() || text[i] < '0' || text[i] > '9')
      throw std::runtime_error("not a timestamp: " + std::string(text));
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

[[noreturn]] void wrong(std::string_view name) {
  throw std::runtime_error("column " + std::string(name) + " is not what it should be");
}

const json::value& member(const json::object& row, std::string_view name) {
  const auto* value = row.if_contains(json::string_view(name.data(), name.size()));
  if (value == nullptr) wrong(name);
  return *value;
}

}  // namespace

std::string to_timestamp(domain::Instant instant) {
  std::string text;
  domain::append_rfc3339(text, instant, 6);
  return text;
}

std::string to_wire_time(domain::Instant instant) {
  std::string text;
  domain::append_rfc3339(text, instant, 3);
  return text;
}

domain::Instant from_timestamp(std::string_view text) {
  using namespace std::chrono;
  const year_month_day date{year{digits(text, 0, 4)}, month{static_cast<unsigned>(digits(text, 5, 2))},
                            day{static_cast<unsigned>(digits(text, 8, 2))}};
  auto instant = domain::Instant{sys_days{date}} + hours{digits(text, 11, 2)} + minutes{digits(text, 14, 2)} +
                 seconds{digits(text, 17, 2)};
  std::size_t at = 19;
  if (at < text.size() && text[at] == '.') {
    int scale = 100'000;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10)
      instant += microseconds{(text[at] - '0') * scale};
  }
  const auto zone = text.substr(at);
  if (zone != "Z" && zone != "+00:00" && zone != "+00")
    throw std::runtime_error("not UTC: " + std::string(text));
  return instant;
}

std::string to_bytea(std::string_view bytes) {
  constexpr char hex[] = "0123456789abcdef";
  std::string text = "\\x";
  text.reserve(2 + 2 * bytes.size());
  for (const char c : bytes) {
    text += hex[static_cast<unsigned char>(c) >> 4];
    text += hex[static_cast<unsigned char>(c) & 15];
  }
  return text;
}

std::string from_bytea(std::string_view text) {
  if (!text.starts_with("\\x") || text.size() % 2 != 0) throw std::runtime_error("not a bytea in hex form");
  const auto value = [](char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10); };
  std::string bytes;
  bytes.reserve(text.size() / 2 - 1);
  for (std::size_t i = 2; i != text.size(); i += 2)
    bytes += static_cast<char>(value(text[i]) << 4 | value(text[i + 1]));
  return bytes;
}

std::string_view text_of(const json::object& row, std::string_view name) {
  const auto* text = member(row, name).if_string();
  if (text == nullptr) wrong(name);
  return {text->data(), text->size()};
}

std::int64_t integer_of(const json::object& row, std::string_view name) {
  const auto* number = member(row, name).if_int64();
  if (number == nullptr) wrong(name);
  return *number;
}

bool flag_of(const json::object& row, std::string_view name) {
  const auto* flag = member(row, name).if_bool();
  if (flag == nullptr) wrong(name);
  return *flag;
}

bool null_of(const json::object& row, std::string_view name) { return member(row, name).is_null(); }
domain::Money money_of(const json::object& row, std::string_view name) {
  return domain::Money{integer_of(row, name)};
}
domain::Instant instant_of(const json::object& row, std::string_view name) {
  return from_timestamp(text_of(row, name));
}

std::optional<domain::Instant> maybe_instant_of(const json::object& row, std::string_view name) {
  if (null_of(row, name)) return std::nullopt;
  return instant_of(row, name);
}

domain::Uuid uuid_of(const json::object& row, std::string_view name) {
  const auto id = domain::Uuid::from_text(text_of(row, name));
  if (!id) wrong(name);
  return *id;
}

std::string bytes_of(const json::object& row, std::string_view name) {
  return null_of(row, name) ? std::string() : from_bytea(text_of(row, name));
}

json::value maybe(const std::optional<domain::Instant>& instant) {
  if (!instant) return nullptr;
  return json::value(to_timestamp(*instant));
}

json::value maybe_bytea(const std::string& bytes) {
  if (bytes.empty()) return nullptr;
  return json::value(to_bytea(bytes));
}

}  // namespace lunchrush::postgres
