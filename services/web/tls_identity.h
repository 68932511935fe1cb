// The certificate and key a server shows, read again when their files change.
#pragma once

#include <sys/types.h>

#include <array>
#include <chrono>
#include <optional>
#include <string>

#include "services/crypto/tls.h"
#include "services/domain/result.h"

namespace lunchrush::web {

struct TlsFiles {
  struct Place {
    std::string setting;  // whose name is told when something is wrong
    std::string path;     // of a PEM file; empty: not given
  };
  Place certificate, key;
};

// On one thread.
class TlsIdentity {
 public:
  using Clock = std::chrono::steady_clock;

  // None when no file is named. Error: invalid_request when only one is, or when they do not serve.
  static domain::Result<std::optional<TlsIdentity>> load(TlsFiles files);

  // Reads the files again once they have changed and rested from one look to the next; what does not serve is
  // logged once, and what was there stays. True when the identity is new.
  bool look(Clock::time_point now);

  const crypto::TlsServer& server() const { return server_; }
  std::chrono::sys_seconds expires_at() const { return expires_at_; }

 private:
  struct Stamp {
    ino_t inode = 0;
    off_t size = 0;
    timespec changed{};
    bool operator==(const Stamp& other) const;
  };
  using Stamps = std::array<Stamp, 2>;
  struct Content {
    crypto::TlsServer server;
    std::chrono::sys_seconds expires_at;
  };

  TlsIdentity(TlsFiles files, Stamps read, Content content);
  static domain::Result<Content> read(const TlsFiles& files);
  static Stamps stamps_of(const TlsFiles& files);

  TlsFiles files_;
  Stamps read_;  // how the files looked when they were read
  Stamps seen_;  // and at the last look
  crypto::TlsServer server_;
  std::chrono::sys_seconds expires_at_;
  Clock::time_point keys_until_;  // then tickets get new keys
};

}  // namespace lunchrush::web
