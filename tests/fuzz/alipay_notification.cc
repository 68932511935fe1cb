// A notification of Alipay: a form. Its text is read one way only: duplicates are refused, writing it again
// gives the same parameters, sign is no part of what is signed. Signed by a key of the fuzzer's own it is
// opened or rejected; and no other parameters verify under that signature.
#include "services/gateways/alipay/form.h"
#include "services/gateways/alipay/notification.h"
#include "services/gateways/percent.h"
#include "tests/fuzz/evidence_rules.h"
#include "tests/fuzz/require.h"

using namespace lunchrush;
using namespace lunchrush::gateways;
using namespace lunchrush::gateways::alipay;
using fuzz::require;

namespace {

const Identity identity{.seller_id = "2088531891668739", .app_id = "2019073166072302"};

const crypto::PrivateKey& key() {
  static const auto key = crypto::PrivateKey::generate();
  return key;
}
const crypto::PublicKey& public_key() {
  static const auto made = crypto::PublicKey::from_text(key().public_pem()).value();
  return made;
}

std::string written(const Parameters& parameters) {
  std::string out;
  for (const auto& [name, value] : parameters) {
    if (!out.empty()) out += '&';
    out += percent_encode(name) + "=" + percent_encode(value);
  }
  return out;
}

void reads_one_way(std::string_view body, const Form& form) {
  const auto again = parse_form(written(form.parameters));
  require(again.fault != FormFault::none || again.parameters == form.parameters,
          "written again it says something else");
  const auto first = std::string(body.substr(0, body.find('&')));
  require(parse_form(std::string(body) + "&" + first).fault != FormFault::none, "a duplicate is taken");
  auto other_sign = form.parameters;
  other_sign["sign"] = "another";
  require(
      text_to_sign(form.parameters, Signed::notification) == text_to_sign(other_sign, Signed::notification),
      "sign is a part of what is signed");
}

void believable(const std::variant<Verified, Rejected>& opened) {
  const auto* verified = std::get_if<Verified>(&opened);
  if (verified == nullptr) return;
  require(!verified->notify_id.empty(), "an event without id");
  if (const auto* payment = std::get_if<domain::PaymentEvidence>(&verified->evidence))
    return fuzz::believable(*payment);
  const auto& refund = std::get<domain::RefundEvidence>(verified->evidence);
  require(refund.needs_query && refund.finding == domain::RefundFinding::unknown,
          "a refund believed unasked");
  fuzz::believable(refund);
}

// The signed text cut into other parameters: the same bytes, another meaning.
void no_other_cut_verifies(const Parameters& genuine) {
  for (const auto& [name, value] : genuine) {
    const auto next = genuine.upper_bound(name);
    if (name == "sign" || name == "sign_type" || value.empty() || next == genuine.end()) continue;
    if (next->first == "sign" || next->first == "sign_type" || next->second.empty()) continue;
    auto merged = genuine;
    merged[name] = value + "&" + next->first + "=" + next->second;
    merged.erase(next->first);
    if (text_to_sign(merged, Signed::notification) != text_to_sign(genuine, Signed::notification)) continue;
    require(std::holds_alternative<Rejected>(open_notification(written(merged), public_key(), identity)),
            "other parameters verify under the same signature");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  require(std::holds_alternative<Rejected>(open_notification(body, public_key(), identity)),
          "a forged signature");
  auto form = parse_form(body);
  if (form.fault != FormFault::none) return 0;
  reads_one_way(body, form);
  // Signing takes as long as a thousand readings: one form in sixteen, told by its own bytes, goes the whole
  // way.
  if (form.parameters.size() + 2 > form_parameters_max || std::hash<std::string_view>{}(body) % 16 != 0)
    return 0;

  auto signed_parameters = form.parameters;
  signed_parameters["sign_type"] = "RSA2";
  signed_parameters["sign"] = key().sign_base64(text_to_sign(signed_parameters, Signed::notification));
  const auto opened = open_notification(written(signed_parameters), public_key(), identity);
  believable(opened);
  if (std::holds_alternative<Verified>(opened)) no_other_cut_verifies(signed_parameters);
  return 0;
}
