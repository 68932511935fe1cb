#include "services/gateways/wechatpay/wechatpay.h"

#include "services/crypto/digest.h"
#include "services/gateways/json_reading.h"
#include "services/gateways/outcomes.h"
#include "services/gateways/wechatpay/notification.h"

namespace lunchrush::gateways::wechatpay {

using domain::PaymentEvidence;
using domain::PaymentFinding;

namespace {

// nullopt also when the answer speaks of another number than was asked about.
std::optional<PaymentEvidence> payment_in(const Reply& reply, const Identity& identity,
                                          std::string_view out_trade_no) {
  const auto object = parse_object(reply.body);
  if (!object) return std::nullopt;
  auto evidence = payment_evidence(*object, identity, reply.body);
  if (!evidence || evidence->out_trade_no != out_trade_no) return std::nullopt;
  return evidence;
}

}  // namespace

asio::awaitable<Answer<Created>> WechatPay::create(CreatePayment request, Deadline deadline) {
  if (!path_of(request.method)) co_return refused_here("METHOD_UNKNOWN", "not a method of WeChat Pay");
  if (request.method == Method::wechat_jsapi && request.payer.empty())
    co_return refused_here("PAYER_MISSING", "a JSAPI payment needs the payer's openid");
  const bool by_code = request.method == Method::wechat_code;
  if (by_code && request.auth_code.empty())
    co_return refused_here("AUTH_CODE_MISSING", "a code payment needs a code");
  const auto operation = by_code ? Operation::code_payment : Operation::create;
  auto reply =
      co_await api_->call(operation, create_call(request, api_->identity()), request.out_trade_no, deadline);
  if (auto* failure = std::get_if<CallFailure>(&reply)) {
    if (by_code && failure->code == "USERPAYING")
      co_return Created{.action = {.kind = "none"},
                        .evidence = payment_found(request.out_trade_no, PaymentFinding::open)};
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
  Created out{.action = {}, .evidence = payment_found(request.out_trade_no, PaymentFinding::open)};
  out.evidence.raw = reply.body;
  if (request.method == Method::wechat_jsapi) {
    out.action = pay_action(std::string(text_at(object, "prepay_id")));
    if (out.action.prepay_id.empty()) return unusable_answer(reply.request_id);
    return out;
  }
  out.action.kind = "qr_code";
  out.action.code_url = text_at(object, "code_url");
  if (out.action.code_url.empty()) return unusable_answer(reply.request_id);
  return out;
}

// 202 with USERPAYING is how older gateways say that a password is being typed.
Answer<Created> WechatPay::code_paid(const CreatePayment& request, const Reply& reply) const {
  Created out{.action = {.kind = "none"}, .evidence = {}};
  if (reply.status == 202) {
    out.evidence = payment_found(request.out_trade_no, PaymentFinding::open);
    return out;
  }
  auto evidence = payment_in(reply, api_->identity(), request.out_trade_no);
  if (!evidence) return unusable_answer(reply.request_id);
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
    co_return payment_found(out_trade_no, PaymentFinding::not_found, failure->code);
  }
  auto evidence = payment_in(std::get<Reply>(reply), api_->identity(), out_trade_no);
  if (!evidence) co_return unusable_answer(std::get<Reply>(reply).request_id);
  co_return std::move(*evidence);
}

std::variant<Verified, Rejected> WechatPay::verify_notification(const Headers& headers, std::string_view body,
                                                                domain::Instant now) const {
  const auto keys = api_->keys();
  auto opened = open_notification(headers, body, now, {.platform = *keys, .apiv3_key = api_->apiv3_key()},
                                  api_->identity());
  const auto* const rejected = std::get_if<Rejected>(&opened);
  if (rejected == nullptr)
    metrics_.notification(name(), "accepted");
  else if (rejected->unknown_key.empty())
    metrics_.notification(name(), rejected->reason);
  return opened;
}

asio::awaitable<bool> WechatPay::learn_key(std::string serial, Deadline deadline) {
  const bool known = co_await api_->learn_key(std::move(serial), deadline);
  if (!known) metrics_.notification(name(), name_of(Verdict::serial_unknown));
  co_return known;
}

Acknowledgement WechatPay::acknowledge(bool accepted) const {
  if (accepted) return {.status = 204, .content_type = {}, .body = {}};
  return {.status = 400, .content_type = "application/json", .body = R"({"code":"FAIL","message":"失败"})"};
}

}  // namespace lunchrush::gateways::wechatpay
