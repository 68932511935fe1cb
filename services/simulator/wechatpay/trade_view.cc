#include "services/simulator/wechatpay/trade_view.h"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "services/simulator/beijing.h"

namespace lunchrush::simulator::wechatpay {
namespace {

namespace json = boost::json;

constexpr std::string_view received_account = "支付用户零钱";

std::string_view state_words(std::string_view state) {
  if (state == "SUCCESS") return "支付成功";
  if (state == "REFUND") return "订单发生过退款";
  if (state == "NOTPAY") return "订单未支付";
  if (state == "USERPAYING") return "需要用户输入支付密码";
  if (state == "REVOKED") return "订单已撤销";
  if (state == "PAYERROR") return "支付失败";
  return "订单已关闭";
}

std::string_view refund_status(RefundState state) {
  switch (state) {
    case RefundState::processing: return "PROCESSING";
    case RefundState::success: return "SUCCESS";
    case RefundState::closed: return "CLOSED";
    case RefundState::abnormal: return "ABNORMAL";
  }
  return "";
}

}  // namespace

std::string_view trade_state(const Trade& trade, domain::Instant now) {
  switch (trade.state_at(now)) {
    case TradeState::open: return "NOTPAY";
    case TradeState::paying: return "USERPAYING";
    case TradeState::paid: return trade.refunds.empty() ? "SUCCESS" : "REFUND";
    case TradeState::revoked: return "REVOKED";
    case TradeState::failed: return "PAYERROR";
    case TradeState::closed:
    case TradeState::voided:
    case TradeState::unscanned:
    case TradeState::finished: return "CLOSED";
  }
  return "";
}

std::string_view trade_type(const Trade& trade) {
  if (trade.product == "jsapi") return "JSAPI";
  if (trade.product == "native") return "NATIVE";
  if (trade.product == "app") return "APP";
  return trade.product == "h5" ? "MWEB" : "MICROPAY";
}

json::object transaction(const WechatAccount& account, const Trade& trade, domain::Instant now) {
  const auto state = trade_state(trade, now);
  json::object amount{{"total", trade.amount_fen}, {"currency", "CNY"}};
  json::object out{{"mchid", account.mchid},
                   {"appid", trade.app_id},
                   {"out_trade_no", trade.out_trade_no},
                   {"trade_state", state},
                   {"trade_state_desc", state_words(state)},
                   {"attach", trade.attach}};
  if (trade.is_paid()) {
    amount["payer_total"] = trade.amount_fen;
    amount["payer_currency"] = "CNY";
    out["transaction_id"] = trade.transaction_id;
    out["trade_type"] = trade_type(trade);
    out["bank_type"] = "OTHERS";
    out["success_time"] = to_rfc3339(*trade.paid_at);
    out["payer"] = {{"openid", trade.payer}};
  }
  out["amount"] = std::move(amount);
  return out;
}

json::object refund(const Trade& trade, const Refund& refund) {
  json::object out{{"refund_id", refund.refund_id},
                   {"out_refund_no", refund.out_refund_no},
                   {"transaction_id", trade.transaction_id},
                   {"out_trade_no", trade.out_trade_no},
                   {"channel", "ORIGINAL"},
                   {"user_received_account", received_account},
                   {"create_time", to_rfc3339(refund.created_at)},
                   {"status", refund_status(refund.state)},
                   {"funds_account", "AVAILABLE"},
                   {"amount",
                    {{"total", trade.amount_fen},
                     {"refund", refund.amount_fen},
                     {"from", json::array{}},
                     {"payer_total", trade.amount_fen},
                     {"payer_refund", refund.amount_fen},
                     {"settlement_refund", refund.amount_fen},
                     {"settlement_total", trade.amount_fen},
                     {"discount_refund", 0},
                     {"currency", "CNY"},
                     {"refund_fee", 0}}}};
  if (refund.state == RefundState::success) out["success_time"] = to_rfc3339(*refund.settled_at);
  return out;
}

json::object refund_notice(const WechatAccount& account, const Trade& trade, const Refund& refund) {
  json::object out{{"mchid", account.mchid},
                   {"out_trade_no", trade.out_trade_no},
                   {"transaction_id", trade.transaction_id},
                   {"out_refund_no", refund.out_refund_no},
                   {"refund_id", refund.refund_id},
                   {"refund_status", refund_status(refund.state)},
                   {"user_received_account", received_account},
                   {"amount",
                    {{"total", trade.amount_fen},
                     {"refund", refund.amount_fen},
                     {"payer_total", trade.amount_fen},
                     {"payer_refund", refund.amount_fen}}}};
  if (refund.state == RefundState::success) out["success_time"] = to_rfc3339(*refund.settled_at);
  return out;
}

}  // namespace lunchrush::simulator::wechatpay
