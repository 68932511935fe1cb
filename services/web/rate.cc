#include "services/web/rate.h"

#include <algorithm>

#include "services/web/problem.h"

namespace lunchrush::web {
namespace {

std::string in_seconds(std::chrono::nanoseconds time) {
  return std::to_string(std::chrono::ceil<std::chrono::seconds>(time).count());
}

}  // namespace

RateLimiter::RateLimiter(RatePolicy policy)
    : policy_(std::move(policy)),
      name_("\"" + policy_.name + "\""),
      policy_header_(name_ + ";q=" + std::to_string(policy_.quota) +
                     ";w=" + std::to_string(policy_.window.count())),
      cost_(std::chrono::nanoseconds(policy_.window) / policy_.quota) {}

RateDecision RateLimiter::take(std::string_view key, Instant now) {
  auto& spent_until = entry_of(key, now).spent_until;
  spent_until = std::max(spent_until, now);
  const auto budget = cost_ * policy_.quota;
  RateDecision decision;
  decision.allowed = spent_until - now + cost_ <= budget;
  if (decision.allowed) spent_until += cost_;
  const auto spent = spent_until - now;
  decision.remaining = (budget - spent) / cost_;
  decision.until_full = spent;
  decision.until_next = std::max(spent + cost_ - budget, std::chrono::nanoseconds::zero());
  return decision;
}

RateLimiter::Entry& RateLimiter::entry_of(std::string_view key, Instant now) {
  if (const auto known = by_key_.find(key); known != by_key_.end()) {
    entries_.splice(entries_.begin(), entries_, known->second);
    return entries_.front();
  }
  // The oldest go first when they hold nothing any more, and one goes in any case when there are too many.
  while (!entries_.empty() && (entries_.size() >= policy_.keys_max || entries_.back().spent_until <= now)) {
    by_key_.erase(entries_.back().key);
    entries_.pop_back();
  }
  entries_.push_front({std::string(key), now});
  by_key_.emplace(entries_.front().key, entries_.begin());
  return entries_.front();
}

void RateLimiter::add_headers(Reply& reply, const RateDecision& decision) const {
  reply.with("RateLimit-Policy", policy_header_);
  reply.with("RateLimit",
             name_ + ";r=" + std::to_string(decision.remaining) + ";t=" + in_seconds(decision.until_full));
}

Reply RateLimiter::refusal(const Request& request, const RateDecision& decision) const {
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(decision.until_next);
  auto reply = problem({domain::ErrorCode::rate_limited, "policy " + policy_.name}, request, wait);
  add_headers(reply, decision);
  return reply;
}

}  // namespace lunchrush::web
