#include <catch2/catch.hpp>

#include "services/crypto/digest.h"

using namespace lunchrush;

TEST_CASE("base64 and hex give RFC 4648's answers and take them back", "[crypto]") {
  auto [bytes, base64, base64url, hex] = GENERATE(table<std::string, std::string, std::string, std::string>({
      {"", "", "", ""},
      {"f", "Zg==", "Zg", "66"},
      {"fo", "Zm8=", "Zm8", "666f"},
      {"foo", "Zm9v", "Zm9v", "666f6f"},
      {"foob", "Zm9vYg==", "Zm9vYg", "666f6f62"},
      {"fooba", "Zm9vYmE=", "Zm9vYmE", "666f6f6261"},
      {"\xFB\xFF\xBF", "+/+/", "-_-_", "fbffbf"},
  }));
  CHECK(crypto::to_base64(bytes) == base64);
  CHECK(crypto::to_base64url(bytes) == base64url);
  CHECK(crypto::to_hex(bytes) == hex);
  CHECK(crypto::from_base64(base64) == bytes);
  CHECK(crypto::from_base64url(base64url) == bytes);
  CHECK(crypto::from_hex(hex) == bytes);
}

TEST_CASE("hex is read in either case", "[crypto]") { CHECK(crypto::from_hex("fFAb") == "\xFF\xAB"); }

TEST_CASE("base64 that is padded wrongly, spaced, foreign or ambiguous is refused", "[crypto]") {
  const auto* const text =
      GENERATE("Zg", "Zg=", "Zg===", "Z===", "====", "Zm9v\n", "Zm 9v", "Zm9-", "Zh==", "Zm9=", "=Zg=");
  CHECK_FALSE(crypto::from_base64(text).has_value());
}

TEST_CASE("base64url that is padded, foreign or ambiguous is refused", "[crypto]") {
  const auto* const text = GENERATE("Zg==", "Z", "Zm9+", "Zh", "Zm9", "Zm 9v");
  CHECK_FALSE(crypto::from_base64url(text).has_value());
}

TEST_CASE("hex of odd length or with other characters is refused", "[crypto]") {
  const auto* const text = GENERATE("a", "0g", "0x00", " 00", "::", "00\xC3");
  CHECK_FALSE(crypto::from_hex(text).has_value());
}
