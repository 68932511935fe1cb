// A notification's form body, as hostile text: limits, no second meaning, nothing repaired.
#pragma once

#include <optional>
#include <string_view>

#include "services/gateways/alipay/signing.h"

namespace lunchrush::gateways::alipay {

inline constexpr std::size_t form_bytes_max = 64 * 1024;
inline constexpr std::size_t form_parameters_max = 128;

enum class FormFault { none, malformed, duplicate };

struct Form {
  Parameters parameters;  // bytes in the sender's charset, decoded once
  FormFault fault = FormFault::none;

  std::string_view at(std::string_view name) const;  // "" when it is missing
};

Form parse_form(std::string_view body);

}  // namespace lunchrush::gateways::alipay
