#include "services/gateways/wechatpay/api.h"

#include <algorithm>
#include <boost/asio.hpp>

#include "services/crypto/digest.h"
#include "services/gateways/call_meter.h"
#include "services/gateways/json_reading.h"
#include "services/gateways/outcomes.h"
#include "services/gateways/wechatpay/certificates.h"

namespace lunchrush::gateways::wechatpay {

namespace {

constexpr std::string_view user_agent = "lunchrush/1.0";
constexpr std::size_t request_nonce_bytes = 16;
constexpr std::size_t serial_characters_max = 40;
constexpr auto refresh_within = std::chrono::seconds(5);

domain::Instant now() {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

domain::Result<PlatformKeys> configured_keys(const WechatPayCredentials& credentials) {
  PlatformKeys keys;
  for (const auto& [serial, pem] : credentials.platform_certificates) {
    auto key = crypto::PublicKey::from_text(pem);
    if (!key) return bad_key("/wechatpay/platform_certificates/" + serial, key.error());
    keys.emplace(serial, std::move(*key));
  }
  if (credentials.public_key_id.empty()) return keys;
  auto key = crypto::PublicKey::from_text(credentials.public_key);
  if (!key) return bad_key("/wechatpay/public_key", key.error());
  keys.insert_or_assign(credentials.public_key_id, std::move(*key));
  return keys;
}

bool looks_like_certificate(std::string_view serial) {
  return serial.size() <= serial_characters_max && crypto::from_hex(serial).has_value();
}

std::string text_or_empty(const HeaderList& headers, std::string_view name) {
  return std::string(headers.find(name).value_or(std::string_view{}));
}

CallFailure unverified(Verdict verdict, std::string request_id) {
  return {.call_class = CallClass::unknown,
          .code = "UNVERIFIED",
          .message = "answer not verified: " + std::string(name_of(verdict)),
          .request_id = std::move(request_id)};
}

CallFailure error_of(Operation operation, const HttpResponse& response, std::string request_id) {
  const auto body = parse_object(response.body).value_or(boost::json::object());
  CallFailure out;
  out.code = text_at(body, "code");
  out.message = text_at(body, "message");
  out.call_class = classify(
      operation,
      {.status = response.status, .code = out.code, .message = out.message, .request_id = request_id});
  if (out.code.empty()) out.code = "HTTP_" + std::to_string(response.status);
  out.request_id = std::move(request_id);
  return out;
}

// What may be believed of an error answer nobody signed: that nothing happened (401, 429), and what only
// leads to another question. A refusal could be a proxy's, while the gateway behind it went ahead.
bool believable_unsigned(const CallFailure& failure) {
  return failure.call_class == CallClass::not_executed || failure.call_class == CallClass::not_found ||
         failure.call_class == CallClass::already_done;
}

}  // namespace

domain::Result<std::shared_ptr<Api>> Api::make(const Account& account, HttpClient& http,
                                               GatewayMetrics& metrics) {
  auto origin = Origin::from_url(account.base_url);
  if (!origin) return origin.error();
  auto key = crypto::PrivateKey::from_text(account.wechatpay.merchant_private_key.reveal());
  if (!key) return bad_key("/wechatpay/merchant_private_key", key.error());
  auto keys = configured_keys(account.wechatpay);
  if (!keys) return keys.error();
  Signer signer{account.wechatpay.mchid, account.wechatpay.merchant_serial, std::move(*key)};
  return std::shared_ptr<Api>(
      new Api(account, std::move(signer), std::move(*keys), http, metrics, std::move(*origin)));
}

Api::Api(const Account& account, Signer signer, PlatformKeys keys, HttpClient& http, GatewayMetrics& metrics,
         Origin origin)
    : account_id_(account.id),
      identity_{.mchid = account.wechatpay.mchid, .appid = account.wechatpay.appid},
      signer_(std::move(signer)),
      apiv3_key_(account.wechatpay.apiv3_key),
      public_key_id_(account.wechatpay.public_key_id),
      origin_(std::move(origin)),
      keys_(std::move(keys)),
      http_(http),
      metrics_(metrics),
      fetching_(http.executor()),
      ended_(fetching_) {}

asio::awaitable<Answer<Reply>> Api::call(Operation operation, Call call, std::string number,
                                         Deadline deadline) {
  const CallMeter meter(
      metrics_,
      {.gateway = "wechatpay", .operation = name_of(operation), .account = account_id_, .number = number});
  if (public_key_id_.empty())
    co_await asio::co_spawn(fetching_, routine_refresh(deadline), asio::use_awaitable);
  auto answer = co_await exchange(operation, std::move(call), deadline);
  if (auto* failure = std::get_if<CallFailure>(&answer)) co_return meter.failed(std::move(*failure));
  meter.done();
  co_return answer;
}

HttpRequest Api::signed_request(const Call& call) const {
  const auto target = origin_.path + call.target;
  const auto timestamp =
      std::to_string(std::chrono::floor<std::chrono::seconds>(now()).time_since_epoch().count());
  const auto nonce = crypto::to_hex(crypto::random_bytes(request_nonce_bytes));
  HttpRequest out{.gateway = "wechatpay", .origin = origin_, .method = call.method, .target = target};
  out.headers = {{"Authorization", signer_.authorization({.method = call.method,
                                                          .target = target,
                                                          .timestamp = timestamp,
                                                          .nonce = nonce,
                                                          .body = call.body})},
                 {"Accept", "application/json"},
                 {"Content-Type", "application/json"},
                 {"User-Agent", std::string(user_agent)}};
  // Without it the answer is signed with a certificate that a
  // merchant in public-key mode does not have (mistake 7).
  if (!public_key_id_.empty()) out.headers.emplace_back("Wechatpay-Serial", public_key_id_);
  out.body = call.body;
  return out;
}

asio::awaitable<Answer<Reply>> Api::exchange(Operation operation, Call call, Deadline deadline) {
  auto request = signed_request(call);
  auto outcome = co_await http_.send(std::move(request), deadline);
  if (const auto* failure = std::get_if<HttpFailure>(&outcome)) co_return no_answer(*failure);
  auto answer = co_await judge(operation, std::move(std::get<HttpResponse>(outcome)), deadline);
  co_return answer;
}

asio::awaitable<Answer<Reply>> Api::judge(Operation operation, HttpResponse response, Deadline deadline) {
  auto request_id = text_or_empty(response.headers, "Request-ID");
  const auto verdict = co_await verified(response, deadline);
  if (response.status >= 200 && response.status < 300) {
    if (verdict != Verdict::good) co_return unverified(verdict, std::move(request_id));
    co_return Reply{response.status, std::move(response.body), std::move(request_id)};
  }
  auto failure = error_of(operation, response, request_id);
  if (verdict == Verdict::good) co_return failure;
  const bool nobody_signed = verdict == Verdict::header_missing;
  const bool changes_nothing = response.status == 401 || response.status == 429;
  if (changes_nothing || (nobody_signed && believable_unsigned(failure))) co_return failure;
  failure.call_class = CallClass::unknown;
  co_return failure;
}

asio::awaitable<Verdict> Api::verified(const HttpResponse& response, Deadline deadline) {
  const auto verdict = verify(response.headers, response.body, now(), *keys_.keys());
  if (verdict != Verdict::serial_unknown) co_return verdict;
  const bool learnt = co_await learn_key(text_or_empty(response.headers, "Wechatpay-Serial"), deadline);
  if (!learnt) co_return verdict;
  co_return verify(response.headers, response.body, now(), *keys_.keys());
}

asio::awaitable<bool> Api::learn_key(std::string serial, Deadline deadline) {
  if (!looks_like_certificate(serial)) co_return false;
  co_await asio::co_spawn(fetching_, refresh_or_wait(deadline), asio::use_awaitable);
  co_return keys_.keys()->contains(serial);
}

asio::awaitable<void> Api::routine_refresh(Deadline deadline) {
  if (keys_.claim_routine_refresh(std::chrono::steady_clock::now())) co_await refresh(deadline);
}

asio::awaitable<void> Api::refresh_or_wait(Deadline deadline) {
  if (keys_.claim_refresh(std::chrono::steady_clock::now())) co_await refresh(deadline);
  // The end of the fetch cancels the wait; a fetch has an end of its own.
  if (under_way_) co_await ended_.async_wait(asio::as_tuple(asio::use_awaitable));
}

asio::awaitable<void> Api::refresh(Deadline deadline) {
  const CallMeter meter(metrics_, {.gateway = "wechatpay",
                                   .operation = name_of(Operation::certificates),
                                   .account = account_id_,
                                   .number = {}});
  const auto until = std::min(deadline, std::chrono::steady_clock::now() + refresh_within);
  under_way_ = true;
  ended_.expires_at(until);
  const bool fetched = co_await fetch_certificates(until);
  under_way_ = false;
  ended_.cancel();
  if (fetched)
    meter.done();
  else
    meter.failed({.call_class = CallClass::unknown, .code = "CERTIFICATES", .message = {}, .request_id = {}});
}

// The first answer is signed with a certificate that is in it: decrypting authenticates (the APIv3 key is
// ours alone), then the same answer must verify with what came out.
asio::awaitable<bool> Api::fetch_certificates(Deadline deadline) {
  auto request = signed_request({"GET", "/v3/certificates", ""});
  auto outcome = co_await http_.send(std::move(request), deadline);
  const auto* const response = std::get_if<HttpResponse>(&outcome);
  if (response == nullptr || response->status != 200) co_return false;
  auto fetched = read_certificates(response->body, apiv3_key());
  if (!fetched) co_return false;
  auto together = *keys_.keys();
  together.insert(fetched->begin(), fetched->end());
  if (verify(response->headers, response->body, now(), together) != Verdict::good) co_return false;
  keys_.add(*fetched);
  co_return true;
}

}  // namespace lunchrush::gateways::wechatpay
