// Refunds (payment-gateways 1.11).
#include <boost/json/value.hpp>

#include "services/simulator/fingerprint.h"
#include "services/simulator/wechatpay/call.h"
#include "services/simulator/wechatpay/fields.h"
#include "services/simulator/wechatpay/trade_view.h"

namespace lunchrush::simulator::wechatpay {
namespace {

namespace json = boost::json;

constexpr std::chrono::seconds spacing{60};

Trade* find_trade(Call& call) {
  const auto transaction_id = text_of(call.body, "transaction_id");
  if (!transaction_id.empty()) return call.desk.ledger.find_by_transaction(call.account.id, transaction_id);
  return call.desk.ledger.find(call.account.id, text_of(call.body, "out_trade_no"));
}

std::optional<Outcome> check_refund(Call& call) {
  const auto& body = call.body;
  if (const auto fault = check(body, refund_fields()))
    return refuse(fault->refusal, fault->pointer, fault->issue);
  const auto& amount = body.at("amount").as_object();
  if (body.contains("transaction_id") == body.contains("out_trade_no")) {
    return refuse(bad_parameter, "/out_trade_no", "exactly one of transaction_id and out_trade_no");
  }
  if (!is_out_refund_no(text_of(body, "out_refund_no")))
    return refuse(bad_parameter, "/out_refund_no", "malformed");
  if (amount.at("refund").as_int64() < 1) return refuse(bad_parameter, "/amount/refund", "must be 1 or more");
  if (amount.at("currency").as_string() != "CNY")
    return refuse(bad_parameter, "/amount/currency", "must be CNY");
  const auto url = text_of(body, "notify_url");
  if (!url.empty() && !is_notify_url(url)) return refuse(bad_parameter, "/notify_url", "malformed");
  return std::nullopt;
}

NewRefund request_of(Call& call, const Fingerprint& fingerprint) {
  NewRefund request;
  request.out_refund_no = text_of(call.body, "out_refund_no");
  request.refund_id = wechat_refund_id(call.desk.clock.now());
  request.reason = text_of(call.body, "reason");
  request.notify_url = call.desk.ledger.words().keep(text_of(call.body, "notify_url"));
  request.fingerprint = fingerprint;
  request.amount_fen = call.body.at("amount").at("refund").as_int64();
  return request;
}

}  // namespace

Outcome create_refund(Call& call) {
  if (auto refusal = check_refund(call)) return *refusal;
  auto& desk = call.desk;
  Trade* trade = find_trade(call);
  if (!trade || trade->state == TradeState::voided) return refuse(no_such_resource);
  const auto number = text_of(call.body, "out_refund_no");
  const auto known = desk.ledger.find_refund(call.account.id, number);
  if (known && known->trade != trade) return refuse(refund_total_differs);
  const RefundAttempt attempt{number, fingerprint_of("refund", call.body),
                              call.body.at("amount").at("refund").as_int64()};
  const RefundLimits limits{.spacing = desk.refund_spacing ? spacing : std::chrono::seconds{0}};
  switch (judge_refund(*trade, attempt, desk.bank.since_last_refund(*trade), limits)) {
    case RefundVerdict::repeated: return answer(refund(*trade, known->refund()));
    case RefundVerdict::differs: return refuse(refund_total_differs);
    case RefundVerdict::not_paid:
    case RefundVerdict::finished: return refuse(order_not_paid);
    case RefundVerdict::exceeds: return refuse(refund_exceeds);
    case RefundVerdict::too_many: return refuse(refunds_too_many);
    case RefundVerdict::too_soon: return refuse(too_frequent);
    case RefundVerdict::accepted: break;
  }
  if (call.body.at("amount").at("total").as_int64() != trade->amount_fen) return refuse(refund_total_differs);
  if (call.disturbance.refund && call.disturbance.refund->funds_short) return refuse(funds_short);
  const auto& made = desk.bank.refund(*trade, request_of(call, attempt.fingerprint), call.disturbance.refund);
  return answer(refund(*trade, made));
}

Outcome query_refund(Call& call) {
  const auto place =
      call.desk.ledger.find_refund(call.account.id, call.request.parameter("out_refund_no").value_or(""));
  if (!place) return refuse(no_such_resource);
  return answer(refund(*place->trade, place->refund()));
}

}  // namespace lunchrush::simulator::wechatpay
