#include "services/simulator/wechatpay/fields.h"

#include <algorithm>
#include <boost/json/value.hpp>

namespace lunchrush::simulator::wechatpay {
namespace {

namespace json = boost::json;

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

// Characters outside the basic plane (emoji) are refused everywhere.
bool has_wide_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xF0; });
}

FieldFault fault(const std::string& where, std::string issue) {
  return {bad_parameter, where, std::move(issue)};
}

std::optional<FieldFault> check_text(const json::value& value, std::size_t max, const std::string& where) {
  if (!value.is_string()) return fault(where, "not a string");
  const std::string_view text = value.get_string();
  if (has_wide_character(text)) return fault(where, "four-byte UTF-8 is not accepted");
  if (max > 0 && characters(text) > max) return fault(where, "longer than " + std::to_string(max));
  return std::nullopt;
}

std::optional<FieldFault> check_each(const json::array& array, const Field& field, const std::string& where) {
  for (std::size_t i = 0; i < array.size(); ++i) {
    const auto place = where + "/" + std::to_string(i);
    if (field.kind == Kind::texts) {
      if (auto found = check_text(array[i], field.max, place)) return found;
      continue;
    }
    if (!array[i].is_object()) return fault(place, "not an object");
    if (auto found = check(array[i].get_object(), field.inside, place)) return found;
  }
  return std::nullopt;
}

std::optional<FieldFault> check_value(const json::value& value, const Field& field,
                                      const std::string& where) {
  switch (field.kind) {
    case Kind::free: return std::nullopt;
    case Kind::text: return check_text(value, field.max, where);
    case Kind::number:
      if (value.is_int64() && value.get_int64() >= 0) return std::nullopt;
      return fault(where, "not an integer");
    case Kind::flag:
      if (value.is_bool()) return std::nullopt;
      return fault(where, "not a boolean");
    case Kind::object:
      if (value.is_object()) return check(value.get_object(), field.inside, where);
      return fault(where, "not an object");
    case Kind::texts:
    case Kind::objects:
      if (value.is_array()) return check_each(value.get_array(), field, where);
      return fault(where, "not an array");
  }
  return std::nullopt;
}

bool consists_of(std::string_view text, std::string_view extra) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           extra.find(c) != std::string_view::npos;
  });
}

}  // namespace

std::string text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : std::string{};
}

std::optional<FieldFault> check(const json::object& object, std::span<const Field> fields,
                                const std::string& where) {
  for (const auto& [name, value] : object) {
    const auto known = std::any_of(fields.begin(), fields.end(),
                                   [&, n = std::string_view(name)](const Field& f) { return f.name == n; });
    if (!known) return FieldFault{unknown_parameter, where + "/" + std::string(name), "unknown"};
  }
  for (const auto& field : fields) {
    const auto place = where + "/" + std::string(field.name);
    const auto* value = object.if_contains(field.name);
    if (!value && field.need == Need::required) return fault(place, "missing");
    if (!value) continue;
    if (auto found = check_value(*value, field, place)) return found;
    const bool empty = value->is_string() && value->get_string().empty();
    if (empty && field.need == Need::required) return fault(place, "empty");
  }
  return std::nullopt;
}

bool is_out_trade_no(std::string_view text) {
  return text.size() >= 6 && text.size() <= 32 && consists_of(text, "_-|*");
}
bool is_out_refund_no(std::string_view text) {
  return !text.empty() && text.size() <= 64 && consists_of(text, "_-|*@");
}

bool is_notify_url(std::string_view text) {
  const bool web = text.starts_with("http://") || text.starts_with("https://");
  return web && text.size() <= 255 && text.find('?') == std::string_view::npos;
}

bool is_auth_code(std::string_view text) {
  const bool digits = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits && text.size() == 18 && text[0] == '1' && text[1] <= '5';
}

}  // namespace lunchrush::simulator::wechatpay
