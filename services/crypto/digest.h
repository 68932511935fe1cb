// Digests, keyed digests, random bytes and their text forms. Bytes travel in std::string. Nothing here fails
// on input a caller may have from outside; decoders answer nullopt.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace lunchrush::crypto {

std::string sha256(std::string_view data);                             // 32 bytes
std::string sha1(std::string_view data);                               // 20 bytes: bills only
std::string hmac_sha256(std::string_view key, std::string_view data);  // 32 bytes
bool equal_in_constant_time(std::string_view a, std::string_view b);

// The same as sha256() for a message in parts. finish() once; after it the object starts over.
class Sha256 {
 public:
  Sha256();
  Sha256& update(std::string_view data);
  std::string finish();  // 32 bytes

 private:
  std::shared_ptr<void> context_;  // EVP_MD_CTX; shared_ptr only because it forgets the type
};

std::string random_bytes(std::size_t count);  // from the system's CSPRNG
std::uint64_t random_u64();                   // per-thread, buffered CSPRNG: cheap

std::string to_hex(std::string_view bytes);                        // lower case
std::optional<std::string> from_hex(std::string_view text);        // either case
std::string to_base64(std::string_view bytes);                     // RFC 4648 §4, padded
std::optional<std::string> from_base64(std::string_view text);     // strict: padding required, no white space
std::string to_base64url(std::string_view bytes);                  // RFC 4648 §5, no padding
std::optional<std::string> from_base64url(std::string_view text);  // padding refused

}  // namespace lunchrush::crypto
