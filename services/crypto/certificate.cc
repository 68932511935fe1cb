#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "services/crypto/key_text.h"
#include "services/crypto/openssl_handles.h"
#include "services/crypto/rsa.h"

namespace lunchrush::crypto {

namespace {

using BigNumber = std::unique_ptr<BIGNUM, Freed<BN_free>>;

struct OpenSslFree {
  void operator()(char* text) const { OPENSSL_free(text); }
};

void set_serial(X509* certificate, const std::string& serial_hex) {
  BIGNUM* parsed = nullptr;
  require(BN_hex2bn(&parsed, serial_hex.c_str()) == static_cast<int>(serial_hex.size()), "serial is not hex");
  const BigNumber number(parsed);
  require(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr, "serial");
}

void set_names(X509* certificate, const std::string& common_name) {
  auto* const name = X509_get_subject_name(certificate);
  require(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, bytes_of(std::string_view(common_name)), -1,
                                     -1, 0) == 1 &&
              X509_set_issuer_name(certificate, name) == 1,
          "certificate name");
}

}  // namespace

domain::Result<std::string> certificate_serial(std::string_view pem) {
  const Certificate certificate(PEM_read_bio_X509(bio_over(pem).get(), nullptr, nullptr, nullptr));
  if (!certificate) {
    ERR_clear_error();
    return domain::Error{.code = domain::ErrorCode::invalid_request, .detail = "not a PEM certificate"};
  }
  const BigNumber number(ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate.get()), nullptr));
  require(number != nullptr, "serial");
  const std::unique_ptr<char, OpenSslFree> hex(BN_bn2hex(number.get()));
  return std::string(hex.get());
}

std::string write_certificate(EVP_PKEY* key, const CertificateRequest& request) {
  constexpr long seconds_per_day = 86'400;
  const Certificate certificate(X509_new());
  require(certificate && X509_set_version(certificate.get(), X509_VERSION_3) == 1, "X509_new");
  set_serial(certificate.get(), request.serial_hex);
  set_names(certificate.get(), request.common_name);
  require(
      X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0) != nullptr &&
          X509_gmtime_adj(X509_getm_notAfter(certificate.get()), seconds_per_day * request.days) != nullptr &&
          X509_set_pubkey(certificate.get(), key) == 1 &&
          X509_sign(certificate.get(), key, sha256_method()) > 0,
      "certificate");
  const Bio bio(BIO_new(BIO_s_mem()));
  require(bio && PEM_write_bio_X509(bio.get(), certificate.get()) == 1, "PEM");
  return text_of(bio);
}

}  // namespace lunchrush::crypto
