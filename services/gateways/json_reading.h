// Reading a gateway's JSON without trusting its shape: a
// member that is missing or of another type reads as nothing.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string_view>

namespace lunchrush::gateways {

// nullopt unless the whole text is one JSON object, within the limits on depth.
std::optional<boost::json::object> parse_object(std::string_view text);

std::string_view text_at(const boost::json::object& object, std::string_view name);  // "" when none
std::optional<std::int64_t> integer_at(const boost::json::object& object, std::string_view name);
// An empty object when there is none, so that members of members can be asked for in one line.
const boost::json::object& object_at(const boost::json::object& object, std::string_view name);

}  // namespace lunchrush::gateways
