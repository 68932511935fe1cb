// Making a number unpayable: closing and cancelling (2.3, 2.6).
#include "services/gateways/alipay/alipay.h"
#include "services/gateways/alipay/requests.h"
#include "services/gateways/json_reading.h"
#include "services/gateways/outcomes.h"

namespace lunchrush::gateways::alipay {

using domain::PaymentEvidence;
using domain::PaymentFinding;

namespace {

// "retry_flag Y -> repeat"; whoever asked comes again if that was not enough.
constexpr int cancel_attempts_max = 3;

}  // namespace

// A trade that exists is closed: closing refuses when the guest has just paid, and "already paid" means paid.
// A precreated code that nobody scanned has no trade to close and can still be scanned until it expires, and
// a code payment may be half-way: only cancelling makes either unpayable.
asio::awaitable<Answer<Closed>> Alipay::close(std::string out_trade_no, Method method, Deadline deadline) {
  // Cancelling a paid trade gives the money back: so it is asked right before.
  auto before = co_await as_queried(out_trade_no, deadline);
  if (const auto* closed = std::get_if<Closed>(&before)) {
    const auto found = closed->evidence.finding;
    if (found == PaymentFinding::paid || found == PaymentFinding::closed) co_return before;
    const bool trade = method != Method::alipay_code && found == PaymentFinding::open;
    auto answer =
        trade ? close_trade(std::move(out_trade_no), deadline) : cancel(std::move(out_trade_no), deadline);
    auto outcome = co_await std::move(answer);
    co_return outcome;
  }
  co_return before;
}

asio::awaitable<Answer<Closed>> Alipay::close_trade(std::string out_trade_no, Deadline deadline) {
  Call call{.operation = Operation::close,
            .content = number_content(out_trade_no),
            .notify_url = {},
            .number = out_trade_no};
  auto reply = co_await api_->call(std::move(call), deadline);
  if (auto* failure = std::get_if<CallFailure>(&reply)) {
    const bool ask =
        failure->call_class == CallClass::already_done || failure->call_class == CallClass::not_found;
    if (!ask) co_return std::move(*failure);
    auto queried = co_await as_queried(std::move(out_trade_no), deadline);
    co_return queried;
  }
  if (!std::get<Reply>(reply).speaks_of(out_trade_no)) co_return unusable_answer();
  co_return Closed{payment_found(out_trade_no, PaymentFinding::closed)};
}

asio::awaitable<Answer<Closed>> Alipay::cancel(std::string out_trade_no, Deadline deadline) {
  for (int attempt = 0; attempt != cancel_attempts_max; ++attempt) {
    Call call{.operation = Operation::cancel,
              .content = number_content(out_trade_no),
              .notify_url = {},
              .number = out_trade_no};
    auto reply = co_await api_->call(std::move(call), deadline);
    if (auto* failure = std::get_if<CallFailure>(&reply)) {
      const bool ask =
          failure->call_class == CallClass::already_done || failure->call_class == CallClass::not_found;
      if (!ask) co_return std::move(*failure);
      auto queried = co_await as_queried(std::move(out_trade_no), deadline);
      co_return queried;
    }
    const auto& answered = std::get<Reply>(reply);
    if (!answered.speaks_of(out_trade_no)) co_return unusable_answer();
    if (text_at(answered.node, "retry_flag") == "Y") continue;
    const bool refunded = text_at(answered.node, "action") == "refund";
    auto closed = co_await after_cancel(std::move(out_trade_no), refunded, deadline);
    co_return closed;
  }
  co_return CallFailure{.call_class = CallClass::unknown,
                        .code = "RETRY",
                        .message = "cancel wants repeating",
                        .request_id = {}};
}

// Once more, as the gateway advises: what cannot be paid any
// more is closed, also when no trade ever came to be.
asio::awaitable<Answer<Closed>> Alipay::after_cancel(std::string out_trade_no, bool refunded,
                                                     Deadline deadline) {
  if (refunded)
    co_return Closed{payment_found(out_trade_no, PaymentFinding::closed, std::string(returned_in_full))};
  auto queried = co_await as_queried(out_trade_no, deadline);
  auto* const closed = std::get_if<Closed>(&queried);
  if (closed == nullptr) co_return queried;
  if (closed->evidence.finding == PaymentFinding::not_found)
    co_return Closed{payment_found(out_trade_no, PaymentFinding::closed, "CANCELLED")};
  co_return queried;
}

// Paid and returned is what an earlier cancelling leaves behind, whose
// answer was lost: no money is here, and the number cannot be paid.
asio::awaitable<Answer<Closed>> Alipay::as_queried(std::string out_trade_no, Deadline deadline) {
  auto queried = co_await query(std::move(out_trade_no), Method::alipay_precreate, deadline);
  if (auto* failure = std::get_if<CallFailure>(&queried)) co_return std::move(*failure);
  auto& evidence = std::get<PaymentEvidence>(queried);
  if (evidence.code == returned_in_full) evidence.finding = PaymentFinding::closed;
  co_return Closed{std::move(evidence)};
}

}  // namespace lunchrush::gateways::alipay
