#include "services/gateways/alipay/trade.h"

#include "services/gateways/beijing_time.h"
#include "services/gateways/json_reading.h"

namespace lunchrush::gateways::alipay {

using domain::PaymentFinding;

namespace {

// Answers write money as text; a number would have lost its exactness, so it is not read.
struct Facts {
  std::string_view trade_status, out_trade_no, trade_no, total_amount, payer_amount, paid_at;
  bool was_paid = false;
};

std::optional<domain::PaymentEvidence> evidence_of(const Facts& facts, std::string_view raw) {
  domain::PaymentEvidence out;
  out.finding = finding_of(facts.trade_status, facts.was_paid);
  const auto total = amount_of(facts.total_amount);
  if (facts.out_trade_no.empty() || (out.finding == PaymentFinding::paid && !total)) return std::nullopt;
  out.out_trade_no = facts.out_trade_no;
  out.transaction_id = facts.trade_no;
  out.amount = total.value_or(domain::Money());
  out.payer_amount = amount_of(facts.payer_amount).value_or(out.amount);
  out.paid_at = from_beijing_text(facts.paid_at);
  out.raw = raw;
  if (out.finding == PaymentFinding::paid && facts.trade_status == "TRADE_CLOSED")
    out.code = returned_in_full;
  return out;
}

std::string_view at(const Parameters& parameters, std::string_view name) {
  const auto found = parameters.find(name);
  return found == parameters.end() ? std::string_view{} : std::string_view(found->second);
}

std::string_view first_given(std::string_view a, std::string_view b) { return a.empty() ? b : a; }

bool above_zero(std::string_view yuan) {
  const auto amount = domain::from_yuan(yuan);
  return amount && amount->fen() > 0;
}

std::string reference(std::string_view seller_id, std::string_view app_id) {
  return std::string(seller_id) + "/" + std::string(app_id);
}

}  // namespace

std::optional<domain::Money> amount_of(std::string_view yuan) {
  const auto amount = domain::from_yuan(yuan);
  return amount && amount->fen() >= 0 ? amount : std::nullopt;
}

PaymentFinding finding_of(std::string_view trade_status, bool was_paid) {
  if (trade_status == "TRADE_SUCCESS" || trade_status == "TRADE_FINISHED") return PaymentFinding::paid;
  if (trade_status == "WAIT_BUYER_PAY") return PaymentFinding::open;
  if (trade_status == "TRADE_CLOSED") return was_paid ? PaymentFinding::paid : PaymentFinding::closed;
  return PaymentFinding::unknown;
}

std::optional<domain::PaymentEvidence> payment_evidence(const boost::json::object& node,
                                                        const Identity& identity, std::string_view raw) {
  const auto paid_at = first_given(text_at(node, "gmt_payment"), text_at(node, "send_pay_date"));
  const Facts facts{
      .trade_status = text_at(node, "trade_status"),
      .out_trade_no = text_at(node, "out_trade_no"),
      .trade_no = text_at(node, "trade_no"),
      .total_amount = text_at(node, "total_amount"),
      .payer_amount = text_at(node, "buyer_pay_amount"),
      .paid_at = paid_at,
      .was_paid = !paid_at.empty(),
  };
  auto out = evidence_of(facts, raw);
  // Signed for our application and asked by our number: the answer itself names no seller.
  if (out) out->account_reference = reference(identity.seller_id, identity.app_id);
  return out;
}

bool speaks_of_refund(const Parameters& notification) {
  return !at(notification, "gmt_refund").empty() || above_zero(at(notification, "refund_fee")) ||
         !at(notification, "out_biz_no").empty();
}

std::optional<domain::PaymentEvidence> payment_evidence(const Parameters& notification,
                                                        const Identity& identity, std::string_view raw) {
  const auto paid_at = at(notification, "gmt_payment");
  const Facts facts{
      .trade_status = at(notification, "trade_status"),
      .out_trade_no = at(notification, "out_trade_no"),
      .trade_no = at(notification, "trade_no"),
      .total_amount = at(notification, "total_amount"),
      .payer_amount = at(notification, "buyer_pay_amount"),
      .paid_at = paid_at,
      .was_paid = !paid_at.empty() || speaks_of_refund(notification),
  };
  auto out = evidence_of(facts, raw);
  if (!out) return out;
  const auto seller_id = at(notification, "seller_id");
  const auto app_id = at(notification, "app_id");
  out->account_reference = reference(seller_id, app_id);
  out->account_matches = seller_id == identity.seller_id && app_id == identity.app_id;
  return out;
}

domain::RefundEvidence refund_evidence(const Parameters& notification, std::string_view raw) {
  domain::RefundEvidence out;
  out.finding = domain::RefundFinding::unknown;
  out.out_trade_no = at(notification, "out_trade_no");
  out.out_refund_no = at(notification, "out_biz_no");
  out.refunded_at = from_beijing_text(at(notification, "gmt_refund"));
  out.needs_query = true;
  out.raw = raw;
  return out;
}

}  // namespace lunchrush::gateways::alipay
