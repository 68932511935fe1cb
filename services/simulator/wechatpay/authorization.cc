#include "services/simulator/wechatpay/authorization.h"

#include <charconv>
#include <cstdlib>

namespace lunchrush::simulator::wechatpay {
namespace {

constexpr std::string_view scheme = "WECHATPAY2-SHA256-RSA2048 ";
constexpr std::int64_t window_seconds = 300;
constexpr std::size_t nonce_max = 32;

std::string* slot(Authorization& authorization, std::string_view name) {
  if (name == "mchid") return &authorization.mchid;
  if (name == "nonce_str") return &authorization.nonce;
  if (name == "timestamp") return &authorization.timestamp;
  if (name == "serial_no") return &authorization.serial;
  if (name == "signature") return &authorization.signature;
  return nullptr;
}

// name="value" in front of `rest`, which it takes off with the comma behind it.
bool take_pair(std::string_view& rest, Authorization& authorization) {
  const auto equals = rest.find("=\"");
  if (equals == std::string_view::npos) return false;
  const auto end = rest.find('"', equals + 2);
  if (end == std::string_view::npos) return false;
  std::string* value = slot(authorization, rest.substr(0, equals));
  if (!value || !value->empty()) return false;
  *value = rest.substr(equals + 2, end - equals - 2);
  rest.remove_prefix(end + 1);
  if (rest.empty()) return true;
  if (rest.front() != ',') return false;
  rest.remove_prefix(1);
  return !rest.empty();
}

bool is_near(std::string_view timestamp, domain::Instant now) {
  std::int64_t seconds = 0;
  const auto [end, fault] = std::from_chars(timestamp.data(), timestamp.data() + timestamp.size(), seconds);
  if (fault != std::errc{} || end != timestamp.data() + timestamp.size()) return false;
  const auto ours = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  return std::abs(ours - seconds) <= window_seconds;
}

std::string message(const web::Request& request, const Authorization& authorization) {
  const auto method = web::http::to_string(request.method);
  std::string text(method.data(), method.size());
  text.reserve(256 + request.body.size());
  text.append("\n").append(request.target).append("\n").append(authorization.timestamp).append("\n");
  return text.append(authorization.nonce).append("\n").append(request.body).append("\n");
}

}  // namespace

std::optional<Authorization> parse_authorization(std::string_view header) {
  if (!header.starts_with(scheme)) return std::nullopt;
  header.remove_prefix(scheme.size());
  Authorization authorization;
  while (!header.empty()) {
    if (!take_pair(header, authorization)) return std::nullopt;
  }
  const bool complete = !authorization.mchid.empty() && !authorization.nonce.empty() &&
                        !authorization.timestamp.empty() && !authorization.serial.empty() &&
                        !authorization.signature.empty();
  if (!complete) return std::nullopt;
  return authorization;
}

Caller authenticate(const web::Request& request, Accounts& accounts, domain::Instant now) {
  const auto header = request.header("Authorization");
  if (!header) return {nullptr, "Http头缺少Authorization"};
  const auto authorization = parse_authorization(*header);
  if (!authorization) return {nullptr, "Http头Authorization值格式错误"};
  auto* account = accounts.wechat_by_mchid(authorization->mchid);
  if (!account) return {nullptr, "商户号不存在"};
  const auto key = account->merchant_keys.find(authorization->serial);
  if (key == account->merchant_keys.end()) return {nullptr, "商户证书序列号有误"};
  if (authorization->nonce.size() > nonce_max) return {nullptr, "随机串过长"};
  if (!is_near(authorization->timestamp, now))
    return {nullptr, "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟"};
  if (!key->second.verify_base64(message(request, *authorization), authorization->signature))
    return {nullptr, "错误的签名，验签失败"};
  return {account, ""};
}

}  // namespace lunchrush::simulator::wechatpay
