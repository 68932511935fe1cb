#include "services/web/page_token.h"

#include <algorithm>
#include <charconv>

#include "services/crypto/digest.h"

namespace lunchrush::web {
namespace {

constexpr std::size_t signature_bytes = 16;    // 128 bits of an HMAC: not to be guessed
constexpr std::size_t token_length_max = 512;  // any keyset is far shorter

domain::Error refused(std::string name, std::string detail) {
  return {domain::ErrorCode::invalid_request, detail, {{std::move(name), "invalid_parameter", detail}}};
}

}  // namespace

std::string PageTokens::make(std::string_view keyset, std::string_view filters) const {
  return crypto::to_base64url(signature(keyset, filters).append(keyset));
}

domain::Result<std::string> PageTokens::read(std::string_view token, std::string_view filters) const {
  const std::string detail = "not a page_token of this query; begin without one";
  if (token.size() > token_length_max) return refused("page_token", detail);
  const auto bytes = crypto::from_base64url(token);
  if (!bytes || bytes->size() < signature_bytes) return refused("page_token", detail);
  auto keyset = bytes->substr(signature_bytes);
  const auto given = std::string_view(*bytes).substr(0, signature_bytes);
  if (!crypto::equal_in_constant_time(given, signature(keyset, filters)))
    return refused("page_token", detail);
  return keyset;
}

// The length in front keeps the two texts apart.
std::string PageTokens::signature(std::string_view keyset, std::string_view filters) const {
  auto text = std::to_string(filters.size()) + ":";
  text.append(filters).append(keyset);
  return crypto::hmac_sha256(secret_, text).substr(0, signature_bytes);
}

domain::Result<int> page_size(const Request& request) {
  const auto given = request.query_value("page_size");
  if (!given) return page_size_default;
  int size = 0;
  const auto [end, ec] = std::from_chars(given->data(), given->data() + given->size(), size);
  if (end != given->data() + given->size() || ec == std::errc::invalid_argument || given->starts_with('-'))
    return refused("page_size", "must be a whole number of at least 1");
  if (ec == std::errc::result_out_of_range) return page_size_max;
  if (size == 0) return refused("page_size", "must be a whole number of at least 1");
  return std::min(size, page_size_max);
}

}  // namespace lunchrush::web
