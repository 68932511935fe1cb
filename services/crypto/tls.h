// TLS for a server: the certificate it shows, and one connection's state over a socket that never blocks.
// Waiting for that socket is the caller's.
#pragma once

#include <chrono>
#include <memory>
#include <string_view>

#include "services/domain/result.h"

namespace lunchrush::crypto {

// TLS 1.2 and 1.3, HTTP/1.1 only. Sessions are resumed by tickets whose keys live as long as this does:
// nothing is kept per client.
class TlsServer {
 public:
  // PEM: the certificate, then those that lead to its root; and its key, not encrypted. Error:
  // invalid_request.
  static domain::Result<TlsServer> make(std::string_view certificates, std::string_view key);

 private:
  friend class TlsSession;
  explicit TlsServer(std::shared_ptr<void> context) : context_(std::move(context)) {}
  std::shared_ptr<void> context_;  // SSL_CTX; OpenSSL counts the sessions that use it
};

class TlsSession {
 public:
  enum class Step { done, wants_read, wants_write, ended };
  struct Moved {
    Step step;
    std::size_t bytes = 0;  // when done
  };

  // `socket` is the caller's, non-blocking, and outlives this.
  TlsSession(const TlsServer& server, int socket);

  Step handshake();
  bool resumed() const;
  bool peer_spoke_http() const { return peer_spoke_http_; }  // why a handshake ended: somebody forgot the s
  Moved read(char* space, std::size_t size);
  Moved write(std::string_view bytes);  // may take a part
  void say_goodbye();                   // so that the peer knows a stream's end from a cut
  bool input_waits() const;             // bytes that were taken from the socket and not read yet

 private:
  struct Freed {
    void operator()(void* session) const;
  };
  Step step_after(int result);

  std::unique_ptr<void, Freed> session_;  // SSL
  bool broken_ = false;
  bool peer_spoke_http_ = false;
};

// Until when a PEM certificate (the first, of several) is valid. Error: invalid_request.
domain::Result<std::chrono::sys_seconds> certificate_expiry(std::string_view pem);

}  // namespace lunchrush::crypto
