// Rate limits by the generic cell rate algorithm: one instant per key says all, and memory is bounded.
#pragma once

#include <chrono>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "services/web/reply.h"
#include "services/web/request.h"

namespace lunchrush::web {

struct RatePolicy {
  std::string name;          // "store": shown to the client
  std::int64_t quota = 600;  // requests in a window, and at once after a pause
  std::chrono::seconds window{60};
  std::size_t keys_max = 100'000;  // beyond this the key unused for longest is forgotten
};

struct RateDecision {
  bool allowed = false;
  std::int64_t remaining = 0;             // more requests that would pass right now
  std::chrono::nanoseconds until_full{};  // until the whole quota is there again
  std::chrono::nanoseconds until_next{};  // until one request passes; 0 when it would now
};

class RateLimiter {
 public:
  using Instant = std::chrono::steady_clock::time_point;

  explicit RateLimiter(RatePolicy policy);

  RateDecision take(std::string_view key, Instant now);
  // RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers-11).
  void add_headers(Reply& reply, const RateDecision& decision) const;
  // 429 rate_limited with those headers, and the wait in its body as well.
  Reply refusal(const Request& request, const RateDecision& decision) const;
  std::size_t keys() const { return entries_.size(); }

 private:
  struct Entry {
    std::string key;
    Instant spent_until;  // the "theoretical arrival time": now, when nothing is spent
  };
  Entry& entry_of(std::string_view key, Instant now);

  RatePolicy policy_;
  std::string name_;  // quoted, as the headers say it
  std::string policy_header_;
  std::chrono::nanoseconds cost_;  // what one request spends of the window
  std::list<Entry> entries_;       // the most recently used in front
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_key_;
};

}  // namespace lunchrush::web
