#include "services/gateways/alipay/api.h"

#include "services/gateways/alipay/answer.h"
#include "services/gateways/alipay/signing.h"
#include "services/gateways/beijing_time.h"
#include "services/gateways/call_meter.h"
#include "services/gateways/json_reading.h"
#include "services/gateways/outcomes.h"

namespace lunchrush::gateways::alipay {

namespace {

constexpr std::string_view default_path = "/gateway.do";

CallFailure not_an_answer(unsigned status) {
  const bool too_many = status == 429;  // said by whatever stands in front, before anything was done
  return {.call_class = too_many ? CallClass::not_executed : CallClass::unknown,
          .code = status == 200 ? "UNVERIFIED" : "HTTP_" + std::to_string(status),
          .message = "no answer whose signature holds",
          .request_id = {}};
}

CallFailure failure_in(Operation operation, const Node& node) {
  const auto code = text_at(node.object, "code");
  const auto sub_code = text_at(node.object, "sub_code");
  return {.call_class = classify(operation, {.code = code, .sub_code = sub_code}),
          .code = std::string(sub_code.empty() ? code : sub_code),
          .message = std::string(text_at(node.object, sub_code.empty() ? "msg" : "sub_msg")),
          .request_id = {}};
}

}  // namespace

bool Reply::speaks_of(std::string_view out_trade_no) const {
  return text_at(node, "out_trade_no") == out_trade_no;
}

domain::Result<std::shared_ptr<Api>> Api::make(const Account& account, HttpClient& http,
                                               GatewayMetrics& metrics) {
  auto origin = Origin::from_url(account.base_url);
  if (!origin) return origin.error();
  if (origin->path.empty()) origin->path = default_path;
  auto app_key = crypto::PrivateKey::from_text(account.alipay.app_private_key.reveal());
  if (!app_key) return bad_key("/alipay/app_private_key", app_key.error());
  auto alipay_key = crypto::PublicKey::from_text(account.alipay.alipay_public_key);
  if (!alipay_key) return bad_key("/alipay/alipay_public_key", alipay_key.error());
  Keys keys{.app = std::move(*app_key), .alipay = std::move(*alipay_key)};
  return std::shared_ptr<Api>(new Api(account, std::move(keys), http, metrics, std::move(*origin)));
}

Api::Api(const Account& account, Keys keys, HttpClient& http, GatewayMetrics& metrics, Origin origin)
    : account_id_(account.id),
      identity_{.seller_id = account.alipay.seller_id, .app_id = account.alipay.app_id},
      app_key_(std::move(keys.app)),
      alipay_key_(std::move(keys.alipay)),
      origin_(std::move(origin)),
      http_(http),
      metrics_(metrics) {}

HttpRequest Api::signed_request(const Call& call) const {
  const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  Parameters parameters{{"app_id", identity_.app_id}, {"method", std::string(method_of(call.operation))},
                        {"format", "JSON"},           {"charset", "utf-8"},
                        {"sign_type", "RSA2"},        {"timestamp", to_beijing_text(now)},
                        {"version", "1.0"},           {"notify_url", call.notify_url},
                        {"biz_content", call.content}};
  HttpRequest out{.gateway = "alipay", .origin = origin_, .method = "POST", .target = origin_.path};
  out.headers = {{"Content-Type", "application/x-www-form-urlencoded;charset=utf-8"},
                 {"Accept", "application/json"},
                 {"User-Agent", "lunchrush/1.0"}};
  out.body = signed_form(std::move(parameters), app_key_);
  return out;
}

asio::awaitable<Answer<Reply>> Api::call(Call call, Deadline deadline) {
  const CallMeter meter(metrics_, {.gateway = "alipay",
                                   .operation = name_of(call.operation),
                                   .account = account_id_,
                                   .number = call.number});
  auto request = signed_request(call);
  auto outcome = co_await http_.send(std::move(request), deadline);
  if (const auto* failure = std::get_if<HttpFailure>(&outcome)) co_return meter.failed(no_answer(*failure));
  auto answer = judge(call.operation, std::get<HttpResponse>(outcome));
  if (auto* failure = std::get_if<CallFailure>(&answer)) co_return meter.failed(std::move(*failure));
  meter.done();
  co_return answer;
}

// The HTTP status says little: the gateway answers 200 for its
// errors too. What is signed counts, whatever the status.
Answer<Reply> Api::judge(Operation operation, const HttpResponse& response) const {
  auto node = read_answer(response.body, method_of(operation), alipay_key_);
  if (node.trust == Trust::none) return not_an_answer(response.status);
  const auto code = text_at(node.object, "code");
  if (node.trust == Trust::verified && code == "10000")
    return Reply{.node = std::move(node.object), .raw = std::string(node.bytes), .pending = false};
  if (node.trust == Trust::verified && code == "10003" && operation == Operation::pay)
    return Reply{.node = std::move(node.object), .raw = std::string(node.bytes), .pending = true};
  return failure_in(operation, node);
}

}  // namespace lunchrush::gateways::alipay
