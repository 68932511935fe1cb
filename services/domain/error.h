// What can go wrong, in one list. An ErrorCode's lower-case name is the `code` of the problem+json a client
// sees; services/web/problem.cc holds the one table from here to HTTP status and words.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace lunchrush::domain {

enum class ErrorCode {
  // The request itself (400 unless noted).
  invalid_request,
  malformed_body,
  idempotency_key_missing,
  idempotency_key_invalid,
  unauthenticated,         // 401
  session_expired,         // 401
  forbidden,               // 403
  not_found,               // 404, also for what belongs to others
  method_not_allowed,      // 405
  not_acceptable,          // 406
  request_timeout,         // 408
  in_progress,             // 409
  price_changed,           // 409
  menu_changed,            // 409
  sold_out,                // 409
  store_closed,            // 409
  state_conflict,          // 409
  client_order_no_taken,   // 409
  already_paid,            // 409
  refund_exceeds_payment,  // 409
  payment_refused,         // 409: the gateway's definite no
  precondition_failed,     // 412
  body_too_large,          // 413
  uri_too_long,            // 414
  unsupported_media_type,  // 415
  idempotency_key_reused,  // 422
  rate_limited,            // 429: the caller's own limit
  header_too_large,        // 431
  internal,                // 500
  overloaded,              // 503: refused before execution
  draining,                // 503
  unavailable,             // 503: a dependency is away, nothing was done
  gateway_unavailable,     // 503: nothing was done at the gateway
  outcome_unknown,         // 503: may have been done; the same key finds out
};

// One fault of the input: a JSON pointer (RFC 6901) or a header's name, a stable code, words for a developer.
struct FieldError {
  std::string pointer;
  std::string code;
  std::string detail;
};

struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string detail;                // for the log and for the client's own mistakes; never internals
  std::vector<FieldError> fields{};  // becomes problem+json `errors`
  std::string extension{};  // further members of the problem, as JSON text `"quote":{…}`; may be empty
};

}  // namespace lunchrush::domain
