// The Idempotency-Key header.
#pragma once

#include <string>
#include <string_view>

#include "services/domain/result.h"
#include "services/web/request.h"

namespace lunchrush::web {

inline constexpr std::size_t idempotency_key_length_max = 255;

// The quoted form of draft-ietf-httpapi-idempotency-key-header and the bare form of everybody else are the
// same key. Errors: idempotency_key_missing, idempotency_key_invalid (also when the header is there twice).
domain::Result<std::string> idempotency_key(const Request& request);

// Of the header's value alone. Error: idempotency_key_invalid.
domain::Result<std::string> parse_idempotency_key(std::string_view value);

}  // namespace lunchrush::web
