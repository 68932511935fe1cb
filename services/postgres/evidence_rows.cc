#include "services/postgres/evidence_rows.h"

#include <array>
#include <stdexcept>

#include "services/postgres/values.h"

namespace lunchrush::postgres {
namespace {

constexpr std::array<std::string_view, 6> payment_findings{"paid",   "open",      "closed",
                                                           "failed", "not_found", "unknown"};
constexpr std::array<std::string_view, 7> refund_findings{"succeeded", "processing",  "failed", "abnormal",
                                                          "not_found", "funds_short", "unknown"};

template <class Finding, std::size_t count>
Finding finding_of(const std::array<std::string_view, count>& names, const json::object& row) {
  for (std::size_t i = 0; i != count; ++i)
    if (names[i] == text_of(row, "finding")) return static_cast<Finding>(i);
  throw std::runtime_error("unknown finding in the inbox");
}

json::object payment_row(const domain::PaymentEvidence& evidence) {
  return {{"kind", "payment"},
          {"finding", payment_findings.at(static_cast<std::size_t>(evidence.finding))},
          {"out_trade_no", evidence.out_trade_no},
          {"transaction_id", evidence.transaction_id},
          {"amount_fen", evidence.amount.fen()},
          {"payer_amount_fen", evidence.payer_amount.fen()},
          {"currency", evidence.currency},
          {"account_reference", evidence.account_reference},
          {"account_matches", evidence.account_matches},
          {"paid_at", maybe(evidence.paid_at)},
          {"raw", evidence.raw},
          {"code", evidence.code}};
}

json::object refund_row(const domain::RefundEvidence& evidence) {
  return {{"kind", "refund"},
          {"finding", refund_findings.at(static_cast<std::size_t>(evidence.finding))},
          {"out_trade_no", evidence.out_trade_no},
          {"out_refund_no", evidence.out_refund_no},
          {"refund_id", evidence.refund_id},
          {"amount_fen", evidence.amount.fen()},
          {"refunded_at", maybe(evidence.refunded_at)},
          {"needs_query", evidence.needs_query},
          {"raw", evidence.raw},
          {"code", evidence.code}};
}

domain::PaymentEvidence to_payment_evidence(const json::object& row) {
  domain::PaymentEvidence evidence;
  evidence.finding = finding_of<domain::PaymentFinding>(payment_findings, row);
  evidence.out_trade_no = text_of(row, "out_trade_no");
  evidence.transaction_id = text_of(row, "transaction_id");
  evidence.amount = money_of(row, "amount_fen");
  evidence.payer_amount = money_of(row, "payer_amount_fen");
  evidence.currency = text_of(row, "currency");
  evidence.account_reference = text_of(row, "account_reference");
  evidence.account_matches = flag_of(row, "account_matches");
  evidence.paid_at = maybe_instant_of(row, "paid_at");
  evidence.raw = text_of(row, "raw");
  evidence.code = text_of(row, "code");
  return evidence;
}

domain::RefundEvidence to_refund_evidence(const json::object& row) {
  domain::RefundEvidence evidence;
  evidence.finding = finding_of<domain::RefundFinding>(refund_findings, row);
  evidence.out_trade_no = text_of(row, "out_trade_no");
  evidence.out_refund_no = text_of(row, "out_refund_no");
  evidence.refund_id = text_of(row, "refund_id");
  evidence.amount = money_of(row, "amount_fen");
  evidence.refunded_at = maybe_instant_of(row, "refunded_at");
  evidence.needs_query = flag_of(row, "needs_query");
  evidence.raw = text_of(row, "raw");
  evidence.code = text_of(row, "code");
  return evidence;
}

}  // namespace

json::object evidence_row(const Evidence& evidence) {
  if (const auto* payment = std::get_if<domain::PaymentEvidence>(&evidence)) return payment_row(*payment);
  return refund_row(std::get<domain::RefundEvidence>(evidence));
}

Evidence to_evidence(const json::object& row) {
  if (text_of(row, "kind") == "payment") return to_payment_evidence(row);
  return to_refund_evidence(row);
}

}  // namespace lunchrush::postgres
