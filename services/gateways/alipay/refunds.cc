// Giving money back (2.3, 2.6).
#include "services/gateways/alipay/alipay.h"
#include "services/gateways/alipay/requests.h"
#include "services/gateways/beijing_time.h"
#include "services/gateways/json_reading.h"
#include "services/gateways/outcomes.h"

namespace lunchrush::gateways::alipay {

using domain::RefundEvidence;
using domain::RefundFinding;

// fund_change tells whether this very call moved money: N after a repeat, and then only the query knows.
asio::awaitable<Answer<RefundEvidence>> Alipay::refund(RefundRequest request, Deadline deadline) {
  Call call{.operation = Operation::refund,
            .content = refund_content(request),
            .notify_url = {},
            .number = request.out_refund_no};
  auto reply = co_await api_->call(std::move(call), deadline);
  if (auto* failure = std::get_if<CallFailure>(&reply)) {
    if (failure->call_class != CallClass::funds_short) co_return std::move(*failure);
    auto out = refund_found(request.out_trade_no, request.out_refund_no, RefundFinding::funds_short);
    out.code = failure->code;
    co_return out;
  }
  const auto& answered = std::get<Reply>(reply);
  if (!answered.speaks_of(request.out_trade_no)) co_return unusable_answer();
  const bool moved = text_at(answered.node, "fund_change") == "Y";
  auto out = refund_found(request.out_trade_no, request.out_refund_no,
                          moved ? RefundFinding::succeeded : RefundFinding::processing);
  out.amount = request.amount;  // refund_fee is the total of all refunds so far
  out.needs_query = !moved;
  out.raw = answered.raw;
  co_return out;
}

asio::awaitable<Answer<RefundEvidence>> Alipay::query_refund(std::string out_trade_no,
                                                             std::string out_refund_no, Deadline deadline) {
  Call call{.operation = Operation::query_refund,
            .content = query_refund_content(out_trade_no, out_refund_no),
            .notify_url = {},
            .number = out_refund_no};
  auto reply = co_await api_->call(std::move(call), deadline);
  if (auto* failure = std::get_if<CallFailure>(&reply)) {
    if (failure->call_class != CallClass::not_found) co_return std::move(*failure);
    co_return refund_found(out_trade_no, out_refund_no, RefundFinding::not_found);
  }
  const auto& answered = std::get<Reply>(reply);
  // 10000 without the refund's own members: the call went well, the refund is not known (2.3).
  if (text_at(answered.node, "out_request_no").empty())
    co_return refund_found(out_trade_no, out_refund_no, RefundFinding::not_found);
  if (text_at(answered.node, "out_request_no") != out_refund_no || !answered.speaks_of(out_trade_no))
    co_return unusable_answer();
  const bool succeeded = text_at(answered.node, "refund_status") == "REFUND_SUCCESS";
  auto out = refund_found(out_trade_no, out_refund_no,
                          succeeded ? RefundFinding::succeeded : RefundFinding::processing);
  out.amount = amount_of(text_at(answered.node, "refund_amount")).value_or(domain::Money());
  out.refunded_at = from_beijing_text(text_at(answered.node, "gmt_refund_pay"));
  out.raw = answered.raw;
  co_return out;
}

}  // namespace lunchrush::gateways::alipay
