#include "services/simulator/script.h"

#include <algorithm>

#include "services/crypto/digest.h"

namespace lunchrush::simulator {
namespace {

bool is_notification(std::string_view operation) { return operation.starts_with("notify"); }

bool operation_matches(std::string_view wanted, std::string_view seen) {
  if (wanted.empty()) return !is_notification(seen);
  if (wanted == "notify") return is_notification(seen);
  return wanted == seen;
}

bool matches(const Rule& rule, const Occasion& occasion) {
  if (!rule.gateway.empty() && rule.gateway != occasion.gateway) return false;
  if (!rule.account.empty() && rule.account != occasion.account) return false;
  if (!rule.out_trade_no.empty() && rule.out_trade_no != occasion.out_trade_no) return false;
  return operation_matches(rule.operation, occasion.operation);
}

bool falls(double rate) {
  if (rate >= 1) return true;
  return static_cast<double>(crypto::random_u64() >> 11) * 0x1.0p-53 < rate;
}

bool is_spent(const Rule& rule) {
  return rule.times > 0 && rule.hits >= static_cast<std::uint64_t>(rule.times);
}

}  // namespace

domain::Result<std::uint64_t> Script::add(Rule rule) {
  if (rules_.size() >= rules_max) return domain::Error{domain::ErrorCode::overloaded, "too many rules"};
  rule.id = ++last_id_;
  rules_.push_back(std::move(rule));
  return last_id_;
}

std::vector<Rule> Script::take(const Occasion& occasion) {
  std::vector<Rule> taken;
  for (auto& rule : rules_) {
    if (!matches(rule, occasion) || !falls(rule.rate)) continue;
    ++rule.hits;
    taken.push_back(rule);
  }
  if (!taken.empty()) std::erase_if(rules_, is_spent);
  return taken;
}

}  // namespace lunchrush::simulator
