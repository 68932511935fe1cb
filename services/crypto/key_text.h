// Keys and certificates as text: PEM, or the bare base64 that gateway consoles show. Private to crypto.
#pragma once

#include <string>
#include <string_view>

#include "services/crypto/openssl_handles.h"

namespace lunchrush::crypto {

struct CertificateRequest;

Pkey read_public_key(std::string_view pem_or_base64);   // null when it is none
Pkey read_private_key(std::string_view pem_or_base64);  // null when it is none
std::string write_public_key(EVP_PKEY* key);
std::string write_private_key(EVP_PKEY* key);
std::string write_certificate(EVP_PKEY* key, const CertificateRequest& request);

}  // namespace lunchrush::crypto
