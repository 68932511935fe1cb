// Certificates made for a test, in files, and a client that speaks TLS to a TestServer.
#pragma once

#include <boost/asio/ssl.hpp>
#include <filesystem>
#include <string>

#include "services/crypto/rsa.h"
#include "services/web/tls_identity.h"
#include "tests/unit/web/dialogue.h"

namespace lunchrush::web {

// One key for all tests: making it takes a while.
const crypto::PrivateKey& test_key();
const crypto::PrivateKey& another_key();
std::string certificate_of(const crypto::PrivateKey& key, const std::string& serial_hex, unsigned days = 30);

// A folder of its own with a certificate and a key, gone with the test.
class IdentityFiles {
 public:
  IdentityFiles();
  ~IdentityFiles();
  IdentityFiles(const IdentityFiles&) = delete;

  void write_certificate(const std::string& pem) { write("certificate.pem", pem); }
  void write_key(const std::string& pem) { write("key.pem", pem); }
  TlsFiles files() const;

 private:
  void write(const std::string& name, const std::string& text);  // as renewals do: beside it, then renamed
  std::filesystem::path folder_;
};

class TlsClient {
 public:
  // What a client brings, beside defaults.
  struct Manner {
    int version_max = 0;
    std::string protocols;           // ALPN, each with its length in front
    SSL_SESSION* session = nullptr;  // of an earlier connection
  };

  explicit TlsClient(const TestServer& server) : TlsClient(server, Manner{}) {}
  TlsClient(const TestServer& server, const Manner& manner);

  bool connected() const { return refusal_.empty(); }
  const std::string& refusal() const { return refusal_; }
  void say(std::string_view bytes);
  std::string hear_answer();  // one whole response with a Content-Length
  std::string hear_until(std::string_view mark);
  // "goodbye" when the server said so, else what is known of the end.
  std::string hear_end();
  std::string serial();    // of the server's certificate
  std::string protocol();  // by ALPN
  bool resumed() { return SSL_session_reused(stream_.native_handle()) == 1; }
  SSL_SESSION* session() { return SSL_get1_session(stream_.native_handle()); }
  void close();

 private:
  asio::io_context context_;
  asio::ssl::context tls_{asio::ssl::context::tls_client};
  asio::ssl::stream<asio::ip::tcp::socket> stream_{context_, tls_};
  std::string refusal_;
  std::string heard_;
};

}  // namespace lunchrush::web
