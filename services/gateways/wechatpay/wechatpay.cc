#include "services/gateways/wechatpay/wechatpay.h"

#include "services/crypto/digest.h"
#include "services/gateways/json_reading.h"
#include "services/gateways/wechatpay/notification.h"

namespace lunchrush::gateways::wechatpay {

using domain::PaymentEvidence;
using domain::PaymentFinding;
using domain::RefundEvidence;
using domain::RefundFinding;

namespace {

CallFailure unusable(const Reply& reply) {
  return {.call_class = CallClass::unknown,
          .code = "UNUSABLE_ANSWER",
          .message = "a signed answer without the members it must have",
          .request_id = reply.request_id};
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

// nullopt also when the answer speaks of another number than was asked about.
std::optional<PaymentEvidence> payment_in(const Reply& reply, const Identity& identity,
                                          std::string_view out_trade_no) {
  const auto object = parse_object(reply.body);
  if (!object) return std::nullopt;
  auto evidence = payment_evidence(*object, identity, reply.body);
  if (!evidence || evidence->out_trade_no != out_trade_no) return std::nullopt;
  return evidence;
}

std::optional<RefundEvidence> refund_in(const Reply& reply, std::string_view out_refund_no) {
  const auto object = parse_object(reply.body);
  if (!object) return std::nullopt;
  auto evidence = refund_evidence(*object, reply.body);
  if (!evidence || evidence->out_refund_no != out_refund_no) return std::nullopt;
  return evidence;
}

RefundEvidence refund_finding(const std::string& out_refund_no, RefundFinding finding,
                              const CallFailure& failure) {
  RefundEvidence out;
  out.finding = finding;
  out.out_refund_no = out_refund_no;
  out.code = failure.code;
  return out;
}

}  // namespace

asio::awaitable<Answer<Created>> WechatPay::create(CreatePayment request, Deadline deadline) {
  if (!path_of(request.method)) co_return local_refusal("METHOD_UNKNOWN", "not a method of WeChat Pay");
  if (request.method == Method::wechat_jsapi && request.payer.empty())
    co_return local_refusal("PAYER_MISSING", "a JSAPI payment needs the payer's openid");
  const bool by_code = request.method == Method::wechat_code;
  if (by_code && request.auth_code.empty())
    co_return local_refusal("AUTH_CODE_MISSING", "a code payment needs a code");
  const auto operation = by_code ? Operation::code_payment : Operation::create;
  auto reply =
      co_await api_->call(operation, create_call(request, api_->identity()), request.out_trade_no, deadline);
  if (auto* failure = std::get_if<CallFailure>(&reply)) {
    if (by_code && failure->code == "USERPAYING")
      co_return Created{.action = {.kind = "none"},
                        .evidence = finding(request.out_trade_no, PaymentFinding::open)};
    auto answer = co_await create_refused(std::move(*failure), request.out_trade_no, deadline);
    co_return answer;
  }
  const auto& answered = std::get<Reply>(reply);
  co_return by_code ? code_paid(request, answered) : created(request, answered);
}

// INVALID_REQUEST is said of bad values and of paid orders alike: only a query tells.
asio::awaitable<Answer<Created>> WechatPay::create_refused(CallFailure failure, std::string out_trade_no,
                                                           Deadline deadline) {
  if (failure.call_class != CallClass::refused || failure.code != "INVALID_REQUEST") co_return failure;
  auto queried = co_await query(out_trade_no, Method::wechat_native, deadline);
  const auto* const evidence = std::get_if<PaymentEvidence>(&queried);
  if (evidence == nullptr)
    failure.call_class = CallClass::unknown;
  else if (evidence->finding == PaymentFinding::paid)
    failure.call_class = CallClass::already_done;
  co_return failure;
}

Answer<Created> WechatPay::created(const CreatePayment& request, const Reply& reply) const {
  const auto object = parse_object(reply.body).value_or(boost::json::object());
  Created out{.action = {}, .evidence = finding(request.out_trade_no, PaymentFinding::open)};
  out.evidence.raw = reply.body;
  if (request.method == Method::wechat_jsapi) {
    out.action = pay_action(std::string(text_at(object, "prepay_id")));
    if (out.action.prepay_id.empty()) return unusable(reply);
    return out;
  }
  out.action.kind = "qr_code";
  out.action.code_url = text_at(object, "code_url");
  if (out.action.code_url.empty()) return unusable(reply);
  return out;
}

// 202 with USERPAYING is how older gateways say that a password is being typed.
Answer<Created> WechatPay::code_paid(const CreatePayment& request, const Reply& reply) const {
  Created out{.action = {.kind = "none"}, .evidence = {}};
  if (reply.status == 202) {
    out.evidence = finding(request.out_trade_no, PaymentFinding::open);
    return out;
  }
  auto evidence = payment_in(reply, api_->identity(), request.out_trade_no);
  if (!evidence) return unusable(reply);
  out.evidence = std::move(*evidence);
  return out;
}

Action WechatPay::pay_action(const std::string& prepay_id) const {
  const auto timestamp =
      std::to_string(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now()));
  const auto nonce = crypto::to_hex(crypto::random_bytes(16));
  const auto package = "prepay_id=" + prepay_id;
  const auto message = pay_sign_message(
      {.app_id = api_->identity().appid, .timestamp = timestamp, .nonce = nonce, .package = package});
  Action out{.kind = "wechat_jsapi"};
  out.prepay_id = prepay_id;
  out.client_parameters = {{"appId", api_->identity().appid},
                           {"timeStamp", timestamp},
                           {"nonceStr", nonce},
                           {"package", package},
                           {"signType", "RSA"},
                           {"paySign", api_->merchant_key().sign_base64(message)}};
  return out;
}

asio::awaitable<Answer<PaymentEvidence>> WechatPay::query(std::string out_trade_no, Method,
                                                          Deadline deadline) {
  auto reply = co_await api_->call(Operation::query, query_call(out_trade_no, api_->identity()), out_trade_no,
                                   deadline);
  if (auto* failure = std::get_if<CallFailure>(&reply)) {
    if (failure->call_class != CallClass::not_found) co_return std::move(*failure);
    co_return finding(out_trade_no, PaymentFinding::not_found, failure->code);
  }
  auto evidence = payment_in(std::get<Reply>(reply), api_->identity(), out_trade_no);
  if (!evidence) co_return unusable(std::get<Reply>(reply));
  co_return std::move(*evidence);
}

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
  co_return Closed{finding(out_trade_no, PaymentFinding::closed)};
}

// Reversing a paid order gives the money back, and "already paid" must mean paid: so it is asked first.
// Whoever pays between the question and the reversal gets the money back, and the number is closed all the
// same.
asio::awaitable<Answer<Closed>> WechatPay::reverse(std::string out_trade_no, Deadline deadline) {
  auto before = co_await query(out_trade_no, Method::wechat_code, deadline);
  if (auto* failure = std::get_if<CallFailure>(&before)) co_return std::move(*failure);
  auto& evidence = std::get<PaymentEvidence>(before);
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
        co_return Closed{finding(out_trade_no, PaymentFinding::closed, "REVOKED")};
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
    co_return Closed{finding(out_trade_no, PaymentFinding::not_found, failure.code)};
  const bool ask = failure.call_class == CallClass::already_done || failure.call_class == CallClass::refused;
  if (!ask) co_return failure;
  auto queried = co_await query(out_trade_no, Method::wechat_native, deadline);
  if (auto* again = std::get_if<CallFailure>(&queried)) co_return std::move(*again);
  co_return Closed{std::move(std::get<PaymentEvidence>(queried))};
}

asio::awaitable<Answer<RefundEvidence>> WechatPay::refund(RefundRequest request, Deadline deadline) {
  auto reply = co_await api_->call(Operation::refund, refund_call(request), request.out_refund_no, deadline);
  if (auto* failure = std::get_if<CallFailure>(&reply)) {
    if (failure->call_class == CallClass::funds_short)
      co_return refund_finding(request.out_refund_no, RefundFinding::funds_short, *failure);
    if (failure->call_class != CallClass::refused) co_return std::move(*failure);
    // An earlier attempt under this number may have been taken while this one is refused for its repetition.
    auto queried = co_await query_refund(request.out_trade_no, request.out_refund_no, deadline);
    const auto* const evidence = std::get_if<RefundEvidence>(&queried);
    if (evidence == nullptr) failure->call_class = CallClass::unknown;
    if (evidence == nullptr || evidence->finding == RefundFinding::not_found) co_return std::move(*failure);
    co_return queried;
  }
  auto evidence = refund_in(std::get<Reply>(reply), request.out_refund_no);
  if (!evidence || evidence->amount != request.amount) co_return unusable(std::get<Reply>(reply));
  co_return std::move(*evidence);
}

asio::awaitable<Answer<RefundEvidence>> WechatPay::query_refund(std::string out_trade_no,
                                                                std::string out_refund_no,
                                                                Deadline deadline) {
  auto reply =
      co_await api_->call(Operation::query_refund, query_refund_call(out_refund_no), out_refund_no, deadline);
  if (auto* failure = std::get_if<CallFailure>(&reply)) {
    if (failure->call_class != CallClass::not_found) co_return std::move(*failure);
    co_return refund_finding(out_refund_no, RefundFinding::not_found, *failure);
  }
  auto evidence = refund_in(std::get<Reply>(reply), out_refund_no);
  if (!evidence || evidence->out_trade_no != out_trade_no) co_return unusable(std::get<Reply>(reply));
  co_return std::move(*evidence);
}

std::variant<Verified, Rejected> WechatPay::verify_notification(const Headers& headers, std::string_view body,
                                                                domain::Instant now) const {
  const auto keys = api_->keys();
  auto opened = open_notification(headers, body, now, {.platform = *keys, .apiv3_key = api_->apiv3_key()},
                                  api_->identity());
  const auto* const rejected = std::get_if<Rejected>(&opened);
  metrics_.notification(
      name(), rejected == nullptr ? std::string_view("accepted") : std::string_view(rejected->reason));
  if (rejected != nullptr && rejected->reason == name_of(Verdict::serial_unknown))
    api_->want_serial(headers.find("Wechatpay-Serial").value_or(std::string_view{}));
  return opened;
}

Acknowledgement WechatPay::acknowledge(bool accepted) const {
  if (accepted) return {.status = 204, .content_type = {}, .body = {}};
  return {.status = 400, .content_type = "application/json", .body = R"({"code":"FAIL","message":"失败"})"};
}

}  // namespace lunchrush::gateways::wechatpay
