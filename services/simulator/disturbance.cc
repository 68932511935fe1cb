#include "services/simulator/disturbance.h"

namespace lunchrush::simulator {
namespace {

RefundScript refund_script(const Rule& rule) {
  RefundScript script;
  script.funds_short = rule.result == "funds_short";
  script.for_ever = rule.result == "processing" && rule.wait.count() < 0;
  if (rule.wait.count() >= 0) script.after = rule.wait;
  if (rule.result == "abnormal") script.outcome = RefundState::abnormal;
  if (rule.result == "closed") script.outcome = RefundState::closed;
  return script;
}

void apply(const Rule& rule, Disturbance& d) {
  switch (rule.action) {
    case Action::delay: d.delay += rule.wait; return;
    case Action::slow_answer: d.answer_delay += rule.wait; return;
    case Action::timeout_with_effect: d.cut = Cut::hang_after, d.hang = rule.wait; return;
    case Action::timeout_without_effect: d.cut = Cut::hang_before, d.hang = rule.wait; return;
    case Action::reset_before: d.cut = Cut::reset_before; return;
    case Action::reset_after: d.cut = Cut::reset_after; return;
    case Action::http_status_before:
      d.error = ScriptedError{rule.status, rule.code, "", rule.message, false};
      return;
    case Action::http_status_after:
      d.error = ScriptedError{rule.status, rule.code, "", rule.message, true};
      return;
    case Action::error:
      d.error = ScriptedError{rule.status, rule.code, rule.sub_code, rule.message, rule.effect};
      return;
    case Action::garbage: d.garbling = Garbling::garbage; return;
    case Action::huge:
      d.garbling = Garbling::huge, d.huge_bytes = static_cast<std::size_t>(rule.count);
      return;
    case Action::truncated: d.garbling = Garbling::truncated; return;
    case Action::bad_signature:
    case Action::probe:
    case Action::unknown_serial:
    case Action::stale:
    case Action::altered:
    case Action::unsigned_:
    case Action::empty_body: d.spoiling = {tamper_of(rule.action), rule.offset}; return;
    case Action::pay_before: d.pay_before = true; return;
    case Action::pay_after: d.pay_after = rule.wait; return;
    case Action::userpaying:
      d.userpaying = Userpaying{static_cast<int>(rule.count), rule.result == "success"};
      return;
    case Action::refund_result: d.refund = refund_script(rule); return;
    case Action::missing_row: d.bill.missing_row = true; return;
    case Action::extra_row: d.bill.extra_row = true; return;
    case Action::changed_amount: d.bill.changed_amount = true; return;
    case Action::wrong_hash: d.bill.wrong_hash = true; return;
    case Action::wrong_seal:
    case Action::downgraded:
    case Action::duplicate:
    case Action::reorder:
    case Action::late:
    case Action::lost:
    case Action::wrong_amount:
    case Action::wrong_account:
    case Action::unknown_order:
    case Action::wrong_app: return;  // of notifications: see delivery_plan.cc
  }
}

}  // namespace

Disturbance disturb(const std::vector<Rule>& rules) {
  Disturbance disturbance;
  for (const auto& rule : rules) apply(rule, disturbance);
  return disturbance;
}

Tamper tamper_of(Action action) {
  if (action == Action::bad_signature) return Tamper::forged;
  if (action == Action::probe) return Tamper::probe;
  if (action == Action::unknown_serial) return Tamper::unknown_serial;
  if (action == Action::stale) return Tamper::stale;
  if (action == Action::altered) return Tamper::altered;
  if (action == Action::unsigned_) return Tamper::unsigned_;
  if (action == Action::empty_body) return Tamper::empty_body;
  if (action == Action::wrong_seal) return Tamper::wrong_seal;
  if (action == Action::downgraded) return Tamper::downgraded;
  return Tamper::none;
}

}  // namespace lunchrush::simulator
