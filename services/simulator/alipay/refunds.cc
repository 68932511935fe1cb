// trade.refund and trade.fastpay.refund.query (payment-gateways 2.3, 2.6).
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "services/simulator/alipay/call.h"
#include "services/simulator/alipay/trade_view.h"
#include "services/simulator/beijing.h"
#include "services/simulator/fingerprint.h"

namespace lunchrush::simulator::alipay {
namespace {

namespace json = boost::json;

constexpr std::chrono::seconds spacing{3};

json::object refunded(const Trade& trade, bool changed) {
  return succeed({{"trade_no", trade.transaction_id},
                  {"out_trade_no", trade.out_trade_no},
                  {"buyer_logon_id", buyer_logon_id(trade)},
                  {"fund_change", changed ? "Y" : "N"},
                  {"refund_fee", yuan(trade.refunded_fen())},
                  {"send_back_fee", yuan(trade.refunded_fen())}});
}

const Refund* find_refund(const Trade& trade, std::string_view number) {
  const auto found = std::find_if(trade.refunds.begin(), trade.refunds.end(),
                                  [&](const Refund& refund) { return refund.out_refund_no == number; });
  return found == trade.refunds.end() ? nullptr : &*found;
}

// A refund without a number of its own takes the trade's, and must be of all.
std::string number_of(const Call& call, const Trade& trade) {
  const auto number = call.text("out_request_no");
  return number.empty() ? trade.out_trade_no : number;
}

NewRefund request_of(const Call& call, const Trade& trade, std::int64_t amount_fen,
                     const Fingerprint& fingerprint) {
  NewRefund request;
  request.out_refund_no = number_of(call, trade);
  request.refund_id = trade.transaction_id;
  request.reason = call.text("refund_reason");
  request.fingerprint = fingerprint;
  request.amount_fen = amount_fen;
  request.at_once = true;
  return request;
}

}  // namespace

json::object refund_trade(Call& call) {
  const auto amount = call.amount_fen("refund_amount");
  if (!amount || *amount < 1) return refuse(bad_business_parameter, "refund_amount");
  Trade* trade = existing_trade(call);
  if (!trade) return refuse(trade_not_exist);
  if (call.text("out_request_no").empty() && *amount != trade->amount_fen)
    return refuse(bad_business_parameter, "out_request_no");
  const auto number = number_of(call, *trade);
  const RefundAttempt attempt{number, fingerprint_of("refund", json::value(*amount)), *amount};
  const RefundLimits limits{.spacing = call.desk.refund_spacing ? spacing : std::chrono::seconds{0}};
  switch (judge_refund(*trade, attempt, call.desk.bank.since_last_refund(*trade), limits)) {
    case RefundVerdict::repeated: return refunded(*trade, false);
    case RefundVerdict::differs: return refuse(discordant_repeat);
    case RefundVerdict::not_paid: return refuse(trade_status_error);
    case RefundVerdict::finished: return refuse(trade_has_finished);
    case RefundVerdict::exceeds: return refuse(refund_exceeds);
    case RefundVerdict::too_many: return refuse(bad_business_parameter, "out_request_no");
    case RefundVerdict::too_soon: return refuse(call_limited);
    case RefundVerdict::accepted: break;
  }
  if (call.disturbance.refund && call.disturbance.refund->funds_short) return refuse(funds_short);
  const auto& made = call.desk.bank.refund(*trade, request_of(call, *trade, *amount, attempt.fingerprint),
                                           call.disturbance.refund);
  return refunded(*trade, made.state == RefundState::success);
}

json::object query_refund(Call& call) {
  const auto number = call.text("out_request_no");
  if (number.empty()) return refuse(bad_business_parameter, "out_request_no");
  const Trade* trade = existing_trade(call);
  if (!trade) return refuse(trade_not_exist);
  const Refund* refund = find_refund(*trade, number);
  if (!refund) return succeed({});
  json::object members{{"trade_no", trade->transaction_id},
                       {"out_trade_no", trade->out_trade_no},
                       {"out_request_no", number},
                       {"total_amount", yuan(trade->amount_fen)}};
  if (refund->state == RefundState::processing || refund->state == RefundState::closed)
    return succeed(std::move(members));
  members["refund_amount"] = yuan(refund->amount_fen);
  members["gmt_refund_pay"] = to_beijing(*refund->settled_at);
  if (refund->state == RefundState::success) members["refund_status"] = "REFUND_SUCCESS";
  if (refund->state == RefundState::abnormal)
    members["deposit_back_info"] = {{"has_deposit_back", "true"}, {"dback_status", "F"}};
  return succeed(std::move(members));
}

}  // namespace lunchrush::simulator::alipay
