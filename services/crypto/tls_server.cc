#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <cstring>

#include "services/crypto/key_text.h"
#include "services/crypto/openssl_handles.h"
#include "services/crypto/tls.h"

namespace lunchrush::crypto {

namespace {

using Context = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;

// Forward secrecy and authenticated encryption; TLS 1.3 has no others.
constexpr char tls12_ciphers[] = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr unsigned char http_1_1[] = "\x08http/1.1";

domain::Error refusal(std::string detail) {
  const auto code = ERR_peek_error();
  const auto* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  if (reason != nullptr) detail.append(": ").append(reason);
  ERR_clear_error();
  return {.code = domain::ErrorCode::invalid_request, .detail = std::move(detail)};
}

// A client that only speaks HTTP/2 is told so now, not by an answer it cannot read.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                    unsigned int offered_size, void*) {
  unsigned char* found = nullptr;
  if (SSL_select_next_proto(&found, size, http_1_1, sizeof http_1_1 - 1, offered, offered_size) !=
      OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

Context make_context() {
  Context context(SSL_CTX_new(TLS_server_method()));
  require(context && SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) == 1 &&
              SSL_CTX_set_cipher_list(context.get(), tls12_ciphers) == 1,
          "TLS");
  SSL_CTX_set_options(context.get(), SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA |
                                         SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  // An idle connection gives its 32 KiB of buffers back; a busy one takes a record in one read.
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(context.get(), 1);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, nullptr);
  return context;
}

bool use_certificates(SSL_CTX* context, std::string_view pem) {
  const auto bio = bio_over(pem);
  const Certificate own(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (!own || SSL_CTX_use_certificate(context, own.get()) != 1) return false;
  while (const Certificate issuer{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)})
    if (SSL_CTX_add1_chain_cert(context, issuer.get()) != 1) return false;
  ERR_clear_error();  // the end of the text
  return true;
}

}  // namespace

domain::Result<TlsServer> TlsServer::make(std::string_view certificates, std::string_view key) {
  auto context = make_context();
  if (!use_certificates(context.get(), certificates)) return refusal("not a PEM certificate to serve");
  const auto pkey = read_private_key(key);
  if (!pkey) return refusal("not a private key in PEM, or encrypted");
  if (SSL_CTX_use_PrivateKey(context.get(), pkey.get()) != 1)
    return refusal("not the key of the certificate");
  return TlsServer(std::shared_ptr<void>(
      context.release(), [](void* pointer) { SSL_CTX_free(static_cast<SSL_CTX*>(pointer)); }));
}

domain::Result<std::chrono::sys_seconds> certificate_expiry(std::string_view pem) {
  const Certificate certificate(PEM_read_bio_X509(bio_over(pem).get(), nullptr, nullptr, nullptr));
  std::tm parts{};
  if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &parts) != 1)
    return refusal("not a PEM certificate");
  return std::chrono::sys_seconds(std::chrono::seconds(timegm(&parts)));
}

}  // namespace lunchrush::crypto
