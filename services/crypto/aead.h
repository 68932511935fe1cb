// AES-256-GCM with a 16-byte tag appended to the ciphertext (RFC 5116's layout, and WeChat Pay's).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lunchrush::crypto {

struct AeadInput {
  std::string_view key;         // 32 bytes
  std::string_view nonce;       // 12 bytes here; OpenSSL takes 1–16, and one published vector has 16
  std::string_view associated;  // may be empty
};

// Encrypting under a key or nonce of the wrong length is a programming fault: std::invalid_argument.
std::string aead_encrypt(const AeadInput& input, std::string_view plaintext);
// nullopt when the tag, the key's or the nonce's length is wrong: never a partial plaintext.
std::optional<std::string> aead_decrypt(const AeadInput& input, std::string_view ciphertext_and_tag);

// Secrets at rest: a random nonce, then ciphertext and tag, under a 32-byte key from the configuration.
std::string seal(std::string_view key, std::string_view plaintext);
std::optional<std::string> open(std::string_view key, std::string_view sealed);

}  // namespace lunchrush::crypto
