#include "services/simulator/members.h"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace lunchrush::simulator {

namespace json = boost::json;

const json::value* Members::find(std::string_view name) {
  asked_.emplace(name);
  return object_.if_contains(name);
}

void Members::refuse(std::string_view name, std::string detail) {
  faults_.push_back({"/" + std::string(name), "invalid", std::move(detail)});
}

std::optional<std::string> Members::text(std::string_view name) {
  const auto* value = find(name);
  if (!value) return std::nullopt;
  if (value->is_string()) return std::string(value->get_string());
  refuse(name, "must be a text");
  return std::nullopt;
}

std::optional<std::int64_t> Members::integer(std::string_view name, std::int64_t min, std::int64_t max) {
  const auto* value = find(name);
  if (!value) return std::nullopt;
  if (value->is_int64() && value->get_int64() >= min && value->get_int64() <= max) return value->get_int64();
  refuse(name, "must be an integer from " + std::to_string(min) + " to " + std::to_string(max));
  return std::nullopt;
}

std::optional<double> Members::number(std::string_view name, double min, double max) {
  const auto* value = find(name);
  if (!value) return std::nullopt;
  if (value->is_number()) {
    const auto read = value->to_number<double>();
    if (read >= min && read <= max) return read;
  }
  refuse(name, "must be a number from " + std::to_string(min) + " to " + std::to_string(max));
  return std::nullopt;
}

std::optional<bool> Members::flag(std::string_view name) {
  const auto* value = find(name);
  if (!value) return std::nullopt;
  if (value->is_bool()) return value->get_bool();
  refuse(name, "must be true or false");
  return std::nullopt;
}

const json::array* Members::array(std::string_view name) {
  const auto* value = find(name);
  if (!value) return nullptr;
  if (!value->is_array()) refuse(name, "must be an array");
  return value->if_array();
}

const json::object* Members::object(std::string_view name) {
  const auto* value = find(name);
  if (!value) return nullptr;
  if (!value->is_object()) refuse(name, "must be an object");
  return value->if_object();
}

std::string Members::required_text(std::string_view name) {
  const bool present = has(name);
  auto value = text(name);
  if (value && !value->empty()) return *value;
  if (!present || value) refuse(name, "is required");
  return {};
}

domain::Result<void> Members::finish() const {
  auto faults = faults_;
  for (const auto& [name, value] : object_) {
    if (!asked_.contains(std::string_view(name)))
      faults.push_back({"/" + std::string(name), "unknown", "unknown member"});
  }
  if (faults.empty()) return {};
  std::string detail;
  for (const auto& fault : faults)
    detail += (detail.empty() ? "" : "; ") + fault.pointer + " " + fault.detail;
  return domain::Error{domain::ErrorCode::invalid_request, std::move(detail), std::move(faults)};
}

domain::Result<json::object> parse_object(std::string_view text) {
  if (text.empty()) return json::object{};
  boost::system::error_code fault;
  auto value = json::parse(text, fault);
  if (fault) return domain::Error{domain::ErrorCode::malformed_body, fault.message()};
  if (!value.is_object()) return domain::Error{domain::ErrorCode::malformed_body, "not a JSON object"};
  return std::move(value.get_object());
}

}  // namespace lunchrush::simulator
