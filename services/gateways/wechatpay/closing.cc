// Making a number unpayable: closing (1.10) and reversing (1.8).
#include "services/gateways/outcomes.h"
#include "services/gateways/wechatpay/wechatpay.h"

namespace lunchrush::gateways::wechatpay {

using domain::PaymentEvidence;
using domain::PaymentFinding;

asio::awaitable<Answer<Closed>> WechatPay::close(std::string out_trade_no, Method method, Deadline deadline) {
  if (method == Method::wechat_code) {
    auto reversed = co_await reverse(std::move(out_trade_no), deadline);
    co_return reversed;
  }
  auto closed = co_await close_ordinary(std::move(out_trade_no), deadline);
  co_return closed;
}

asio::awaitable<Answer<Closed>> WechatPay::close_ordinary(std::string out_trade_no, Deadline deadline) {
  auto reply = co_await api_->call(Operation::close, close_call(out_trade_no, api_->identity()), out_trade_no,
                                   deadline);
  if (auto* failure = std::get_if<CallFailure>(&reply)) {
    auto answer = co_await closed_or_as_queried(std::move(*failure), out_trade_no, deadline);
    co_return answer;
  }
  co_return Closed{payment_found(out_trade_no, PaymentFinding::closed)};
}

// Reversing a paid order gives the money back, and "already paid" must mean paid: so it is asked first. Who
// pays between the question and the reversal gets the money back, and the number is closed all the same; so
// it is when a refund exists of a payment nobody here knew of: an earlier reversal, whose answer was lost.
asio::awaitable<Answer<Closed>> WechatPay::reverse(std::string out_trade_no, Deadline deadline) {
  auto before = co_await query(out_trade_no, Method::wechat_code, deadline);
  if (auto* failure = std::get_if<CallFailure>(&before)) co_return std::move(*failure);
  auto& evidence = std::get<PaymentEvidence>(before);
  if (evidence.code == refund_exists)
    co_return Closed{payment_found(out_trade_no, PaymentFinding::closed, std::string(refund_exists))};
  switch (evidence.finding) {
    case PaymentFinding::paid:
    case PaymentFinding::closed:
    case PaymentFinding::failed: co_return Closed{std::move(evidence)};
    case PaymentFinding::not_found:
      break;  // closing burns a number that was never used (1.10): that is what is wanted
    case PaymentFinding::open:
    case PaymentFinding::unknown: {
      auto reply = co_await api_->call(Operation::reverse, reverse_call(out_trade_no, api_->identity()),
                                       out_trade_no, deadline);
      if (std::holds_alternative<Reply>(reply))
        co_return Closed{payment_found(out_trade_no, PaymentFinding::closed, "REVOKED")};
      auto answer =
          co_await closed_or_as_queried(std::move(std::get<CallFailure>(reply)), out_trade_no, deadline);
      co_return answer;
    }
  }
  auto closed = co_await close_ordinary(std::move(out_trade_no), deadline);
  co_return closed;
}

asio::awaitable<Answer<Closed>> WechatPay::closed_or_as_queried(CallFailure failure, std::string out_trade_no,
                                                                Deadline deadline) {
  if (failure.call_class == CallClass::not_found)
    co_return Closed{payment_found(out_trade_no, PaymentFinding::not_found, failure.code)};
  const bool ask = failure.call_class == CallClass::already_done || failure.call_class == CallClass::refused;
  if (!ask) co_return failure;
  auto queried = co_await query(out_trade_no, Method::wechat_native, deadline);
  if (auto* again = std::get_if<CallFailure>(&queried)) co_return std::move(*again);
  co_return Closed{std::move(std::get<PaymentEvidence>(queried))};
}

}  // namespace lunchrush::gateways::wechatpay
