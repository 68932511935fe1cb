#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdint>

#include "services/crypto/openssl_handles.h"
#include "services/crypto/tls.h"

namespace lunchrush::crypto {

namespace {

SSL* ssl_in(const auto& session) { return static_cast<SSL*>(session.get()); }

int socket_of(BIO* bio) { return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio))); }

bool must_wait(ssize_t result) { return result < 0 && (errno == EAGAIN || errno == EWOULDBLOCK); }

int receive_bytes(BIO* bio, char* space, int size) {
  BIO_clear_retry_flags(bio);
  const auto count = ::recv(socket_of(bio), space, static_cast<std::size_t>(size), 0);
  if (must_wait(count)) BIO_set_retry_read(bio);
  return static_cast<int>(count);
}

int send_bytes(BIO* bio, const char* bytes, int size) {
  BIO_clear_retry_flags(bio);
  const auto count = ::send(socket_of(bio), bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
  if (must_wait(count)) BIO_set_retry_write(bio);
  return static_cast<int>(count);
}

long control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

// OpenSSL's own writes to a socket raise SIGPIPE when the peer is gone, which would end the program.
BIO_METHOD* socket_method() {
  static BIO_METHOD* const method = [] {
    auto* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "quiet socket");
    require(made != nullptr && BIO_meth_set_read(made, receive_bytes) == 1 &&
                BIO_meth_set_write(made, send_bytes) == 1 && BIO_meth_set_ctrl(made, control) == 1,
            "BIO_meth_new");
    return made;
  }();
  return method;
}

BIO* bio_of(int socket) {
  auto* bio = BIO_new(socket_method());
  require(bio != nullptr, "BIO_new");
  BIO_set_data(bio, reinterpret_cast<void*>(static_cast<std::intptr_t>(socket)));
  BIO_set_init(bio, 1);
  return bio;
}

}  // namespace

void TlsSession::Freed::operator()(void* session) const { SSL_free(static_cast<SSL*>(session)); }

TlsSession::TlsSession(const TlsServer& server, int socket)
    : session_(SSL_new(static_cast<SSL_CTX*>(server.context_.get()))) {
  require(session_ != nullptr, "SSL_new");
  auto* bio = bio_of(socket);
  SSL_set_bio(ssl_in(session_), bio, bio);
  SSL_set_accept_state(ssl_in(session_));
}

TlsSession::Step TlsSession::handshake() {
  if (broken_) return Step::ended;
  ERR_clear_error();
  const auto result = SSL_do_handshake(ssl_in(session_));
  return result == 1 ? Step::done : step_after(result);
}

bool TlsSession::resumed() const { return SSL_session_reused(ssl_in(session_)) == 1; }

TlsSession::Moved TlsSession::read(char* space, std::size_t size) {
  if (broken_) return {Step::ended};
  ERR_clear_error();
  std::size_t count = 0;
  const auto result = SSL_read_ex(ssl_in(session_), space, size, &count);
  if (result == 1) return {Step::done, count};
  return {step_after(result)};
}

TlsSession::Moved TlsSession::write(std::string_view bytes) {
  if (broken_) return {Step::ended};
  ERR_clear_error();
  std::size_t count = 0;
  const auto result = SSL_write_ex(ssl_in(session_), bytes.data(), bytes.size(), &count);
  if (result == 1) return {Step::done, count};
  return {step_after(result)};
}

void TlsSession::say_goodbye() {
  if (broken_ || SSL_is_init_finished(ssl_in(session_)) == 0) return;
  ERR_clear_error();
  SSL_shutdown(ssl_in(session_));  // one try: a peer that takes nothing is not waited for
  ERR_clear_error();
}

bool TlsSession::input_waits() const { return SSL_has_pending(ssl_in(session_)) == 1; }

TlsSession::Step TlsSession::step_after(int result) {
  switch (SSL_get_error(ssl_in(session_), result)) {
    case SSL_ERROR_WANT_READ: return Step::wants_read;
    case SSL_ERROR_WANT_WRITE: return Step::wants_write;
    case SSL_ERROR_ZERO_RETURN: return Step::ended;  // the peer said goodbye; we still may
    default: break;
  }
  broken_ = true;
  peer_spoke_http_ = ERR_GET_REASON(ERR_peek_error()) == SSL_R_HTTP_REQUEST;
  ERR_clear_error();  // the queue is the thread's, not this session's
  return Step::ended;
}

}  // namespace lunchrush::crypto
