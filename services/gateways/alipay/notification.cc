#include "services/gateways/alipay/notification.h"

#include <algorithm>
#include <boost/json.hpp>

#include "services/gateways/alipay/charset.h"
#include "services/gateways/alipay/form.h"

namespace lunchrush::gateways::alipay {

namespace {

constexpr std::size_t out_trade_no_characters_max = 64;

// What an unverified message names may be asked about, so it must at least look like a number of ours.
std::string named_payment(const Form& form) {
  const auto number = form.at("out_trade_no");
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  if (number.size() > out_trade_no_characters_max || !std::all_of(number.begin(), number.end(), plain))
    return {};
  return std::string(number);
}

Rejected rejected(std::string_view reason, const Form& form) {
  return {.reason = std::string(reason), .out_trade_no = named_payment(form)};
}

std::string_view fault_name(FormFault fault) {
  return fault == FormFault::duplicate ? "duplicate" : "malformed";
}

bool verified(const Form& form, const crypto::PublicKey& key) {
  return key.verify_base64(text_to_sign(form.parameters, Signed::notification), form.at("sign"));
}

std::optional<Parameters> in_utf8(const Form& form) {
  const auto given = form.at("charset");
  const std::string_view charset = given.empty() ? "utf-8" : given;
  Parameters out;
  for (const auto& [name, value] : form.parameters) {
    auto text = to_utf8(value, charset);
    if (!text) return std::nullopt;
    out.emplace(name, std::move(*text));
  }
  return out;
}

std::string as_json(const Parameters& parameters) {
  boost::json::object out;
  for (const auto& [name, value] : parameters)
    if (name != "sign") out[name] = value;
  return boost::json::serialize(out);
}

std::variant<Verified, Rejected> meaning_of(const Parameters& parameters, const Form& form,
                                            const Identity& identity) {
  const std::string notify_id(form.at("notify_id"));
  if (notify_id.empty()) return rejected("malformed", form);
  const auto raw = as_json(parameters);
  auto evidence = payment_evidence(parameters, identity, raw);
  if (!evidence) return rejected("malformed", form);
  // Another account's refund is told as the payment that does
  // not match, so that it is quarantined with the rest.
  if (speaks_of_refund(parameters) && evidence->account_matches && !form.at("out_biz_no").empty())
    return Verified{.notify_id = notify_id, .kind = "refund", .evidence = refund_evidence(parameters, raw)};
  return Verified{.notify_id = notify_id, .kind = "payment", .evidence = std::move(*evidence)};
}

}  // namespace

std::variant<Verified, Rejected> open_notification(std::string_view body, const crypto::PublicKey& key,
                                                   const Identity& identity) {
  const auto form = parse_form(body);
  if (form.fault != FormFault::none) return rejected(fault_name(form.fault), form);
  // The message must not choose its own, weaker algorithm.
  if (form.at("sign_type") != "RSA2") return rejected("sign_type", form);
  if (!verified(form, key)) return rejected("signature", form);
  const auto parameters = in_utf8(form);
  if (!parameters) return rejected("charset", form);
  if (form.at("notify_type") != "trade_status_sync") {
    auto out =
        rejected("notify_type", form);  // authentic, of a product we do not use: it need not come again
    out.retry_wanted = false;
    return out;
  }
  return meaning_of(*parameters, form, identity);
}

}  // namespace lunchrush::gateways::alipay
