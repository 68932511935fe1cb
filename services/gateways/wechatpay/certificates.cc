#include "services/gateways/wechatpay/certificates.h"

#include <boost/json.hpp>

#include "services/gateways/json_reading.h"
#include "services/gateways/wechatpay/notification.h"

namespace lunchrush::gateways::wechatpay {

namespace {

domain::Error unusable(std::string detail) {
  return {.code = domain::ErrorCode::unavailable, .detail = "platform certificates: " + std::move(detail)};
}

domain::Result<crypto::PublicKey> read_one(const boost::json::object& entry, std::string_view apiv3_key) {
  const auto pem = decrypt_resource(object_at(entry, "encrypt_certificate"), apiv3_key);
  if (const auto* rejected = std::get_if<Rejected>(&pem)) return unusable(rejected->reason);
  const auto& text = std::get<std::string>(pem);
  const auto serial = crypto::certificate_serial(text);
  if (!serial) return serial.error();
  if (*serial != text_at(entry, "serial_no"))
    return unusable("a certificate has another serial than it is listed under");
  return crypto::PublicKey::from_text(text);
}

}  // namespace

domain::Result<PlatformKeys> read_certificates(std::string_view body, std::string_view apiv3_key) {
  const auto answer = parse_object(body);
  const auto* const data = answer ? answer->if_contains("data") : nullptr;
  if (data == nullptr || !data->is_array()) return unusable("no list");
  PlatformKeys keys;
  for (const auto& entry : data->get_array()) {
    if (!entry.is_object()) return unusable("an entry is no object");
    auto key = read_one(entry.get_object(), apiv3_key);
    if (!key) return key.error();
    keys.insert_or_assign(std::string(text_at(entry.get_object(), "serial_no")), std::move(*key));
  }
  if (keys.empty()) return unusable("an empty list");
  return keys;
}

}  // namespace lunchrush::gateways::wechatpay
