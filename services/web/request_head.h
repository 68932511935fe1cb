// From a parsed head to the Request a handler sees: target split, media and language negotiated, ids made.
#pragma once

#include "services/domain/result.h"
#include "services/web/request.h"

namespace lunchrush::web {

struct Arrival {
  std::chrono::steady_clock::time_point received;
  std::chrono::milliseconds deadline_max;
  std::string_view client_address;
};

// Views into `head`. A query that does not decode leaves `query` empty and sets `bad_query`.
Request make_request(const RequestHeader& head, const Arrival& arrival, bool& bad_query);

// X-Request-Id if it is well-formed, else a new one.
std::string request_id_of(const HeaderFields& headers);

// "/v1/orders?status=ready" → "/v1/orders".
std::string_view path_of(std::string_view target);

// Thirteen characters: 64 random bits, short enough to be read out over a phone and to need no allocation.
std::string new_request_id();

}  // namespace lunchrush::web
