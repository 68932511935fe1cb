#include "services/crypto/digest.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>

#include "services/crypto/openssl_handles.h"

namespace lunchrush::crypto {

namespace {

constexpr std::size_t sha256_bytes = 32;
constexpr std::size_t sha1_bytes = 20;

std::string digest(const EVP_MD* method, std::size_t size, std::string_view data) {
  thread_local const DigestContext context(EVP_MD_CTX_new());
  std::string out(size, '\0');
  require(EVP_DigestInit_ex2(context.get(), method, nullptr) == 1 &&
              EVP_DigestUpdate(context.get(), data.data(), data.size()) == 1 &&
              EVP_DigestFinal_ex(context.get(), bytes_of(out), nullptr) == 1,
          "digest");
  return out;
}

MacContext hmac_sha256_context() {
  static EVP_MAC* const method = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  require(method != nullptr, "no HMAC");
  MacContext context(EVP_MAC_CTX_new(method));
  char name[] = "SHA256";
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
                                   OSSL_PARAM_construct_end()};
  require(context && EVP_MAC_CTX_set_params(context.get(), parameters) == 1, "HMAC context");
  return context;
}

EVP_MD_CTX* context_in(const std::shared_ptr<void>& pointer) {
  return static_cast<EVP_MD_CTX*>(pointer.get());
}

}  // namespace

std::string sha256(std::string_view data) { return digest(sha256_method(), sha256_bytes, data); }

std::string sha1(std::string_view data) {
  static EVP_MD* const method = EVP_MD_fetch(nullptr, "SHA1", nullptr);
  require(method != nullptr, "no SHA1");
  return digest(method, sha1_bytes, data);
}

std::string hmac_sha256(std::string_view key, std::string_view data) {
  thread_local const MacContext context = hmac_sha256_context();
  std::string out(sha256_bytes, '\0');
  std::size_t written = 0;
  require(EVP_MAC_init(context.get(), bytes_of(key), key.size(), nullptr) == 1 &&
              EVP_MAC_update(context.get(), bytes_of(data), data.size()) == 1 &&
              EVP_MAC_final(context.get(), bytes_of(out), &written, out.size()) == 1,
          "HMAC");
  return out;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

Sha256::Sha256() : context_(EVP_MD_CTX_new(), [](EVP_MD_CTX* context) { EVP_MD_CTX_free(context); }) {
  require(context_ && EVP_DigestInit_ex2(context_in(context_), sha256_method(), nullptr) == 1, "digest");
}

Sha256& Sha256::update(std::string_view data) {
  require(EVP_DigestUpdate(context_in(context_), data.data(), data.size()) == 1, "digest");
  return *this;
}

std::string Sha256::finish() {
  std::string out(sha256_bytes, '\0');
  require(EVP_DigestFinal_ex(context_in(context_), bytes_of(out), nullptr) == 1 &&
              EVP_DigestInit_ex2(context_in(context_), sha256_method(), nullptr) == 1,
          "digest");
  return out;
}

}  // namespace lunchrush::crypto
