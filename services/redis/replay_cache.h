// Finished replies under the digest of (store, principal, route, key), so that most repeats never reach
// PostgreSQL. A copy, never the authority: put only what PostgreSQL has durably answered, and treat nullopt
// as "ask PostgreSQL".
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "services/redis/client.h"

namespace lunchrush::redis {

class ReplayCache {
 public:
  static constexpr std::chrono::hours ttl{
      24};  // clients that retry later than this are rare; PostgreSQL knows for ever

  explicit ReplayCache(Client& client) : client_(client) {}

  asio::awaitable<std::optional<std::string>> get(std::string digest) { return client_.get(key(digest)); }
  void put(std::string_view digest, std::string reply) {
    client_.set_soon(key(digest), std::move(reply), ttl);
  }

 private:
  // The number is the version of what is stored: old and new replicas must not read each other's bytes.
  static std::string key(std::string_view digest) { return "lunchrush:reply:1:" + std::string(digest); }

  Client& client_;
};

}  // namespace lunchrush::redis
