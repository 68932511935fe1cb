#include "services/simulator/alipay/trade_view.h"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "services/domain/money.h"
#include "services/simulator/beijing.h"

namespace lunchrush::simulator::alipay {
namespace {

namespace json = boost::json;

void add_money(json::object& out, const Trade& trade) {
  out["total_amount"] = yuan(trade.amount_fen);
  out["receipt_amount"] = yuan(trade.amount_fen);
  out["buyer_pay_amount"] = yuan(trade.amount_fen);
  out["point_amount"] = "0.00";
  out["invoice_amount"] = yuan(trade.amount_fen);
  out["fund_bill_list"] =
      json::array{{{"fund_channel", "ALIPAYACCOUNT"}, {"amount", yuan(trade.amount_fen)}}};
}

void add_buyer(json::object& out, const Trade& trade) {
  out["buyer_logon_id"] = buyer_logon_id(trade);
  out[buyer_member(trade)] = trade.payer;
}

}  // namespace

std::string_view trade_status(const Trade& trade, domain::Instant now) {
  switch (trade.state_at(now)) {
    case TradeState::unscanned:
    case TradeState::open:
    case TradeState::paying: return "WAIT_BUYER_PAY";
    case TradeState::paid: return trade.refunded_fen() >= trade.amount_fen ? "TRADE_CLOSED" : "TRADE_SUCCESS";
    case TradeState::finished: return "TRADE_FINISHED";
    case TradeState::voided:
    case TradeState::closed:
    case TradeState::revoked:
    case TradeState::failed: return "TRADE_CLOSED";
  }
  return "";
}

std::string yuan(std::int64_t fen) { return domain::to_yuan(domain::Money(fen)); }

std::string buyer_logon_id(const Trade& trade) {
  const auto tail = trade.payer.size() < 2 ? std::string("00") : trade.payer.substr(trade.payer.size() - 2);
  return "159****" + tail + "00";
}

std::string_view buyer_member(const Trade& trade) {
  return trade.payer.starts_with("2088") ? "buyer_user_id" : "buyer_open_id";
}

json::object query_answer(const Trade& trade, domain::Instant now) {
  json::object out{{"trade_no", trade.transaction_id},
                   {"out_trade_no", trade.out_trade_no},
                   {"trade_status", trade_status(trade, now)}};
  if (!trade.is_paid()) {
    out["total_amount"] = yuan(trade.amount_fen);
    return out;
  }
  add_buyer(out, trade);
  add_money(out, trade);
  out["send_pay_date"] = to_beijing(*trade.paid_at);
  return out;
}

json::object pay_answer(const Trade& trade) {
  json::object out{{"trade_no", trade.transaction_id}, {"out_trade_no", trade.out_trade_no}};
  add_buyer(out, trade);
  add_money(out, trade);
  if (trade.paid_at) out["gmt_payment"] = to_beijing(*trade.paid_at);
  return out;
}

}  // namespace lunchrush::simulator::alipay
