// Scripted misbehaviour: rules that wait for an occasion. docs/simulator.md lists operations and actions.
#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/domain/result.h"

namespace lunchrush::simulator {

enum class Action {
  // Of a call's time and connection.
  delay,
  slow_answer,
  timeout_with_effect,
  timeout_without_effect,
  reset_before,
  reset_after,
  http_status_before,
  http_status_after,
  error,
  // Of an answer's bytes.
  garbage,
  huge,
  truncated,
  // Of a signature, in answers and in notifications.
  bad_signature,
  probe,
  unknown_serial,
  stale,
  altered,
  unsigned_,
  empty_body,
  wrong_seal,
  downgraded,
  // Of the user and of the gateway's decisions.
  pay_before,
  pay_after,
  userpaying,
  refund_result,
  // Of a bill.
  missing_row,
  extra_row,
  changed_amount,
  wrong_hash,
  // Of notifications only.
  duplicate,
  reorder,
  late,
  lost,
  wrong_amount,
  wrong_account,
  unknown_order,
  wrong_app,
};

struct Rule {
  std::uint64_t id = 0;
  std::string gateway, account, operation, out_trade_no;  // empty: any
  std::int64_t times = 1;                                 // 0: until deleted
  double rate = 1;                                        // of the occasions that match
  Action action{};
  std::chrono::milliseconds wait{0};  // delay_ms, after_ms, hang_ms, hold_ms, within_ms
  std::chrono::seconds offset{-301};  // stale
  unsigned status = 500;
  std::string code, sub_code, message;  // error
  bool effect = false;                  // error: the operation is done all the same
  std::int64_t count = 0;               // copies, queries, attempts, bytes, amount_fen
  std::string result;                   // userpaying, refund_result
  std::uint64_t hits = 0;
};

struct Occasion {
  std::string_view gateway, account, operation, out_trade_no;
};

class Script {
 public:
  static constexpr std::size_t rules_max = 1000;

  // Errors: invalid_request (what the rule lacks), overloaded (rules_max).
  domain::Result<std::uint64_t> add(Rule rule);
  void clear() { rules_.clear(); }
  const std::vector<Rule>& rules() const { return rules_; }
  // All rules that apply now, in the order they were added; each counts a hit, and is forgotten after its
  // last.
  std::vector<Rule> take(const Occasion& occasion);

 private:
  std::vector<Rule> rules_;
  std::uint64_t last_id_ = 0;
};

domain::Result<Rule> rule_from_json(const boost::json::object& json);
boost::json::object to_json(const Rule& rule);
std::string_view name_of(Action action);

}  // namespace lunchrush::simulator
