// One merchant's account at one gateway, as it is stored
// (sealed) in the database and as make_gateway takes it.
#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <string>

#include "services/domain/result.h"
#include "services/gateways/secret.h"

namespace lunchrush::gateways {

struct WechatPayCredentials {
  std::string mchid;  // 8–10 digits
  std::string appid;
  std::string merchant_serial;  // names the certificate of the merchant's key
  Secret merchant_private_key;  // PEM, or bare base64
  Secret apiv3_key;             // exactly 32 bytes
  // Both kinds may be given at once: during a merchant's switch both sign notifications.
  std::map<std::string, std::string> platform_certificates{};  // serial → PEM; fetched when empty
  std::string public_key_id{};                                 // "PUB_KEY_ID_…"; empty in certificate mode
  std::string public_key{};                                    // PEM
};

struct AlipayCredentials {
  std::string app_id;
  std::string seller_id;          // 2088…
  Secret app_private_key;         // PEM, or bare base64
  std::string alipay_public_key;  // Alipay's, not the application's own
};

struct Account {
  std::string id;           // in the notify URL, and the key in the registry
  std::string gateway;      // "wechatpay" | "alipay"
  std::string merchant_id;  // ours
  // Where the gateway listens: "https://api.mch.weixin.qq.com",
  // "https://openapi.alipay.com/gateway.do"; http only for the simulator. A path in it
  // is a prefix (WeChat Pay) or the whole path (Alipay; /gateway.do when there is none).
  std::string base_url;
  std::string notify_url_base;       // "https://pay.example.com": /v1/notify/{gateway}/{id} is appended
  WechatPayCredentials wechatpay{};  // of the two only the gateway's own is read and written
  AlipayCredentials alipay{};

  std::string notify_url() const;
  // The secrets are in it: seal it before it goes anywhere.
  boost::json::object to_json() const;
  // Error: invalid_request, with a pointer per missing or malformed member; never the values. Unknown members
  // pass, so that an older replica can read what a newer one wrote.
  static domain::Result<Account> from_json(const boost::json::value& json);
};

}  // namespace lunchrush::gateways
