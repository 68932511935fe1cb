// trade.query, trade.cancel and trade.close (payment-gateways 2.3).
#include <boost/json/value.hpp>

#include "services/simulator/alipay/call.h"
#include "services/simulator/alipay/trade_view.h"

namespace lunchrush::simulator::alipay {
namespace {

namespace json = boost::json;

constexpr std::chrono::hours cancel_window{24};

json::object cancelled(const std::string& out_trade_no, const Trade* trade, std::string_view action) {
  json::object members{{"out_trade_no", trade ? trade->out_trade_no : out_trade_no}, {"retry_flag", "N"}};
  if (trade && !trade->transaction_id.empty()) members["trade_no"] = trade->transaction_id;
  if (!action.empty()) members["action"] = action;
  return succeed(std::move(members));
}

void refund_all(Call& call, Trade& trade) {
  NewRefund all;
  all.out_refund_no = "cancel_" + trade.out_trade_no;
  all.refund_id = trade.transaction_id;
  all.reason = "撤销";
  all.amount_fen = trade.amount_fen - trade.reserved_fen();
  all.at_once = true;
  call.desk.bank.refund(trade, std::move(all), std::nullopt);
}

}  // namespace

json::object query_trade(Call& call) {
  Trade* trade = existing_trade(call);
  if (!trade) return refuse(trade_not_exist);
  call.desk.bank.notice_query(*trade);
  return succeed(query_answer(*trade, call.desk.clock.now()));
}

json::object cancel_trade(Call& call) {
  Trade* trade = named_trade(call);
  const auto now = call.desk.clock.now();
  if (!trade) return cancelled(call.text("out_trade_no"), nullptr, "");
  if (trade->state == TradeState::unscanned) {
    call.desk.bank.end(*trade, TradeState::voided);  // the code can no longer be scanned
    return cancelled("", trade, "");
  }
  if (trade->state == TradeState::finished) return refuse(cancel_not_allowed);
  if (now - trade->created_at > cancel_window) return refuse(cancel_time_out);
  switch (judge_reverse(*trade, now)) {
    case ReverseVerdict::closes:
      call.desk.bank.end(*trade, TradeState::closed);
      return cancelled("", trade, "close");
    case ReverseVerdict::refunds: refund_all(call, *trade); return cancelled("", trade, "refund");
    case ReverseVerdict::nothing_left: break;
  }
  return cancelled("", trade, "");
}

json::object close_trade(Call& call) {
  Trade* trade = existing_trade(call);
  if (!trade) return refuse(trade_not_exist);
  if (judge_close(*trade, call.desk.clock.now()) != CloseVerdict::closes) return refuse(trade_status_error);
  call.desk.bank.end(*trade, TradeState::closed);
  return succeed({{"trade_no", trade->transaction_id}, {"out_trade_no", trade->out_trade_no}});
}

}  // namespace lunchrush::simulator::alipay
