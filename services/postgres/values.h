// Values as they travel between C++ and PostgreSQL inside JSON documents: timestamps, bytea, ids.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "services/domain/ids.h"
#include "services/domain/money.h"
#include "services/domain/time.h"

namespace lunchrush::postgres {

namespace json = boost::json;

std::string to_timestamp(domain::Instant instant);  // 2026-11-21T04:00:00.123456Z
// What PostgreSQL prints for a timestamptz inside JSON, in time zone UTC. Throws std::runtime_error for
// anything else.
domain::Instant from_timestamp(std::string_view text);
std::string to_wire_time(domain::Instant instant);  // 2026-11-21T04:00:00.123Z, as the API prints times

std::string to_bytea(std::string_view bytes);  // \x0123…
std::string from_bytea(std::string_view text);

// Typed access to a row that came as JSON. Throw std::runtime_error naming the member: the schema is ours.
std::string_view text_of(const json::object& row, std::string_view name);
std::int64_t integer_of(const json::object& row, std::string_view name);
bool flag_of(const json::object& row, std::string_view name);
bool null_of(const json::object& row, std::string_view name);
domain::Money money_of(const json::object& row, std::string_view name);
domain::Instant instant_of(const json::object& row, std::string_view name);
std::optional<domain::Instant> maybe_instant_of(const json::object& row, std::string_view name);
domain::Uuid uuid_of(const json::object& row, std::string_view name);
std::string bytes_of(const json::object& row, std::string_view name);  // "" for null

json::value maybe(const std::optional<domain::Instant>& instant);  // text or null
json::value maybe_bytea(const std::string& bytes);                 // text, or null when empty

}  // namespace lunchrush::postgres
