// Text as a JSON string. It is the one place that escapes, for log lines and replies alike.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace lunchrush::telemetry {

// Bytes of the well-formed UTF-8 sequence in front of `text`; 0 when there is none.
std::size_t utf8_sequence(std::string_view text);
bool is_utf8(std::string_view text);

// Quoted and escaped; a byte that is not UTF-8 becomes U+FFFD, so that the result is always valid JSON.
void append_json_text(std::string& out, std::string_view text);

// An object written member by member behind `out`, closed when it goes out of scope. Names are ours: not
// escaped.
class JsonObject {
 public:
  explicit JsonObject(std::string& out) : out_(out) { out_ += '{'; }
  ~JsonObject() { out_ += '}'; }
  JsonObject(const JsonObject&) = delete;
  JsonObject& operator=(const JsonObject&) = delete;

  JsonObject& text(std::string_view name, std::string_view value);
  JsonObject& number(std::string_view name, std::int64_t value);
  std::string& member(std::string_view name);  // whose value the caller appends

 private:
  std::string& out_;
  bool first_ = true;
};

}  // namespace lunchrush::telemetry
