#include "services/crypto/digest.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

using namespace lunchrush;

TEST_CASE("digests give the published answers", "[crypto]") {
  auto [digest, expected] = GENERATE(table<std::string, std::string>({
      {crypto::sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {crypto::sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {crypto::sha1("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d"},
      // RFC 4231, cases 2 and 1
      {crypto::hmac_sha256("Jefe", "what do ya want for nothing?"),
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {crypto::hmac_sha256(std::string(20, '\x0b'), "Hi There"),
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {crypto::hmac_sha256("", ""), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"},
  }));
  CHECK(crypto::to_hex(digest) == expected);
}

TEST_CASE("a digest in parts is the digest of the whole, and the object can be used again", "[crypto]") {
  crypto::Sha256 digest;
  CHECK(digest.update("a").update("").update("bc").finish() == crypto::sha256("abc"));
  CHECK(digest.update("xyz").finish() == crypto::sha256("xyz"));
}

TEST_CASE("only equal texts compare equal", "[crypto]") {
  CHECK(crypto::equal_in_constant_time("", ""));
  CHECK(crypto::equal_in_constant_time("abc", "abc"));
  CHECK_FALSE(crypto::equal_in_constant_time("abc", "abd"));
  CHECK_FALSE(crypto::equal_in_constant_time("abc", "ab"));
}

TEST_CASE("random numbers and bytes do not repeat, also across a refill of the buffer", "[crypto]") {
  std::vector<std::uint64_t> numbers(1000);
  for (auto& number : numbers) number = crypto::random_u64();
  std::sort(numbers.begin(), numbers.end());
  CHECK(std::adjacent_find(numbers.begin(), numbers.end()) == numbers.end());
  CHECK(crypto::random_bytes(16).size() == 16);
  CHECK(crypto::random_bytes(16) != crypto::random_bytes(16));
}
