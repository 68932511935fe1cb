#include "services/gateways/wechatpay/notification.h"

#include "services/crypto/aead.h"
#include "services/crypto/digest.h"
#include "services/gateways/json_reading.h"

namespace lunchrush::gateways::wechatpay {

namespace {

constexpr std::size_t gcm_nonce_bytes = 12;

using Opened = std::variant<Verified, Rejected>;

Rejected rejected(std::string_view reason) { return {.reason = std::string(reason), .out_trade_no = {}}; }

Opened payment_of(std::string notify_id, const boost::json::object& transaction, const Identity& identity,
                  std::string_view plaintext) {
  auto evidence = payment_evidence(transaction, identity, plaintext);
  if (!evidence) {
    auto out = rejected("malformed");
    out.out_trade_no = text_at(transaction, "out_trade_no");
    return out;
  }
  return Verified{.notify_id = std::move(notify_id), .kind = "payment", .evidence = std::move(*evidence)};
}

Opened refund_of(std::string notify_id, const boost::json::object& refund, const Identity& identity,
                 std::string_view plaintext) {
  auto evidence = refund_evidence(refund, plaintext);
  if (!evidence) return rejected("malformed");
  // A refund names no appid; another merchant's is authentic all
  // the same: kept, and asked about under our own name.
  if (text_at(refund, "mchid") != identity.mchid) {
    evidence->finding = domain::RefundFinding::unknown;
    evidence->needs_query = true;
    evidence->code = "mchid_differs";
  }
  return Verified{.notify_id = std::move(notify_id), .kind = "refund", .evidence = std::move(*evidence)};
}

}  // namespace

std::variant<std::string, Rejected> decrypt_resource(const boost::json::object& resource,
                                                     std::string_view apiv3_key) {
  if (text_at(resource, "algorithm") != "AEAD_AES_256_GCM") return rejected("algorithm");
  const auto ciphertext = crypto::from_base64(text_at(resource, "ciphertext"));
  const auto nonce = text_at(resource, "nonce");
  if (!ciphertext || nonce.size() != gcm_nonce_bytes) return rejected("malformed");
  auto plaintext = crypto::aead_decrypt(
      {.key = apiv3_key, .nonce = nonce, .associated = text_at(resource, "associated_data")}, *ciphertext);
  if (!plaintext) return rejected("decrypt");
  return std::move(*plaintext);
}

std::variant<Verified, Rejected> open_notification(const Headers& headers, std::string_view body,
                                                   domain::Instant now, const NotificationKeys& keys,
                                                   const Identity& identity) {
  const auto verdict = verify(headers, body, now, keys.platform);
  if (verdict != Verdict::good) {
    auto out = rejected(name_of(verdict));
    if (verdict == Verdict::serial_unknown) out.unknown_key = headers.find("Wechatpay-Serial").value_or("");
    return out;
  }
  const auto envelope = parse_object(body);
  if (!envelope) return rejected("malformed");
  std::string notify_id(text_at(*envelope, "id"));
  if (notify_id.empty()) return rejected("malformed");
  const auto event = text_at(*envelope, "event_type");
  const bool payment = event == "TRANSACTION.SUCCESS";
  if (!payment && !event.starts_with("REFUND.")) {
    auto out = rejected("event_type");  // authentic, of a product we do not use: it need not come again
    out.retry_wanted = false;
    return out;
  }
  auto resource = decrypt_resource(object_at(*envelope, "resource"), keys.apiv3_key);
  if (auto* failure = std::get_if<Rejected>(&resource)) return std::move(*failure);
  const auto& plaintext = std::get<std::string>(resource);
  const auto object = parse_object(plaintext);
  if (!object) return rejected("malformed");
  return payment ? payment_of(std::move(notify_id), *object, identity, plaintext)
                 : refund_of(std::move(notify_id), *object, identity, plaintext);
}

}  // namespace lunchrush::gateways::wechatpay
