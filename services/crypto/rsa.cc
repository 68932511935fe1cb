#include "services/crypto/rsa.h"

#include <openssl/rsa.h>

#include <array>

#include "services/crypto/digest.h"
#include "services/crypto/key_text.h"
#include "services/crypto/openssl_handles.h"

namespace lunchrush::crypto {

namespace {

// Shorter keys are breakable; none of the gateways gives them out.
constexpr int key_bits_min = 2048;
// Setting up a verification costs a tenth of the verification
// itself, so each thread keeps it for the keys it sees.
constexpr std::size_t verifiers_kept = 8;

domain::Error no_key(std::string detail) {
  return {.code = domain::ErrorCode::invalid_request, .detail = std::move(detail)};
}

std::shared_ptr<void> shared(Pkey key) {
  return {key.release(), [](void* pointer) { EVP_PKEY_free(static_cast<EVP_PKEY*>(pointer)); }};
}

EVP_PKEY* pkey_in(const std::shared_ptr<void>& key) { return static_cast<EVP_PKEY*>(key.get()); }

bool long_enough_rsa(const Pkey& key) {
  return EVP_PKEY_is_a(key.get(), "RSA") == 1 && EVP_PKEY_get_bits(key.get()) >= key_bits_min;
}

void use_pkcs1_sha256(EVP_PKEY_CTX* context) {
  require(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
              EVP_PKEY_CTX_set_signature_md(context, sha256_method()) == 1,
          "RSA parameters");
}

// This thread's context for the key. It holds a reference, so
// a key's address cannot come to mean another key.
EVP_PKEY_CTX* verifier_for(EVP_PKEY* key) {
  thread_local std::array<PkeyContext, verifiers_kept> kept;
  thread_local std::size_t next = 0;
  for (const auto& context : kept)
    if (context && EVP_PKEY_CTX_get0_pkey(context.get()) == key) return context.get();
  PkeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  require(context && EVP_PKEY_verify_init(context.get()) == 1, "RSA verification");
  use_pkcs1_sha256(context.get());
  next = (next + 1) % verifiers_kept;
  kept[next] = std::move(context);
  return kept[next].get();
}

}  // namespace

domain::Result<PublicKey> PublicKey::from_text(std::string_view pem_or_base64) {
  auto key = read_public_key(pem_or_base64);
  if (!key) return no_key("not a public key or certificate");
  if (!long_enough_rsa(key)) return no_key("not an RSA key of at least 2048 bits");
  return PublicKey(shared(std::move(key)));
}

bool PublicKey::verify(std::string_view message, std::string_view signature_bytes) const {
  const auto digest = sha256(message);
  return EVP_PKEY_verify(verifier_for(pkey_in(key_)), bytes_of(signature_bytes), signature_bytes.size(),
                         bytes_of(std::string_view(digest)), digest.size()) == 1;
}

bool PublicKey::verify_base64(std::string_view message, std::string_view signature) const {
  const auto bytes = from_base64(signature);
  return bytes && verify(message, *bytes);
}

domain::Result<PrivateKey> PrivateKey::from_text(std::string_view pem_or_base64) {
  auto key = read_private_key(pem_or_base64);
  if (!key) return no_key("not a private key");
  if (!long_enough_rsa(key)) return no_key("not an RSA key of at least 2048 bits");
  return PrivateKey(shared(std::move(key)));
}

PrivateKey PrivateKey::generate(unsigned bits) {
  Pkey key(EVP_RSA_gen(bits));
  require(key != nullptr, "RSA key generation");
  return PrivateKey(shared(std::move(key)));
}

std::string PrivateKey::sign(std::string_view message) const {
  const auto digest = sha256(message);
  const PkeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, pkey_in(key_), nullptr));
  require(context && EVP_PKEY_sign_init(context.get()) == 1, "RSA signature");
  use_pkcs1_sha256(context.get());
  std::string out(static_cast<std::size_t>(EVP_PKEY_get_size(pkey_in(key_))), '\0');
  auto size = out.size();
  require(EVP_PKEY_sign(context.get(), bytes_of(out), &size, bytes_of(std::string_view(digest)),
                        digest.size()) == 1,
          "RSA signature");
  out.resize(size);
  return out;
}

std::string PrivateKey::sign_base64(std::string_view message) const { return to_base64(sign(message)); }

std::string PrivateKey::public_pem() const { return write_public_key(pkey_in(key_)); }

std::string PrivateKey::private_pem() const { return write_private_key(pkey_in(key_)); }

std::string self_signed_certificate(const PrivateKey& key, const CertificateRequest& request) {
  return write_certificate(pkey_in(key.key_), request);
}

}  // namespace lunchrush::crypto
