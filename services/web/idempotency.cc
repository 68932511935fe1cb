#include "services/web/idempotency.h"

#include <algorithm>

namespace lunchrush::web {
namespace {

using domain::Error;
using domain::ErrorCode;

Error invalid(std::string detail) {
  return {ErrorCode::idempotency_key_invalid, detail, {{"Idempotency-Key", "invalid_header", detail}}};
}

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char character) { return character >= 0x20 && character <= 0x7e; });
}

// An sf-string (RFC 8941, 3.3.3) without its first quote: everything up to the closing one, which must be the
// end.
domain::Result<std::string> unquote(std::string_view text) {
  std::string key;
  for (std::size_t at = 0; at != text.size(); ++at) {
    if (text[at] == '"' && at + 1 == text.size()) return key;
    if (text[at] == '"') break;
    const bool escaped = text[at] == '\\';
    if (escaped && ++at == text.size()) break;
    if (escaped && text[at] != '"' && text[at] != '\\') break;
    key.push_back(text[at]);
  }
  return invalid("a quoted key must be one whole sf-string");
}

}  // namespace

domain::Result<std::string> idempotency_key(const Request& request) {
  const auto count = request.header_count("Idempotency-Key");
  if (count == 0) {
    const std::string detail = "send an Idempotency-Key header, and the same one when you repeat the request";
    return Error{ErrorCode::idempotency_key_missing, detail, {{"Idempotency-Key", "missing_header", detail}}};
  }
  if (count > 1) return invalid("send exactly one Idempotency-Key header");
  return parse_idempotency_key(*request.header("Idempotency-Key"));
}

domain::Result<std::string> parse_idempotency_key(std::string_view value) {
  if (!is_printable(value)) return invalid("only printable ASCII is allowed");
  auto key =
      value.starts_with('"') ? unquote(value.substr(1)) : domain::Result<std::string>(std::string(value));
  if (key.has_error()) return key;
  if (key->empty()) return invalid("the key is empty");
  if (key->size() > idempotency_key_length_max) return invalid("the key has more than 255 characters");
  return key;
}

}  // namespace lunchrush::web
