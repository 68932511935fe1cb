#include "services/gateways/json_reading.h"

#include <boost/json.hpp>

namespace lunchrush::gateways {

namespace json = boost::json;

namespace {

constexpr std::size_t depth_max = 16;  // the deepest documented answer has 5

}  // namespace

std::optional<json::object> parse_object(std::string_view text) {
  json::parse_options options;
  options.max_depth = depth_max;
  json::error_code error;
  auto value = json::parse(text, error, {}, options);
  if (error || !value.is_object()) return std::nullopt;
  return std::move(value.get_object());
}

std::string_view text_at(const json::object& object, std::string_view name) {
  const auto* const value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return {};
  return value->get_string();
}

std::optional<std::int64_t> integer_at(const json::object& object, std::string_view name) {
  const auto* const value = object.if_contains(name);
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  return value->get_int64();
}

const json::object& object_at(const json::object& object, std::string_view name) {
  static const json::object none;
  const auto* const value = object.if_contains(name);
  return value != nullptr && value->is_object() ? value->get_object() : none;
}

}  // namespace lunchrush::gateways
