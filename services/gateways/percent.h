// Percent-encoding (RFC 3986), and the form encoding that differs from it in one character.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lunchrush::gateways {

std::string percent_encode(std::string_view bytes);  // all but letters, digits and -._~
// '+' is a space. nullopt for a '%' that two hexadecimal
// digits do not follow: nobody may guess what was signed.
std::optional<std::string> form_decode(std::string_view text);

}  // namespace lunchrush::gateways
