// Where Redis is, as LUNCHRUSH_REDIS_URL says it: redis://[[user]:password@]host[:port][/database]
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "services/domain/result.h"

namespace lunchrush::redis {

struct Endpoint {
  std::string host;
  std::uint16_t port = 6379;
  std::string user;      // empty: Redis's default user
  std::string password;  // empty: no AUTH is sent
  std::uint32_t database = 0;
};

// invalid_request, with a detail that never quotes the URL: it may hold a password.
domain::Result<Endpoint> parse_endpoint(std::string_view url);

}  // namespace lunchrush::redis
