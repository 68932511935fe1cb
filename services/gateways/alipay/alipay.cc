#include "services/gateways/alipay/alipay.h"

#include "services/gateways/alipay/notification.h"
#include "services/gateways/alipay/requests.h"
#include "services/gateways/beijing_time.h"
#include "services/gateways/json_reading.h"

namespace lunchrush::gateways::alipay {

using domain::PaymentEvidence;
using domain::PaymentFinding;
using domain::RefundEvidence;
using domain::RefundFinding;

namespace {

constexpr int cancel_attempts_max =
    3;  // "retry_flag Y -> repeat"; whoever asked comes again if that was not enough

std::optional<Operation> operation_of(Method method) {
  switch (method) {
    case Method::alipay_precreate: return Operation::precreate;
    case Method::alipay_code: return Operation::pay;
    case Method::alipay_create: return Operation::create;
    case Method::wechat_jsapi:
    case Method::wechat_native:
    case Method::wechat_code: return std::nullopt;
  }
  return std::nullopt;
}

CallFailure unusable() {
  return {.call_class = CallClass::unknown,
          .code = "UNUSABLE_ANSWER",
          .message = "a signed answer without the members it must have",
          .request_id = {}};
}

CallFailure local_refusal(std::string code, std::string message) {
  return {.call_class = CallClass::refused,
          .code = std::move(code),
          .message = std::move(message),
          .request_id = {}};
}

PaymentEvidence finding(std::string out_trade_no, PaymentFinding finding, std::string code = {}) {
  PaymentEvidence out;
  out.finding = finding;
  out.out_trade_no = std::move(out_trade_no);
  out.code = std::move(code);
  return out;
}

RefundEvidence refund_finding(std::string out_trade_no, std::string out_refund_no, RefundFinding finding) {
  RefundEvidence out;
  out.finding = finding;
  out.out_trade_no = std::move(out_trade_no);
  out.out_refund_no = std::move(out_refund_no);
  return out;
}

bool speaks_of(const Reply& reply, std::string_view out_trade_no) {
  return text_at(reply.node, "out_trade_no") == out_trade_no;
}

}  // namespace

asio::awaitable<Answer<Created>> Alipay::create(CreatePayment request, Deadline deadline) {
  const auto operation = operation_of(request.method);
  if (!operation) co_return local_refusal("METHOD_UNKNOWN", "not a method of Alipay");
  if (request.method == Method::alipay_code && request.auth_code.empty())
    co_return local_refusal("AUTH_CODE_MISSING", "a code payment needs a code");
  if (request.method == Method::alipay_create && request.payer.empty())
    co_return local_refusal("PAYER_MISSING", "a trade for a mini-program needs the buyer's open id");
  Call call{.operation = *operation,
            .content = create_content(request, api_->identity().app_id),
            .notify_url = request.notify_url,
            .number = request.out_trade_no};
  auto reply = co_await api_->call(std::move(call), deadline);
  if (auto* failure = std::get_if<CallFailure>(&reply)) co_return std::move(*failure);
  auto& answered = std::get<Reply>(reply);
  if (!speaks_of(answered, request.out_trade_no)) co_return unusable();
  if (request.method == Method::alipay_code) co_return code_paid(request, std::move(answered));
  co_return created(request, answered);
}

Answer<Created> Alipay::created(const CreatePayment& request, const Reply& reply) const {
  Created out{.action = {}, .evidence = finding(request.out_trade_no, PaymentFinding::open)};
  out.evidence.raw = reply.raw;
  const bool trade = request.method == Method::alipay_create;
  out.action.kind = trade ? "alipay_trade" : "qr_code";
  (trade ? out.action.trade_no : out.action.code_url) = text_at(reply.node, trade ? "trade_no" : "qr_code");
  if (out.action.trade_no.empty() && out.action.code_url.empty()) return unusable();
  return out;
}

// 10000 means paid; the answer has no trade_status of its own.
Answer<Created> Alipay::code_paid(const CreatePayment& request, Reply reply) const {
  Created out{.action = {.kind = "none"}, .evidence = finding(request.out_trade_no, PaymentFinding::open)};
  out.evidence.raw = reply.raw;
  if (reply.pending) return out;
  reply.node["trade_status"] = "TRADE_SUCCESS";
  auto evidence = payment_evidence(reply.node, api_->identity(), reply.raw);
  if (!evidence) return unusable();
  out.evidence = std::move(*evidence);
  return out;
}

asio::awaitable<Answer<PaymentEvidence>> Alipay::query(std::string out_trade_no, Method, Deadline deadline) {
  Call call{.operation = Operation::query,
            .content = number_content(out_trade_no),
            .notify_url = {},
            .number = out_trade_no};
  auto reply = co_await api_->call(std::move(call), deadline);
  if (auto* failure = std::get_if<CallFailure>(&reply)) {
    if (failure->call_class != CallClass::not_found) co_return std::move(*failure);
    co_return finding(out_trade_no, PaymentFinding::not_found, failure->code);
  }
  const auto& answered = std::get<Reply>(reply);
  auto evidence = payment_evidence(answered.node, api_->identity(), answered.raw);
  if (!evidence || evidence->out_trade_no != out_trade_no) co_return unusable();
  co_return std::move(*evidence);
}

// A precreated code can be scanned until it expires although no trade exists yet, and a code payment may be
// half-way: only cancelling makes either unpayable. A trade made by `create` exists and is closed.
asio::awaitable<Answer<Closed>> Alipay::close(std::string out_trade_no, Method method, Deadline deadline) {
  // Cancelling a paid trade gives the money back, and "already paid" must mean paid: so it is asked first, at
  // once before.
  auto before = co_await as_queried(out_trade_no, deadline);
  if (const auto* closed = std::get_if<Closed>(&before)) {
    const auto found = closed->evidence.finding;
    if (found == PaymentFinding::paid || found == PaymentFinding::closed) co_return before;
    const bool trade = method == Method::alipay_create && found == PaymentFinding::open;
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
  if (!speaks_of(std::get<Reply>(reply), out_trade_no)) co_return unusable();
  co_return Closed{finding(out_trade_no, PaymentFinding::closed)};
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
    if (!speaks_of(answered, out_trade_no)) co_return unusable();
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

// Once more, as the gateway advises: what cannot be paid any more is closed, also when no trade ever came to
// be.
asio::awaitable<Answer<Closed>> Alipay::after_cancel(std::string out_trade_no, bool refunded,
                                                     Deadline deadline) {
  if (refunded) co_return Closed{finding(out_trade_no, PaymentFinding::closed, "CANCELLED_WITH_REFUND")};
  auto queried = co_await as_queried(out_trade_no, deadline);
  auto* const closed = std::get_if<Closed>(&queried);
  if (closed == nullptr) co_return queried;
  if (closed->evidence.finding == PaymentFinding::not_found)
    co_return Closed{finding(out_trade_no, PaymentFinding::closed, "CANCELLED")};
  co_return queried;
}

asio::awaitable<Answer<Closed>> Alipay::as_queried(std::string out_trade_no, Deadline deadline) {
  auto queried = co_await query(std::move(out_trade_no), Method::alipay_precreate, deadline);
  if (auto* failure = std::get_if<CallFailure>(&queried)) co_return std::move(*failure);
  co_return Closed{std::move(std::get<PaymentEvidence>(queried))};
}

// fund_change tells whether this very call moved money: N after a repeat, and then only the query knows.
asio::awaitable<Answer<RefundEvidence>> Alipay::refund(RefundRequest request, Deadline deadline) {
  Call call{.operation = Operation::refund,
            .content = refund_content(request),
            .notify_url = {},
            .number = request.out_refund_no};
  auto reply = co_await api_->call(std::move(call), deadline);
  if (auto* failure = std::get_if<CallFailure>(&reply)) {
    if (failure->call_class != CallClass::funds_short) co_return std::move(*failure);
    auto out = refund_finding(request.out_trade_no, request.out_refund_no, RefundFinding::funds_short);
    out.code = failure->code;
    co_return out;
  }
  const auto& answered = std::get<Reply>(reply);
  if (!speaks_of(answered, request.out_trade_no)) co_return unusable();
  const bool moved = text_at(answered.node, "fund_change") == "Y";
  auto out = refund_finding(request.out_trade_no, request.out_refund_no,
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
    co_return refund_finding(out_trade_no, out_refund_no, RefundFinding::not_found);
  }
  const auto& answered = std::get<Reply>(reply);
  // 10000 without the refund's own members: the call went well, the refund is not known (2.3).
  if (text_at(answered.node, "out_request_no").empty())
    co_return refund_finding(out_trade_no, out_refund_no, RefundFinding::not_found);
  if (text_at(answered.node, "out_request_no") != out_refund_no || !speaks_of(answered, out_trade_no))
    co_return unusable();
  const bool succeeded = text_at(answered.node, "refund_status") == "REFUND_SUCCESS";
  auto out = refund_finding(out_trade_no, out_refund_no,
                            succeeded ? RefundFinding::succeeded : RefundFinding::processing);
  out.amount = domain::from_yuan(text_at(answered.node, "refund_amount")).value_or(domain::Money());
  out.refunded_at = from_beijing_text(text_at(answered.node, "gmt_refund_pay"));
  out.raw = answered.raw;
  co_return out;
}

std::variant<Verified, Rejected> Alipay::verify_notification(const Headers&, std::string_view body,
                                                             domain::Instant) const {
  auto opened = open_notification(body, api_->alipay_key(), api_->identity());
  const auto* const rejected = std::get_if<Rejected>(&opened);
  metrics_.notification(
      name(), rejected == nullptr ? std::string_view("accepted") : std::string_view(rejected->reason));
  return opened;
}

// Exactly these seven bytes are a success; whatever else is a failure (mistake 18).
Acknowledgement Alipay::acknowledge(bool accepted) const {
  if (accepted) return {.status = 200, .content_type = "text/plain", .body = "success"};
  return {.status = 400, .content_type = "text/plain", .body = "failure"};
}

}  // namespace lunchrush::gateways::alipay
