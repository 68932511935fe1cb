// Finished replies under the digest of (store, principal, route, key), so that most repeats never reach
// PostgreSQL. A copy, never the authority: put only what PostgreSQL has durably answered, and treat nullopt
// as "ask PostgreSQL". A reply is good in the epoch of the server that committed it: after a failover the new
// server has the order, or must not be spoken for (faults.md row 35).
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

  // Longer than this nobody waits for an answer that PostgreSQL has as well.
  static constexpr std::chrono::milliseconds worth_waiting{30};

  explicit ReplayCache(Client& client) : client_(client) {}

  // Which epoch the server is in; nothing while nobody knows: then nothing is found and nothing kept.
  using Epoch = std::optional<std::string>;

  asio::awaitable<std::optional<std::string>> get(const Epoch& epoch, std::string_view digest) {
    return epoch ? client_.get(key(*epoch, digest)) : nothing();
  }
  // Whether an answer comes soon, by the latest one. What is put says that while nothing is asked.
  bool quick() const { return client_.delay() < worth_waiting; }
  // `epoch` as it was before the reply was committed.
  void put(const Epoch& epoch, std::string_view digest, std::string reply) {
    if (epoch) client_.set_soon(key(*epoch, digest), std::move(reply), ttl);
  }

 private:
  static asio::awaitable<std::optional<std::string>> nothing() { co_return std::nullopt; }
  // The number is the version of what is stored: old and new replicas must not read each other's bytes.
  static std::string key(const std::string& epoch, std::string_view digest) {
    constexpr std::string_view prefix = "lunchrush:reply:3:";
    std::string made;
    made.reserve(prefix.size() + epoch.size() + 1 + digest.size());
    return made.append(prefix).append(epoch).append(1, ':').append(digest);
  }

  Client& client_;
};

}  // namespace lunchrush::redis
