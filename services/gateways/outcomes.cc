#include "services/gateways/outcomes.h"

namespace lunchrush::gateways {

CallFailure refused_here(std::string code, std::string message) {
  return {.call_class = CallClass::refused,
          .code = std::move(code),
          .message = std::move(message),
          .request_id = {}};
}

CallFailure no_answer(const HttpFailure& failure) {
  return {.call_class = failure.sent ? CallClass::unknown : CallClass::not_executed,
          .code = "TRANSPORT",
          .message = failure.reason,
          .request_id = {}};
}

CallFailure unusable_answer(std::string request_id) {
  return {.call_class = CallClass::unknown,
          .code = "UNUSABLE_ANSWER",
          .message = "a genuine answer without the members it must have, or about another number",
          .request_id = std::move(request_id)};
}

domain::PaymentEvidence payment_found(std::string out_trade_no, domain::PaymentFinding finding,
                                      std::string code) {
  domain::PaymentEvidence out;
  out.finding = finding;
  out.out_trade_no = std::move(out_trade_no);
  out.code = std::move(code);
  return out;
}

domain::RefundEvidence refund_found(std::string out_trade_no, std::string out_refund_no,
                                    domain::RefundFinding finding, std::string code) {
  domain::RefundEvidence out;
  out.finding = finding;
  out.out_trade_no = std::move(out_trade_no);
  out.out_refund_no = std::move(out_refund_no);
  out.code = std::move(code);
  return out;
}

domain::Error bad_key(std::string pointer, domain::Error error) {
  error.fields.push_back({.pointer = std::move(pointer), .code = "not_a_key", .detail = error.detail});
  return error;
}

}  // namespace lunchrush::gateways
