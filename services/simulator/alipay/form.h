// application/x-www-form-urlencoded, and the strings Alipay signs over (payment-gateways 2.1, 2.4).
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace lunchrush::simulator::alipay {

using Parameters = std::map<std::string, std::string>;

// Decodes once and adds to `into`. false: a name that was there already, or a broken escape.
bool read_form(std::string_view text, Parameters& into);
std::string to_form(const Parameters& parameters);

// name=value joined by '&', sorted by name; `sign` and empty values left out.
enum class SignType { kept, left_out };  // requests keep sign_type, notifications leave it out
std::string string_to_sign(const Parameters& parameters, SignType sign_type);

}  // namespace lunchrush::simulator::alipay
