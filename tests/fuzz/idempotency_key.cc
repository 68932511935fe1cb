// The Idempotency-Key header: 1 to 255 printable characters and nothing else, and the quoted form means what
// the bare one means.
#include "services/web/idempotency.h"
#include "tests/fuzz/require.h"

#include <algorithm>

using namespace lunchrush;
using fuzz::require;

namespace {

bool printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c >= 0x20 && c <= 0x7e; });
}

std::string quoted(std::string_view key) {
  std::string out = "\"";
  for (const char c : key) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view value(reinterpret_cast<const char*>(data), size);
  const auto key = web::parse_idempotency_key(value);
  const bool possible = !value.empty() && value.size() <= 255 && printable(value);
  if (!value.starts_with('"'))
    require(key.has_value() == possible, "a bare key is any printable text, no other");
  if (!key) {
    require(key.error().code == domain::ErrorCode::idempotency_key_invalid, "refused under another name");
    require(key.error().fields.size() == 1, "a refusal names the header");
    return 0;
  }
  require(!key->empty() && key->size() <= 255 && printable(*key), "a key out of bounds");
  if (!value.starts_with('"')) require(*key == value, "a bare key is taken as it is");
  const auto again = web::parse_idempotency_key(quoted(*key));
  require(again && *again == *key, "the quoted form is another key");
  return 0;
}
