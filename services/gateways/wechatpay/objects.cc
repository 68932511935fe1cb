#include "services/gateways/wechatpay/objects.h"

#include "services/gateways/beijing_time.h"
#include "services/gateways/json_reading.h"

namespace lunchrush::gateways::wechatpay {

using domain::PaymentFinding;
using domain::RefundFinding;

PaymentFinding finding_of(std::string_view trade_state) {
  if (trade_state == "SUCCESS") return PaymentFinding::paid;
  if (trade_state == "REFUND") return PaymentFinding::paid;  // says only that some refund exists (mistake 26)
  if (trade_state == "NOTPAY" || trade_state == "USERPAYING") return PaymentFinding::open;
  if (trade_state == "CLOSED" || trade_state == "REVOKED") return PaymentFinding::closed;
  if (trade_state == "PAYERROR") return PaymentFinding::failed;
  return PaymentFinding::unknown;
}

RefundFinding refund_finding_of(std::string_view status) {
  if (status == "SUCCESS") return RefundFinding::succeeded;
  if (status == "PROCESSING") return RefundFinding::processing;
  if (status == "CLOSED") return RefundFinding::failed;
  if (status == "ABNORMAL") return RefundFinding::abnormal;
  return RefundFinding::unknown;
}

namespace {

// A negative amount is none: no rule downstream has to think of it.
std::optional<std::int64_t> fen_at(const boost::json::object& amount, std::string_view name) {
  const auto fen = integer_at(amount, name);
  return fen && *fen >= 0 ? fen : std::nullopt;
}

}  // namespace

std::optional<domain::PaymentEvidence> payment_evidence(const boost::json::object& transaction,
                                                        const Identity& identity, std::string_view raw) {
  const auto& amount = object_at(transaction, "amount");
  const auto total = fen_at(amount, "total");
  const auto state = text_at(transaction, "trade_state");
  domain::PaymentEvidence out;
  out.finding = finding_of(state);
  out.out_trade_no = text_at(transaction, "out_trade_no");
  if (out.out_trade_no.empty()) return std::nullopt;
  if (out.finding == PaymentFinding::paid && !total) return std::nullopt;
  out.transaction_id = text_at(transaction, "transaction_id");
  out.amount =
      domain::Money(total.value_or(0));  // the order's amount: coupons make payer_total smaller (mistake 23)
  out.payer_amount = domain::Money(fen_at(amount, "payer_total").value_or(total.value_or(0)));
  if (const auto currency = text_at(amount, "currency"); !currency.empty()) out.currency = currency;
  const auto mchid = text_at(transaction, "mchid");
  const auto appid = text_at(transaction, "appid");
  out.account_reference = std::string(mchid) + "/" + std::string(appid);
  out.account_matches = mchid == identity.mchid && appid == identity.appid;
  out.paid_at = from_rfc3339(text_at(transaction, "success_time"));
  out.raw = raw;
  if (out.finding == PaymentFinding::failed || state == refund_exists) out.code = state;
  return out;
}

std::optional<domain::RefundEvidence> refund_evidence(const boost::json::object& refund,
                                                      std::string_view raw) {
  const auto answered = text_at(refund, "status");
  const auto status = answered.empty() ? text_at(refund, "refund_status") : answered;
  domain::RefundEvidence out;
  out.finding = refund_finding_of(status);
  out.out_trade_no = text_at(refund, "out_trade_no");
  out.out_refund_no = text_at(refund, "out_refund_no");
  if (out.out_refund_no.empty()) return std::nullopt;
  out.refund_id = text_at(refund, "refund_id");
  out.amount = domain::Money(fen_at(object_at(refund, "amount"), "refund").value_or(0));
  out.refunded_at = from_rfc3339(text_at(refund, "success_time"));
  out.raw = raw;
  if (out.finding == RefundFinding::failed) out.code = status;
  return out;
}

}  // namespace lunchrush::gateways::wechatpay
