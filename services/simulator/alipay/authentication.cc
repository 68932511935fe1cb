#include "services/simulator/alipay/authentication.h"

#include "services/simulator/beijing.h"

namespace lunchrush::simulator::alipay {
namespace {

// No window is published, and SDKs send local time as if it were Beijing's: only nonsense is refused.
constexpr std::chrono::hours timestamp_window{24};

std::string_view value(const Parameters& parameters, const std::string& name) {
  const auto found = parameters.find(name);
  return found == parameters.end() ? std::string_view{} : std::string_view(found->second);
}

bool is_near(std::string_view timestamp, domain::Instant now) {
  const auto at = from_beijing(timestamp);
  return at && *at <= now + timestamp_window && *at >= now - timestamp_window;
}

bool is_utf8(std::string_view charset) {
  return charset == "utf-8" || charset == "UTF-8" || charset == "utf8" || charset == "UTF8";
}

std::optional<Refusal> refusal_of(const Parameters& parameters, const AlipayAccount* account,
                                  domain::Instant now) {
  if (value(parameters, "method").empty()) return missing_method;
  for (const auto name : {"app_id", "charset", "sign_type", "timestamp", "version"}) {
    if (value(parameters, name).empty()) return missing_parameter;
  }
  if (value(parameters, "sign").empty()) return missing_signature;
  if (!account) return invalid_app_id;
  if (value(parameters, "sign_type") != "RSA2") return invalid_sign_type;
  if (!is_utf8(value(parameters, "charset"))) return invalid_charset;
  if (!account->app_key.verify_base64(string_to_sign(parameters, SignType::kept), value(parameters, "sign")))
    return invalid_signature;
  if (!is_near(value(parameters, "timestamp"), now)) return invalid_timestamp;
  return std::nullopt;
}

}  // namespace

Caller authenticate(const web::Request& request, Accounts& accounts, domain::Instant now) {
  Caller caller;
  const auto question = request.target.find('?');
  const auto query =
      question == std::string_view::npos ? std::string_view{} : request.target.substr(question + 1);
  if (!read_form(query, caller.parameters) || !read_form(request.body, caller.parameters)) {
    caller.refusal = invalid_parameter;
    return caller;
  }
  auto* account = accounts.alipay_by_app_id(value(caller.parameters, "app_id"));
  caller.refusal = refusal_of(caller.parameters, account, now);
  if (!caller.refusal) caller.account = account;
  return caller;
}

}  // namespace lunchrush::simulator::alipay
