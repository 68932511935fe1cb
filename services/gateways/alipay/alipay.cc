#include "services/gateways/alipay/alipay.h"

#include "services/gateways/alipay/notification.h"
#include "services/gateways/alipay/requests.h"
#include "services/gateways/json_reading.h"
#include "services/gateways/outcomes.h"

namespace lunchrush::gateways::alipay {

using domain::PaymentEvidence;
using domain::PaymentFinding;

namespace {

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

}  // namespace

asio::awaitable<Answer<Created>> Alipay::create(CreatePayment request, Deadline deadline) {
  const auto operation = operation_of(request.method);
  if (!operation) co_return refused_here("METHOD_UNKNOWN", "not a method of Alipay");
  if (request.method == Method::alipay_code && request.auth_code.empty())
    co_return refused_here("AUTH_CODE_MISSING", "a code payment needs a code");
  if (request.method == Method::alipay_create && request.payer.empty())
    co_return refused_here("PAYER_MISSING", "a trade for a mini-program needs the buyer's open id");
  Call call{.operation = *operation,
            .content = create_content(request, api_->identity().app_id),
            .notify_url = request.notify_url,
            .number = request.out_trade_no};
  auto reply = co_await api_->call(std::move(call), deadline);
  if (auto* failure = std::get_if<CallFailure>(&reply)) co_return std::move(*failure);
  auto& answered = std::get<Reply>(reply);
  if (!answered.speaks_of(request.out_trade_no)) co_return unusable_answer();
  if (request.method == Method::alipay_code) co_return code_paid(request, std::move(answered));
  co_return created(request, answered);
}

Answer<Created> Alipay::created(const CreatePayment& request, const Reply& reply) const {
  Created out{.action = {}, .evidence = payment_found(request.out_trade_no, PaymentFinding::open)};
  out.evidence.raw = reply.raw;
  const bool trade = request.method == Method::alipay_create;
  out.action.kind = trade ? "alipay_trade" : "qr_code";
  (trade ? out.action.trade_no : out.action.code_url) = text_at(reply.node, trade ? "trade_no" : "qr_code");
  if (out.action.trade_no.empty() && out.action.code_url.empty()) return unusable_answer();
  return out;
}

// 10000 means paid; the answer has no trade_status of its own.
Answer<Created> Alipay::code_paid(const CreatePayment& request, Reply reply) const {
  Created out{.action = {.kind = "none"},
              .evidence = payment_found(request.out_trade_no, PaymentFinding::open)};
  out.evidence.raw = reply.raw;
  if (reply.pending) return out;
  reply.node["trade_status"] = "TRADE_SUCCESS";
  auto evidence = payment_evidence(reply.node, api_->identity(), reply.raw);
  if (!evidence) return unusable_answer();
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
    co_return payment_found(out_trade_no, PaymentFinding::not_found, failure->code);
  }
  const auto& answered = std::get<Reply>(reply);
  auto evidence = payment_evidence(answered.node, api_->identity(), answered.raw);
  if (!evidence || evidence->out_trade_no != out_trade_no) co_return unusable_answer();
  co_return std::move(*evidence);
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
