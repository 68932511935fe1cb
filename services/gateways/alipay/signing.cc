#include "services/gateways/alipay/signing.h"

#include "services/gateways/percent.h"

namespace lunchrush::gateways::alipay {

std::string text_to_sign(const Parameters& parameters, Signed what) {
  std::string out;
  for (const auto& [name, value] : parameters) {
    if (name == "sign" || value.empty()) continue;
    if (name == "sign_type" && what == Signed::notification) continue;
    if (!out.empty()) out += '&';
    out.append(name).append("=").append(value);
  }
  return out;
}

std::string signed_form(Parameters parameters, const crypto::PrivateKey& key) {
  parameters["sign"] = key.sign_base64(text_to_sign(parameters, Signed::request));
  std::string out;
  for (const auto& [name, value] : parameters) {
    if (value.empty()) continue;
    if (!out.empty()) out += '&';
    out.append(percent_encode(name)).append("=").append(percent_encode(value));
  }
  return out;
}

}  // namespace lunchrush::gateways::alipay
