#include "services/gateways/account.h"

#include <algorithm>
#include <boost/json.hpp>

namespace lunchrush::gateways {

namespace {

namespace json = boost::json;

constexpr std::size_t apiv3_key_bytes = 32;

// Reads members of one object and gathers every fault, so that a wrong account is mended in one go.
class Members {
 public:
  Members(const json::object& object, std::string prefix, std::vector<domain::FieldError>& faults)
      : object_(object), prefix_(std::move(prefix)), faults_(faults) {}

  std::string optional(std::string_view name) {
    const auto* const value = object_.if_contains(name);
    if (value == nullptr || value->is_null()) return {};
    if (value->is_string()) return std::string(value->get_string());
    fault(name, "not_text", "must be text");
    return {};
  }

  std::string required(std::string_view name) {
    auto text = optional(name);
    if (text.empty()) fault(name, "missing", "must be given");
    return text;
  }

  // Goes into HTTP headers and canonical strings: a line end in it would forge them.
  std::string identifier(std::string_view name) {
    auto text = required(name);
    if (!std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return c > ' ' && c < 0x7F && c != '"'; }))
      fault(name, "not_an_identifier", "must be printable ASCII without spaces and quotes");
    return text;
  }

  std::map<std::string, std::string> texts(std::string_view name) {
    std::map<std::string, std::string> out;
    const auto* const value = object_.if_contains(name);
    if (value == nullptr) return out;
    if (!value->is_object()) {
      fault(name, "not_an_object", "must be an object of serial and PEM");
      return out;
    }
    for (const auto& [key, text] : value->get_object())
      if (text.is_string()) out.emplace(key, std::string(text.get_string()));
    return out;
  }

  void fault(std::string_view name, std::string code, std::string detail) {
    faults_.push_back(
        {.pointer = prefix_ + std::string(name), .code = std::move(code), .detail = std::move(detail)});
  }

 private:
  const json::object& object_;
  std::string prefix_;
  std::vector<domain::FieldError>& faults_;
};

WechatPayCredentials wechatpay_from(const json::object& object, std::vector<domain::FieldError>& faults) {
  Members members(object, "/wechatpay/", faults);
  WechatPayCredentials out{
      .mchid = members.identifier("mchid"),
      .appid = members.identifier("appid"),
      .merchant_serial = members.identifier("merchant_serial"),
      .merchant_private_key = Secret(members.required("merchant_private_key")),
      .apiv3_key = Secret(members.required("apiv3_key")),
      .platform_certificates = members.texts("platform_certificates"),
      .public_key_id = members.optional("public_key_id"),
      .public_key = members.optional("public_key"),
  };
  if (out.apiv3_key.reveal().size() != apiv3_key_bytes)
    members.fault("apiv3_key", "length", "must be exactly 32 bytes");
  if (out.public_key_id.empty() != out.public_key.empty())
    members.fault("public_key", "incomplete", "public_key and public_key_id go together");
  if (!out.public_key_id.empty()) members.identifier("public_key_id");
  return out;
}

AlipayCredentials alipay_from(const json::object& object, std::vector<domain::FieldError>& faults) {
  Members members(object, "/alipay/", faults);
  return {
      .app_id = members.identifier("app_id"),
      .seller_id = members.identifier("seller_id"),
      .app_private_key = Secret(members.required("app_private_key")),
      .alipay_public_key = members.required("alipay_public_key"),
  };
}

json::object to_json(const WechatPayCredentials& credentials) {
  json::object certificates;
  for (const auto& [serial, pem] : credentials.platform_certificates) certificates[serial] = pem;
  return {{"mchid", credentials.mchid},
          {"appid", credentials.appid},
          {"merchant_serial", credentials.merchant_serial},
          {"merchant_private_key", credentials.merchant_private_key.reveal()},
          {"apiv3_key", credentials.apiv3_key.reveal()},
          {"platform_certificates", std::move(certificates)},
          {"public_key_id", credentials.public_key_id},
          {"public_key", credentials.public_key}};
}

json::object to_json(const AlipayCredentials& credentials) {
  return {{"app_id", credentials.app_id},
          {"seller_id", credentials.seller_id},
          {"app_private_key", credentials.app_private_key.reveal()},
          {"alipay_public_key", credentials.alipay_public_key}};
}

domain::Error invalid(std::vector<domain::FieldError> faults) {
  std::string names;
  for (const auto& fault : faults) names += " " + fault.pointer;
  return {.code = domain::ErrorCode::invalid_request,
          .detail = "gateway account:" + names,
          .fields = std::move(faults)};
}

}  // namespace

std::string Account::notify_url() const { return notify_url_base + "/v1/notify/" + gateway + "/" + id; }

json::object Account::to_json() const {
  json::object out{{"id", id},
                   {"gateway", gateway},
                   {"merchant_id", merchant_id},
                   {"base_url", base_url},
                   {"notify_url_base", notify_url_base}};
  if (gateway == "wechatpay") out["wechatpay"] = gateways::to_json(wechatpay);
  if (gateway == "alipay") out["alipay"] = gateways::to_json(alipay);
  return out;
}

domain::Result<Account> Account::from_json(const json::value& json) {
  std::vector<domain::FieldError> faults;
  if (!json.is_object())
    return invalid({{.pointer = "", .code = "not_an_object", .detail = "must be an object"}});
  const auto& object = json.get_object();
  Members members(object, "/", faults);
  Account out{
      .id = members.identifier("id"),
      .gateway = members.identifier("gateway"),
      .merchant_id = members.optional("merchant_id"),
      .base_url = members.identifier("base_url"),
      .notify_url_base = members.identifier("notify_url_base"),
  };
  const auto* const credentials = object.if_contains(out.gateway);
  if (credentials == nullptr || !credentials->is_object()) {
    members.fault(out.gateway, "missing", "must be the credentials of the gateway");
    return invalid(std::move(faults));
  }
  if (out.gateway == "wechatpay") out.wechatpay = wechatpay_from(credentials->get_object(), faults);
  if (out.gateway == "alipay") out.alipay = alipay_from(credentials->get_object(), faults);
  if (out.gateway != "wechatpay" && out.gateway != "alipay")
    members.fault("gateway", "unknown", "must be wechatpay or alipay");
  if (!faults.empty()) return invalid(std::move(faults));
  return out;
}

}  // namespace lunchrush::gateways
