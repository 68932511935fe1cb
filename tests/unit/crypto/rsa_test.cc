#include "services/crypto/rsa.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "services/crypto/digest.h"

using namespace lunchrush;

namespace {

// Key generation is the slow part of this program: once each.
const crypto::PrivateKey& ours() {
  static const auto key = crypto::PrivateKey::generate();
  return key;
}
const crypto::PrivateKey& theirs() {
  static const auto key = crypto::PrivateKey::generate();
  return key;
}
crypto::PublicKey public_of(const crypto::PrivateKey& key) {
  return crypto::PublicKey::from_text(key.public_pem()).value();
}

// What a console shows: PEM without its lines' ends and armour.
std::string bare(const std::string& pem) {
  std::string out;
  std::size_t line = 0;
  while (line < pem.size()) {
    const auto end = pem.find('\n', line);
    const auto text = pem.substr(line, end - line);
    if (!text.starts_with("-----")) out += text;
    line = end + 1;
  }
  return out;
}

}  // namespace

TEST_CASE("a signature verifies over its message and under its key only", "[crypto]") {
  const auto signature = ours().sign("message");
  const auto key = public_of(ours());
  CHECK(key.verify("message", signature));
  CHECK_FALSE(key.verify("massage", signature));
  CHECK_FALSE(key.verify("", signature));
  CHECK_FALSE(public_of(theirs()).verify("message", signature));
  CHECK(key.verify("", ours().sign("")));
}

TEST_CASE("signing is deterministic, so texts can be compared", "[crypto]") {
  CHECK(ours().sign_base64("x") == ours().sign_base64("x"));
  CHECK(ours().sign_base64("x").size() == 344);
}

TEST_CASE("a signature that is no signature fails quietly [row 65]", "[crypto]") {
  const auto key = public_of(ours());
  const auto good = ours().sign_base64("message");
  CHECK(key.verify_base64("message", good));
  const std::vector<std::string> bad{"",
                                     "=",
                                     "WECHATPAY/SIGNTEST/" + good,
                                     good + "=",
                                     good.substr(4),
                                     "***",
                                     crypto::to_base64(std::string(256, '\xFF')),
                                     crypto::to_base64("short"),
                                     crypto::to_base64(std::string(4096, 'x'))};
  for (const auto& signature : bad) CHECK_FALSE(key.verify_base64("message", signature));
  CHECK(key.verify_base64("message", good));
}

TEST_CASE("keys are read from PEM and from bare base64, wrapped or not", "[crypto]") {
  const auto signature = ours().sign("m");
  CHECK(crypto::PublicKey::from_text(bare(ours().public_pem())).value().verify("m", signature));
  CHECK(crypto::PublicKey::from_text(" \r\n" + bare(ours().public_pem()) + "\n")
            .value()
            .verify("m", signature));
  CHECK(crypto::PrivateKey::from_text(ours().private_pem()).value().sign("m") == signature);
  CHECK(crypto::PrivateKey::from_text(bare(ours().private_pem())).value().sign("m") == signature);
}

TEST_CASE("a PKCS#1 private key is read like a PKCS#8 one", "[crypto]") {
  // PKCS#8 of an RSA key is 26 bytes of wrapping (RFC 5958) around the PKCS#1 form.
  const auto pkcs8 = crypto::from_base64(bare(ours().private_pem())).value();
  const auto pkcs1 = crypto::to_base64(std::string_view(pkcs8).substr(26));
  CHECK(crypto::PrivateKey::from_text(pkcs1).value().sign("m") == ours().sign("m"));
  const auto pem = "-----BEGIN RSA PRIVATE KEY-----\n" + pkcs1 + "\n-----END RSA PRIVATE KEY-----\n";
  CHECK(crypto::PrivateKey::from_text(pem).value().sign("m") == ours().sign("m"));
}

TEST_CASE("what is no key, or a weak one, is refused", "[crypto]") {
  const auto weak = crypto::PrivateKey::generate(1024);
  const std::vector<std::string> no_keys{
      "",     "hello",           "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n",
      "QUJD", weak.public_pem(), std::string(100'000, 'A')};
  for (const auto& text : no_keys) CHECK_FALSE(crypto::PublicKey::from_text(text).has_value());
  CHECK_FALSE(crypto::PrivateKey::from_text(weak.private_pem()).has_value());
  CHECK_FALSE(crypto::PrivateKey::from_text(ours().public_pem()).has_value());
  CHECK_FALSE(crypto::PublicKey::from_text(ours().private_pem()).has_value());
}

TEST_CASE("a certificate carries its key and its serial", "[crypto]") {
  const std::string serial = "408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB";
  const auto pem = crypto::self_signed_certificate(
      ours(), {.common_name = "Tenpay.com Root CA", .serial_hex = serial, .days = 1});
  CHECK(crypto::certificate_serial(pem).value() == serial);
  CHECK(crypto::PublicKey::from_text(pem).value().verify("m", ours().sign("m")));
  CHECK(crypto::PublicKey::from_text(bare(pem)).value().verify("m", ours().sign("m")));
  CHECK_FALSE(crypto::certificate_serial(ours().public_pem()).has_value());
}

TEST_CASE("one key verifies on many threads at once, among more keys than a thread remembers", "[crypto]") {
  const auto right = public_of(ours());
  const auto signature = ours().sign("message");
  std::vector<std::thread> threads;
  std::atomic<int> good = 0;
  for (int t = 0; t != 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i != 20; ++i) {
        const auto copy = public_of(ours());  // a fresh key object each time, so that the memory overflows
        const auto wrong = public_of(theirs());
        if (copy.verify("message", signature) && right.verify("message", signature) &&
            !wrong.verify("message", signature))
          ++good;
      }
    });
  for (auto& thread : threads) thread.join();
  CHECK(good == 80);
}
