// application/problem+json (RFC 9457): the one table from ErrorCode to status, code, words and retryability.
#pragma once

#include <chrono>
#include <string_view>
#include <vector>

#include "services/domain/error.h"
#include "services/web/reply.h"
#include "services/web/request.h"

namespace lunchrush::web {

struct ProblemKind {
  unsigned status;
  std::string_view code;  // lower snake case, stable
  bool retryable;         // the same request, unchanged, may succeed later
  std::string_view title_zh;
  std::string_view title_en;
  int retry_after_seconds;  // 0: no Retry-After
};

const ProblemKind& problem_kind(domain::ErrorCode code);

// {"type":"/problems/sold_out","title":…,"status":409,"code":"sold_out","detail":…,"message":<title in the
// request's language>,"retryable":false,"request_id":…,"errors":[{"pointer","code","detail"}], …extension};
// also "retry_after_ms" (with jitter) beside Retry-After. `detail` is dropped for internal and unavailable:
// those words are for the log.
Reply problem(const domain::Error& error, const Request& request);
Reply problem(const domain::Error& error, Language language, std::string_view request_id);
// With a wait of the caller's instead of the table's, in Retry-After and in retry_after_ms.
Reply problem(const domain::Error& error, const Request& request, std::chrono::milliseconds retry_after);

// Every code there is, in the order of domain::ErrorCode.
std::vector<domain::ErrorCode> problem_codes();

}  // namespace lunchrush::web
