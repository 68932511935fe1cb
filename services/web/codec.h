// Any message of proto/lunchrush/v1 to JSON and back, and from protobuf bytes, by reflection.
//
// JSON: snake_case members; 64-bit integers are JSON numbers; enums are their lower-case names without the
// type's prefix (ORDER_STATUS_EXPIRED ↔ "expired"); google.protobuf.Timestamp is RFC 3339 in UTC with
// milliseconds; map fields are objects; bytes are base64. Fields without presence that hold their default are
// printed (numbers, strings, enums, empty arrays); unset `optional` and message fields are left out, as is an
// enum at its UNSPECIFIED value. Read strictly: unknown members, duplicate members, wrong kinds (1.0 and 1e2
// are not integers), NUL or bad UTF-8 in text, depth over 16, null, and whatever the field's
// (lunchrush.v1.rules) refuse. Errors name each place by JSON pointer; up to errors_max of them are collected
// where the parse can go on.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <string_view>

#include "services/domain/result.h"

namespace lunchrush::web {

inline constexpr std::size_t json_depth_max = 16;
inline constexpr std::size_t errors_max = 20;

// Errors: malformed_body (not JSON at all; detail says where), invalid_request with `fields`.
domain::Result<void> from_json(std::string_view text, google::protobuf::Message& message);
// Unknown fields are refused, the same rules apply. Errors as above.
domain::Result<void> from_protobuf(std::string_view bytes, google::protobuf::Message& message);

void append_json(std::string& out, const google::protobuf::Message& message);
std::string to_json(const google::protobuf::Message& message);
void append_json_string(std::string& out, std::string_view text);  // quoted and escaped

// SHA-256-able canonical form: the deterministic protobuf serialisation. Two requests that mean the same have
// the same.
std::string canonical_bytes(const google::protobuf::Message& message);

}  // namespace lunchrush::web
