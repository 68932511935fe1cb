#include "services/crypto/key_text.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <optional>

#include "services/crypto/digest.h"

namespace lunchrush::crypto {

namespace {

constexpr std::size_t key_text_bytes_max = 64 * 1024;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// DER of bare base64, however it was wrapped when it was copied.
std::optional<std::string> der_of(std::string_view text) {
  std::string packed;
  for (const char c : text)
    if (!is_space(c)) packed += c;
  return from_base64(packed);
}

bool is_pem(std::string_view text) { return text.find("-----BEGIN ") != std::string_view::npos; }

Pkey public_key_of(const Certificate& certificate) {
  return Pkey(certificate ? X509_get_pubkey(certificate.get()) : nullptr);
}

Pkey public_key_from_pem(std::string_view pem) {
  if (pem.find("-----BEGIN CERTIFICATE-----") != std::string_view::npos)
    return public_key_of(Certificate(PEM_read_bio_X509(bio_over(pem).get(), nullptr, nullptr, nullptr)));
  return Pkey(PEM_read_bio_PUBKEY(bio_over(pem).get(), nullptr, nullptr, nullptr));
}

Pkey public_key_from_der(std::string_view der) {
  const auto size = static_cast<long>(der.size());
  auto* cursor = bytes_of(der);
  if (Pkey key{d2i_PUBKEY(nullptr, &cursor, size)}) return key;
  cursor = bytes_of(der);
  return public_key_of(Certificate(d2i_X509(nullptr, &cursor, size)));
}

Pkey private_key_from_pem(std::string_view pem) {
  const auto no_password = [](char*, int, int, void*) {
    return 0;
  };  // an encrypted key must not ask on a terminal
  return Pkey(PEM_read_bio_PrivateKey(bio_over(pem).get(), nullptr, no_password, nullptr));
}

Pkey private_key_from_der(std::string_view der) {
  const auto* cursor = bytes_of(der);
  return Pkey(d2i_AutoPrivateKey(nullptr, &cursor, static_cast<long>(der.size())));
}

// A failed guess leaves its story in OpenSSL's per-thread queue, where the next TLS call would trip over it.
template <class FromPem, class FromDer>
Pkey read_key(std::string_view text, FromPem from_pem, FromDer from_der) {
  if (text.size() > key_text_bytes_max) return nullptr;
  Pkey key;
  if (is_pem(text)) {
    key = from_pem(text);
  } else if (const auto der = der_of(text); der && !der->empty()) {
    key = from_der(*der);
  }
  ERR_clear_error();
  return key;
}

template <class Write>
std::string written(Write write) {
  const Bio bio(BIO_new(BIO_s_mem()));
  require(bio && write(bio.get()) == 1, "PEM");
  return text_of(bio);
}

}  // namespace

Pkey read_public_key(std::string_view pem_or_base64) {
  return read_key(pem_or_base64, public_key_from_pem, public_key_from_der);
}

Pkey read_private_key(std::string_view pem_or_base64) {
  return read_key(pem_or_base64, private_key_from_pem, private_key_from_der);
}

std::string write_public_key(EVP_PKEY* key) {
  return written([key](BIO* bio) { return PEM_write_bio_PUBKEY(bio, key); });
}

std::string write_private_key(EVP_PKEY* key) {
  return written([key](BIO* bio) {
    return PEM_write_bio_PKCS8PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
  });
}

}  // namespace lunchrush::crypto
