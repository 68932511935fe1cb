// google.protobuf.Timestamp as RFC 3339 text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lunchrush::web {

struct TimestampParts {
  std::int64_t seconds = 0;  // since 1970
  std::int32_t nanos = 0;
  bool operator==(const TimestampParts&) const = default;
};

// "2026-11-21T12:00:00.123+08:00", any offset, up to nine digits of fraction; nullopt for anything else, leap
// seconds, impossible dates and what is not of the years 1 to 9999 in UTC included.
std::optional<TimestampParts> from_rfc3339(std::string_view text);

// UTC with milliseconds: "2026-11-21T04:00:00.123Z".
void append_rfc3339(std::string& out, TimestampParts at);

}  // namespace lunchrush::web
