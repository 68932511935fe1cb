#include "services/gateways/wechatpay/signing.h"

#include <charconv>
#include <cstdlib>
#include <optional>

namespace lunchrush::gateways::wechatpay {

namespace {

constexpr std::string_view scheme = "WECHATPAY2-SHA256-RSA2048";
constexpr std::string_view probe_prefix = "WECHATPAY/SIGNTEST/";

std::string lines(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const auto part : parts) size += part.size() + 1;
  std::string out;
  out.reserve(size);
  for (const auto part : parts) out.append(part).push_back('\n');
  return out;
}

std::optional<std::string_view> given(const Headers& headers, std::string_view name) {
  const auto value = headers.find(name);
  return value && !value->empty() ? value : std::nullopt;
}

bool fresh(std::string_view timestamp, domain::Instant now) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(timestamp.data(), timestamp.data() + timestamp.size(), seconds);
  if (error != std::errc{} || end != timestamp.data() + timestamp.size()) return false;
  // Compared without subtracting: a hostile number must not overflow.
  const auto now_seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch();
  return seconds >= (now_seconds - clock_tolerance).count() &&
         seconds <= (now_seconds + clock_tolerance).count();
}

}  // namespace

std::string request_message(const RequestParts& parts) {
  return lines({parts.method, parts.target, parts.timestamp, parts.nonce, parts.body});
}

std::string Signer::authorization(const RequestParts& parts) const {
  std::string out(scheme);
  out.append(" mchid=\"").append(mchid);
  out.append("\",nonce_str=\"").append(parts.nonce);
  out.append("\",timestamp=\"").append(parts.timestamp);
  out.append("\",serial_no=\"").append(serial);
  out.append("\",signature=\"").append(key.sign_base64(request_message(parts))).append("\"");
  return out;
}

std::string pay_sign_message(const PaySignParts& parts) {
  return lines({parts.app_id, parts.timestamp, parts.nonce, parts.package});
}

std::string message_received(std::string_view timestamp, std::string_view nonce, std::string_view body) {
  return lines({timestamp, nonce, body});
}

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::good: return "good";
    case Verdict::header_missing: return "header_missing";
    case Verdict::timestamp: return "timestamp";
    case Verdict::serial_unknown: return "serial";
    case Verdict::probe: return "probe";
    case Verdict::bad: return "signature";
  }
  std::abort();
}

Verdict verify(const Headers& headers, std::string_view body, domain::Instant now, const PlatformKeys& keys) {
  const auto timestamp = given(headers, "Wechatpay-Timestamp");
  const auto nonce = given(headers, "Wechatpay-Nonce");
  const auto serial = given(headers, "Wechatpay-Serial");
  const auto signature = given(headers, "Wechatpay-Signature");
  if (!timestamp || !nonce || !serial || !signature) return Verdict::header_missing;
  if (!fresh(*timestamp, now)) return Verdict::timestamp;
  if (signature->starts_with(probe_prefix)) return Verdict::probe;
  const auto key = keys.find(*serial);
  if (key == keys.end()) return Verdict::serial_unknown;
  const bool verified = key->second.verify_base64(message_received(*timestamp, *nonce, body), *signature);
  return verified ? Verdict::good : Verdict::bad;
}

}  // namespace lunchrush::gateways::wechatpay
