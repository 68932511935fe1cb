// Giving money back (1.11).
#include "services/gateways/json_reading.h"
#include "services/gateways/outcomes.h"
#include "services/gateways/wechatpay/wechatpay.h"

namespace lunchrush::gateways::wechatpay {

using domain::RefundEvidence;
using domain::RefundFinding;

namespace {

// nullopt also when the answer speaks of another number than was asked about.
std::optional<RefundEvidence> refund_in(const Reply& reply, std::string_view out_refund_no) {
  const auto object = parse_object(reply.body);
  if (!object) return std::nullopt;
  auto evidence = refund_evidence(*object, reply.body);
  if (!evidence || evidence->out_refund_no != out_refund_no) return std::nullopt;
  return evidence;
}

}  // namespace

asio::awaitable<Answer<RefundEvidence>> WechatPay::refund(RefundRequest request, Deadline deadline) {
  auto reply = co_await api_->call(Operation::refund, refund_call(request), request.out_refund_no, deadline);
  if (auto* failure = std::get_if<CallFailure>(&reply)) {
    if (failure->call_class == CallClass::funds_short)
      co_return refund_found(request.out_trade_no, request.out_refund_no, RefundFinding::funds_short,
                             failure->code);
    if (failure->call_class != CallClass::refused) co_return std::move(*failure);
    // An earlier attempt under this number may have been taken while this one is refused for its repetition.
    auto queried = co_await query_refund(request.out_trade_no, request.out_refund_no, deadline);
    const auto* const evidence = std::get_if<RefundEvidence>(&queried);
    if (evidence == nullptr) failure->call_class = CallClass::unknown;
    if (evidence == nullptr || evidence->finding == RefundFinding::not_found) co_return std::move(*failure);
    co_return queried;
  }
  auto evidence = refund_in(std::get<Reply>(reply), request.out_refund_no);
  if (!evidence || evidence->amount != request.amount)
    co_return unusable_answer(std::get<Reply>(reply).request_id);
  co_return std::move(*evidence);
}

asio::awaitable<Answer<RefundEvidence>> WechatPay::query_refund(std::string out_trade_no,
                                                                std::string out_refund_no,
                                                                Deadline deadline) {
  auto reply =
      co_await api_->call(Operation::query_refund, query_refund_call(out_refund_no), out_refund_no, deadline);
  if (auto* failure = std::get_if<CallFailure>(&reply)) {
    if (failure->call_class != CallClass::not_found) co_return std::move(*failure);
    co_return refund_found(out_trade_no, out_refund_no, RefundFinding::not_found, failure->code);
  }
  auto evidence = refund_in(std::get<Reply>(reply), out_refund_no);
  if (!evidence || evidence->out_trade_no != out_trade_no)
    co_return unusable_answer(std::get<Reply>(reply).request_id);
  co_return std::move(*evidence);
}

}  // namespace lunchrush::gateways::wechatpay
