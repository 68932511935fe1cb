#include "services/simulator/delivery_plan.h"

#include "services/simulator/disturbance.h"

namespace lunchrush::simulator {
namespace {

void apply(const Rule& rule, DeliveryPlan& plan) {
  if (const auto tamper = tamper_of(rule.action); tamper != Tamper::none)
    plan.first.spoiling = {tamper, rule.offset};
  if (rule.action == Action::late) plan.late += rule.wait;
  if (rule.action == Action::duplicate) plan.extra_copies = rule.count - 1, plan.within = rule.wait;
  if (rule.action == Action::reorder) plan.held_until = rule.wait;
  if (rule.action == Action::lost)
    plan.lost = true, plan.attempts_lost = static_cast<std::size_t>(rule.count);
  if (rule.action == Action::wrong_amount) plan.always.amount_fen = rule.count;
  if (rule.action == Action::wrong_account) plan.always.wrong_account = true;
  if (rule.action == Action::unknown_order) plan.always.unknown_order = true;
  if (rule.action == Action::wrong_app) plan.always.wrong_app = true;
}

}  // namespace

DeliveryPlan plan_delivery(const std::vector<Rule>& rules) {
  DeliveryPlan plan;
  for (const auto& rule : rules) apply(rule, plan);
  const auto spoiling = plan.first.spoiling;
  plan.first = plan.always;
  plan.first.spoiling = spoiling;
  return plan;
}

}  // namespace lunchrush::simulator
