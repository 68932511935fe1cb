// RSASSA-PKCS1-v1_5 with SHA-256, as WeChat Pay v3 and Alipay RSA2
// use it. Keys are immutable and may be shared between threads.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "services/domain/result.h"

namespace lunchrush::crypto {

struct CertificateRequest;

class PublicKey {
 public:
  // PEM (SubjectPublicKeyInfo, or an X.509 certificate) or bare base64 of either. Error: invalid_request.
  static domain::Result<PublicKey> from_text(std::string_view pem_or_base64);
  // false for any signature that does not verify, of whatever length or alphabet.
  bool verify(std::string_view message, std::string_view signature_bytes) const;
  bool verify_base64(std::string_view message, std::string_view signature) const;

 private:
  explicit PublicKey(std::shared_ptr<void> key) : key_(std::move(key)) {}
  std::shared_ptr<void>
      key_;  // EVP_PKEY, reference-counted by OpenSSL's users anyway: cheap to copy and to share
};

class PrivateKey {
 public:
  // PEM or bare base64, PKCS#8 or PKCS#1. Error: invalid_request.
  static domain::Result<PrivateKey> from_text(std::string_view pem_or_base64);
  static PrivateKey generate(unsigned bits = 2048);  // the simulator's and the tests' keys
  std::string sign(std::string_view message) const;  // bytes
  std::string sign_base64(std::string_view message) const;
  std::string public_pem() const;   // SubjectPublicKeyInfo
  std::string private_pem() const;  // PKCS#8, not encrypted: mind where it goes

 private:
  explicit PrivateKey(std::shared_ptr<void> key) : key_(std::move(key)) {}
  friend std::string self_signed_certificate(const PrivateKey& key, const CertificateRequest& request);
  std::shared_ptr<void> key_;
};

// The serial number of a PEM certificate: upper-case hex in whole bytes ("0A1B…"), as WeChat writes it.
domain::Result<std::string> certificate_serial(std::string_view pem);

struct CertificateRequest {
  std::string common_name;
  std::string serial_hex;  // at most 20 bytes; the first below 0x80 keeps certificate_serial() equal to it
  unsigned days = 1825;    // a platform certificate's five years
};

// An X.509 certificate of the key, PEM. What a simulated
// platform hands out; nothing trusts it by its signature.
std::string self_signed_certificate(const PrivateKey& key, const CertificateRequest& request);

}  // namespace lunchrush::crypto
