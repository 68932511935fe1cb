#include "tests/unit/web/tls_client.h"

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <fstream>

#include "services/crypto/digest.h"

namespace lunchrush::web {

const crypto::PrivateKey& test_key() {
  static const auto key = crypto::PrivateKey::generate();
  return key;
}
const crypto::PrivateKey& another_key() {
  static const auto key = crypto::PrivateKey::generate();
  return key;
}

std::string certificate_of(const crypto::PrivateKey& key, const std::string& serial_hex, unsigned days) {
  return crypto::self_signed_certificate(
      key, {.common_name = "lunchrush.test", .serial_hex = serial_hex, .days = days});
}

IdentityFiles::IdentityFiles()
    : folder_(std::filesystem::temp_directory_path() /
              ("lunchrush-tls-" + crypto::to_hex(crypto::random_bytes(8)))) {
  std::filesystem::create_directory(folder_);
  write_certificate(certificate_of(test_key(), "01"));
  write_key(test_key().private_pem());
}

IdentityFiles::~IdentityFiles() { std::filesystem::remove_all(folder_); }

TlsFiles IdentityFiles::files() const {
  return {.certificate = {"SOME_CERTIFICATE", folder_ / "certificate.pem"},
          .key = {"SOME_KEY", folder_ / "key.pem"}};
}

void IdentityFiles::write(const std::string& name, const std::string& text) {
  const auto beside = folder_ / (name + ".new");
  std::ofstream(beside, std::ios::binary) << text;
  std::filesystem::rename(beside, folder_ / name);
}

TlsClient::TlsClient(const TestServer& server, const Manner& manner) {
  auto* ssl = stream_.native_handle();
  if (manner.version_max != 0) {
    SSL_set_security_level(ssl, 0);  // else it would not even ask for what is refused here
    SSL_set_min_proto_version(ssl, TLS1_VERSION);
    SSL_set_max_proto_version(ssl, manner.version_max);
  }
  if (!manner.protocols.empty())
    SSL_set_alpn_protos(ssl, reinterpret_cast<const unsigned char*>(manner.protocols.data()),
                        static_cast<unsigned>(manner.protocols.size()));
  if (manner.session != nullptr) SSL_set_session(ssl, manner.session);
  stream_.next_layer().connect({asio::ip::address_v4::loopback(), server.port()});
  boost::system::error_code ec;
  stream_.handshake(asio::ssl::stream_base::client, ec);
  if (ec) refusal_ = ec.message();
}

void TlsClient::say(std::string_view bytes) {
  asio::write(stream_, asio::buffer(bytes.data(), bytes.size()));
}

std::string TlsClient::hear_until(std::string_view mark) {
  std::size_t at = std::string::npos;
  while ((at = heard_.find(mark)) == std::string::npos) {
    char bytes[4096];
    heard_.append(bytes, stream_.read_some(asio::buffer(bytes)));
  }
  auto text = heard_.substr(0, at + mark.size());
  heard_.erase(0, text.size());
  return text;
}

std::string TlsClient::hear_answer() {
  auto answer = hear_until("\r\n\r\n");
  const auto length = std::stoul(answer.substr(answer.find("Content-Length: ") + 16));
  if (heard_.size() < length) {
    const auto had = heard_.size();
    heard_.resize(length);
    asio::read(stream_, asio::buffer(heard_.data() + had, length - had));
  }
  answer += heard_.substr(0, length);
  heard_.erase(0, length);
  return answer;
}

std::string TlsClient::hear_end() {
  boost::system::error_code ec;
  char bytes[4096];
  while (!ec) stream_.read_some(asio::buffer(bytes), ec);
  return ec == asio::error::eof ? "goodbye" : ec.message();
}

std::string TlsClient::serial() {
  auto* certificate = SSL_get1_peer_certificate(stream_.native_handle());
  const auto number = ASN1_INTEGER_get(X509_get0_serialNumber(certificate));
  X509_free(certificate);
  return std::to_string(number);
}

std::string TlsClient::protocol() {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(stream_.native_handle(), &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

void TlsClient::close() {
  boost::system::error_code ignored;
  stream_.next_layer().close(ignored);
}

}  // namespace lunchrush::web
