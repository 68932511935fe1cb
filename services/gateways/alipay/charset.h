// Alipay's notifications come in the merchant's charset; what we store is UTF-8.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lunchrush::gateways::alipay {

// nullopt for a charset that is neither UTF-8 nor one of the
// GB family, and for bytes that are not of their charset.
std::optional<std::string> to_utf8(std::string_view bytes, std::string_view charset);

}  // namespace lunchrush::gateways::alipay
