// The text Alipay signs (payment-gateways.md 2.1, 2.4), and requests carrying such a signature.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "services/crypto/rsa.h"

namespace lunchrush::gateways::alipay {

using Parameters =
    std::map<std::string, std::string, std::less<>>;  // sorted by name in byte order, as the text wants

enum class Signed { request, notification };

// Names and values as they are, joined "name=value&…"; sign and empty values left out. A request's text
// contains sign_type, a trade notification's does not.
std::string text_to_sign(const Parameters& parameters, Signed what);

// The form body: every value percent-encoded, with the signature among them.
std::string signed_form(Parameters parameters, const crypto::PrivateKey& key);

}  // namespace lunchrush::gateways::alipay
