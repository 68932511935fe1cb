#include "services/simulator/desk.h"

namespace lunchrush::simulator {
namespace {

// A user who pays whatever the gateway is doing at that moment.
void pay_anyway(Desk& desk, const std::string& account, const std::string& out_trade_no) {
  Trade* trade = desk.ledger.find(account, out_trade_no);
  if (!trade) return;
  PayOrder order;
  order.force = Force::yes;
  desk.bank.pay(*trade, order);
}

void pay_soon(Desk& desk, const std::string& account, const std::string& out_trade_no,
              std::chrono::milliseconds wait) {
  if (wait.count() == 0) return pay_anyway(desk, account, out_trade_no);
  desk.schedule.after_real(wait, [&desk, account, out_trade_no] { pay_anyway(desk, account, out_trade_no); });
}

}  // namespace

boost::asio::awaitable<Course> carry_out(Desk& desk, const Disturbance& disturbance, std::string account,
                                         std::string out_trade_no, const std::function<void()>& work) {
  co_await desk.waiting.wait(disturbance.delay);
  if (disturbance.pay_before) pay_anyway(desk, account, out_trade_no);
  if (!disturbance.has_no_effect()) work();
  if (disturbance.pay_after) pay_soon(desk, account, out_trade_no, *disturbance.pay_after);
  co_await desk.waiting.wait(disturbance.answer_delay + disturbance.hang);
  if (disturbance.cut != Cut::none) co_return Course::cut;
  if (disturbance.error) co_return Course::scripted_error;
  co_return Course::answered;
}

Disturbance disturbance_for(Desk& desk, const Occasion& occasion) {
  const auto rules = desk.script.take(occasion);
  if (rules.empty()) return {};
  desk.metrics.scripted_total.Increment();
  return disturb(rules);
}

}  // namespace lunchrush::simulator
