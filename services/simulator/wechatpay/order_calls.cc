// Query, close and reverse (payment-gateways 1.8–1.10).
#include <boost/json/value.hpp>

#include "services/simulator/wechatpay/call.h"
#include "services/simulator/wechatpay/fields.h"
#include "services/simulator/wechatpay/trade_view.h"

namespace lunchrush::simulator::wechatpay {
namespace {

std::string number_in_path(const Call& call) {
  return std::string(call.request.parameter("out_trade_no").value_or(""));
}

bool asks_for_itself(const Call& call) {
  return call.request.query_value("mchid").value_or("") == call.account.mchid;
}

// A number that was closed before anybody used it: no order, and there will never be one.
Trade burnt(Call& call, const std::string& out_trade_no) {
  Trade trade;
  trade.gateway = GatewayKind::wechatpay;
  trade.account = call.desk.ledger.words().keep(call.account.id);
  trade.out_trade_no = out_trade_no;
  trade.state = TradeState::voided;
  trade.created_at = trade.expires_at = trade.code_expires_at = call.desk.clock.now();
  return trade;
}

Outcome done() {
  Outcome outcome;
  outcome.status = 204;
  return outcome;
}

void refund_all(Call& call, Trade& trade) {
  NewRefund all;
  all.out_refund_no = "reverse_" + trade.out_trade_no;
  all.refund_id = wechat_refund_id(call.desk.clock.now());
  all.reason = "撤销";
  all.amount_fen = trade.amount_fen - trade.reserved_fen();
  call.desk.bank.refund(trade, std::move(all), std::nullopt);
}

}  // namespace

Outcome query_by_number(Call& call) {
  if (!asks_for_itself(call)) return refuse(other_merchant);
  Trade* trade = call.desk.ledger.find(call.account.id, number_in_path(call));
  if (!trade || trade->state == TradeState::voided) return refuse(no_such_order);
  call.desk.bank.notice_query(*trade);
  return answer(transaction(call.account, *trade, call.desk.clock.now()));
}

Outcome query_by_transaction(Call& call) {
  if (!asks_for_itself(call)) return refuse(other_merchant);
  const Trade* trade = call.desk.ledger.find_by_transaction(
      call.account.id, call.request.parameter("transaction_id").value_or(""));
  if (!trade) return refuse(no_such_order);
  return answer(transaction(call.account, *trade, call.desk.clock.now()));
}

Outcome close_order(Call& call) {
  if (const auto fault = check(call.body, close_fields()))
    return refuse(fault->refusal, fault->pointer, fault->issue);
  if (call.body.at("mchid").as_string() != call.account.mchid) return refuse(other_merchant);
  const auto number = number_in_path(call);
  if (!is_out_trade_no(number)) return refuse(bad_parameter, "/out_trade_no", "malformed");
  Trade* trade = call.desk.ledger.find(call.account.id, number);
  if (!trade) {
    call.desk.ledger.add(burnt(call, number));
    return done();
  }
  switch (judge_close(*trade, call.desk.clock.now())) {
    case CloseVerdict::paid: return refuse(already_paid);
    case CloseVerdict::reverse_instead: return refuse(reverse_instead);
    case CloseVerdict::already_closed: return done();
    case CloseVerdict::closes: break;
  }
  call.desk.bank.end(*trade, TradeState::closed);
  return done();
}

Outcome reverse_order(Call& call) {
  if (const auto fault = check(call.body, reverse_fields()))
    return refuse(fault->refusal, fault->pointer, fault->issue);
  if (call.body.at("mchid").as_string() != call.account.mchid) return refuse(other_merchant);
  Trade* trade = call.desk.ledger.find(call.account.id, number_in_path(call));
  if (!trade || trade->state == TradeState::voided) return refuse(no_such_order);
  if (trade->product != "codepay") return refuse(not_a_code_payment);
  const auto verdict = judge_reverse(*trade, call.desk.clock.now());
  if (verdict == ReverseVerdict::closes) call.desk.bank.end(*trade, TradeState::revoked);
  if (verdict == ReverseVerdict::refunds) refund_all(call, *trade);
  return answer(
      {{"appid", trade->app_id}, {"mchid", call.account.mchid}, {"out_trade_no", trade->out_trade_no}});
}

}  // namespace lunchrush::simulator::wechatpay
