#include "services/crypto/aead.h"

#include "services/crypto/digest.h"
#include "services/crypto/openssl_handles.h"

namespace lunchrush::crypto {

namespace {

constexpr std::size_t key_bytes = 32;
constexpr std::size_t tag_bytes = 16;
constexpr std::size_t nonce_bytes_max = 16;
constexpr std::size_t sealed_nonce_bytes = 12;

enum class Direction { decrypt = 0, encrypt = 1 };

bool well_formed(const AeadInput& input) {
  return input.key.size() == key_bytes && !input.nonce.empty() && input.nonce.size() <= nonce_bytes_max;
}

const EVP_CIPHER* aes_256_gcm() {
  static EVP_CIPHER* const method = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  require(method != nullptr, "no AES-256-GCM");
  return method;
}

// A context of this thread, with key, nonce and associated data taken in.
EVP_CIPHER_CTX* begin(const AeadInput& input, Direction direction) {
  thread_local const CipherContext context(EVP_CIPHER_CTX_new());
  const auto encrypting = static_cast<int>(direction);
  int written = 0;
  require(EVP_CipherInit_ex2(context.get(), aes_256_gcm(), nullptr, nullptr, encrypting, nullptr) == 1 &&
              EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_IVLEN,
                                  static_cast<int>(input.nonce.size()), nullptr) == 1 &&
              EVP_CipherInit_ex2(context.get(), nullptr, bytes_of(input.key), bytes_of(input.nonce),
                                 encrypting, nullptr) == 1 &&
              EVP_CipherUpdate(context.get(), nullptr, &written, bytes_of(input.associated),
                               static_cast<int>(input.associated.size())) == 1,
          "AES-256-GCM");
  return context.get();
}

}  // namespace

std::string aead_encrypt(const AeadInput& input, std::string_view plaintext) {
  if (!well_formed(input)) throw std::invalid_argument("AEAD key must be 32 bytes, nonce 1 to 16");
  auto* const context = begin(input, Direction::encrypt);
  std::string out(plaintext.size() + tag_bytes, '\0');
  int written = 0;
  int rest = 0;
  require(EVP_CipherUpdate(context, bytes_of(out), &written, bytes_of(plaintext),
                           static_cast<int>(plaintext.size())) == 1 &&
              EVP_CipherFinal_ex(context, bytes_of(out) + written, &rest) == 1 &&
              EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, tag_bytes,
                                  bytes_of(out) + plaintext.size()) == 1,
          "AES-256-GCM");
  return out;
}

std::optional<std::string> aead_decrypt(const AeadInput& input, std::string_view ciphertext_and_tag) {
  if (!well_formed(input) || ciphertext_and_tag.size() < tag_bytes) return std::nullopt;
  const auto ciphertext = ciphertext_and_tag.substr(0, ciphertext_and_tag.size() - tag_bytes);
  std::string tag(ciphertext_and_tag.substr(ciphertext.size()));
  auto* const context = begin(input, Direction::decrypt);
  std::string out(ciphertext.size() + 1, '\0');  // never null, even for an empty plaintext
  int written = 0;
  int rest = 0;
  if (EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, tag_bytes, tag.data()) != 1) return std::nullopt;
  if (EVP_CipherUpdate(context, bytes_of(out), &written, bytes_of(ciphertext),
                       static_cast<int>(ciphertext.size())) != 1)
    return std::nullopt;
  if (EVP_CipherFinal_ex(context, bytes_of(out) + written, &rest) != 1) return std::nullopt;
  out.resize(ciphertext.size());
  return out;
}

std::string seal(std::string_view key, std::string_view plaintext) {
  const auto nonce = random_bytes(sealed_nonce_bytes);
  return nonce + aead_encrypt({.key = key, .nonce = nonce, .associated = {}}, plaintext);
}

std::optional<std::string> open(std::string_view key, std::string_view sealed) {
  if (sealed.size() < sealed_nonce_bytes) return std::nullopt;
  return aead_decrypt({.key = key, .nonce = sealed.substr(0, sealed_nonce_bytes), .associated = {}},
                      sealed.substr(sealed_nonce_bytes));
}

}  // namespace lunchrush::crypto
