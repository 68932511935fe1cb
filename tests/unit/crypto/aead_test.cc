#include "services/crypto/aead.h"

#include <catch2/catch.hpp>

#include "services/crypto/digest.h"

using namespace lunchrush;

namespace {

const std::string key(32, 'k');
const std::string nonce = "0123456789ab";

}  // namespace

TEST_CASE("AES-256-GCM gives the published answer of the GCM specification, test case 14", "[crypto]") {
  const std::string zeros(32, '\0');
  const auto sealed =
      crypto::aead_encrypt({.key = zeros, .nonce = std::string_view(zeros).substr(0, 12), .associated = {}},
                           std::string_view(zeros).substr(0, 16));
  CHECK(crypto::to_hex(sealed) == "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
}

TEST_CASE("what was encrypted decrypts, the empty text too", "[crypto]") {
  const std::string plaintext = GENERATE(std::string(), std::string("one"), std::string(100'000, 'x'));
  const std::string associated = GENERATE("", "transaction");
  const crypto::AeadInput input{.key = key, .nonce = nonce, .associated = associated};
  CHECK(crypto::aead_decrypt(input, crypto::aead_encrypt(input, plaintext)) == plaintext);
}

TEST_CASE("nothing decrypts with another key, nonce, associated data, or a changed byte [row 65]",
          "[crypto]") {
  const crypto::AeadInput input{.key = key, .nonce = nonce, .associated = "refund"};
  const auto sealed = crypto::aead_encrypt(input, "paid");
  const std::string other_key = std::string(31, 'k') + "K";
  CHECK_FALSE(
      crypto::aead_decrypt({.key = other_key, .nonce = nonce, .associated = "refund"}, sealed).has_value());
  CHECK_FALSE(crypto::aead_decrypt({.key = key, .nonce = "0123456789aB", .associated = "refund"}, sealed)
                  .has_value());
  CHECK_FALSE(crypto::aead_decrypt({.key = key, .nonce = nonce, .associated = "Refund"}, sealed).has_value());
  for (std::size_t i = 0; i != sealed.size(); ++i) {
    auto changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    CHECK_FALSE(crypto::aead_decrypt(input, changed).has_value());
  }
}

TEST_CASE("keys, nonces and texts of impossible length do not decrypt", "[crypto]") {
  const auto sealed = crypto::aead_encrypt({.key = key, .nonce = nonce, .associated = {}}, "paid");
  const std::string_view text = sealed;
  CHECK_FALSE(crypto::aead_decrypt({.key = "short", .nonce = nonce, .associated = {}}, text).has_value());
  CHECK_FALSE(crypto::aead_decrypt({.key = {}, .nonce = nonce, .associated = {}}, text).has_value());
  CHECK_FALSE(crypto::aead_decrypt({.key = key, .nonce = "", .associated = {}}, text).has_value());
  CHECK_FALSE(
      crypto::aead_decrypt({.key = key, .nonce = "0123456789abcdefg", .associated = {}}, text).has_value());
  for (std::size_t size = 0; size != text.size(); ++size)
    CHECK_FALSE(crypto::aead_decrypt({.key = key, .nonce = nonce, .associated = {}}, text.substr(0, size))
                    .has_value());
}

TEST_CASE("a failed decryption leaves nothing behind for the next one", "[crypto]") {
  const crypto::AeadInput input{.key = key, .nonce = nonce, .associated = {}};
  const auto sealed = crypto::aead_encrypt(input, "paid");
  REQUIRE_FALSE(crypto::aead_decrypt(input, "nothing of the kind, but long enough").has_value());
  CHECK(crypto::aead_decrypt(input, sealed) == "paid");
}

TEST_CASE("encrypting under a key that is no key is a programming fault", "[crypto]") {
  CHECK_THROWS_AS(crypto::aead_encrypt({.key = "short", .nonce = nonce, .associated = {}}, "x"),
                  std::invalid_argument);
}

TEST_CASE("a sealed secret opens only under its key, and two seals of one text differ", "[crypto]") {
  const auto sealed = crypto::seal(key, "secret");
  CHECK(crypto::open(key, sealed) == "secret");
  CHECK_FALSE(crypto::open(std::string(32, 'x'), sealed).has_value());
  CHECK_FALSE(crypto::open(key, "tiny").has_value());
  CHECK_FALSE(crypto::open(key, sealed.substr(1)).has_value());
  CHECK(crypto::seal(key, "secret") != sealed);
}
