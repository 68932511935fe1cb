// What stands behind the question mark of a list.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <chrono>
#include <optional>

#include "services/domain/result.h"
#include "services/web/request.h"

namespace lunchrush::ingest {

// invalid_request that names the parameter.
domain::Error bad_query(std::string_view name, std::string detail);

// A day that exists, YYYY-MM-DD, of this century or later.
std::optional<std::chrono::sys_days> calendar_date(std::string_view text);

// ?business_date=. Error: invalid_request.
domain::Result<std::optional<std::string>> business_date_wanted(const web::Request& request);

}  // namespace lunchrush::ingest
