// Text as a JSON string. It is the one place that escapes, for log lines and replies alike.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lunchrush::telemetry {

// Bytes of the well-formed UTF-8 sequence in front of `text`; 0 when there is none.
std::size_t utf8_sequence(std::string_view text);
bool is_utf8(std::string_view text);

// Quoted and escaped; a byte that is not UTF-8 becomes U+FFFD, so that the result is always valid JSON.
void append_json_text(std::string& out, std::string_view text);

}  // namespace lunchrush::telemetry
