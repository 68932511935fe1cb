#include "services/web/tls_identity.h"

#include <sys/stat.h>

#include <fstream>

#include "services/telemetry/log.h"

namespace lunchrush::web {
namespace {

using domain::Error;
using domain::ErrorCode;

constexpr std::size_t file_bytes_max = 64 * 1024;  // a chain of certificates has some 10 kB
// Whoever steals a ticket key can read what TLS 1.2 resumed with it: it must not live as long as a
// certificate.
constexpr std::chrono::hours ticket_keys_last{12};

std::string told(const TlsFiles::Place& place) { return place.setting + " (" + place.path + ")"; }

domain::Result<std::string> content_of(const TlsFiles::Place& place) {
  std::ifstream file(place.path, std::ios::binary);
  std::string content(file_bytes_max + 1, '\0');
  file.read(content.data(), static_cast<std::streamsize>(content.size()));
  content.resize(static_cast<std::size_t>(file.gcount()));
  if (!file.is_open() || file.bad() || content.empty())
    return Error{ErrorCode::invalid_request, told(place) + " cannot be read, or is empty"};
  if (content.size() > file_bytes_max)
    return Error{ErrorCode::invalid_request, told(place) + " is larger than 64 KiB"};
  return content;
}

}  // namespace

bool TlsIdentity::Stamp::operator==(const Stamp& other) const {
  return inode == other.inode && size == other.size && changed.tv_sec == other.changed.tv_sec &&
         changed.tv_nsec == other.changed.tv_nsec;
}

domain::Result<std::optional<TlsIdentity>> TlsIdentity::load(TlsFiles files) {
  const auto& [certificate, key] = files;
  if (certificate.path.empty() && key.path.empty()) return std::optional<TlsIdentity>();
  if (certificate.path.empty() || key.path.empty()) {
    const auto& missing = certificate.path.empty() ? certificate : key;
    const auto& given = certificate.path.empty() ? key : certificate;
    return Error{ErrorCode::invalid_request, missing.setting + " is missing: with " + given.setting +
                                                 " it makes TLS, alone neither does"};
  }
  const auto stamps = stamps_of(files);
  auto content = read(files);
  if (!content) return content.error();
  return std::optional<TlsIdentity>(TlsIdentity(std::move(files), stamps, std::move(*content)));
}

TlsIdentity::TlsIdentity(TlsFiles files, Stamps read, Content content)
    : files_(std::move(files)),
      read_(read),
      seen_(read),
      server_(std::move(content.server)),
      expires_at_(content.expires_at),
      keys_until_(Clock::now() + ticket_keys_last) {}

// Two small local files: quicker than handing them to another thread. A half-written pair does not rest.
bool TlsIdentity::look(Clock::time_point now) {
  const auto seen = stamps_of(files_);
  const bool rested = std::exchange(seen_, seen) == seen;
  if ((seen == read_ || !rested) && now < keys_until_) return false;
  read_ = seen;
  keys_until_ = now + ticket_keys_last;
  auto content = read(files_);
  if (!content) {
    telemetry::log(telemetry::Level::error, "new certificate not taken",
                   {{"reason", std::string_view(content.error().detail)}});
    return false;
  }
  server_ = std::move(content->server);
  expires_at_ = content->expires_at;
  return true;
}

domain::Result<TlsIdentity::Content> TlsIdentity::read(const TlsFiles& files) {
  const auto certificate = content_of(files.certificate);
  if (!certificate) return certificate.error();
  const auto key = content_of(files.key);
  if (!key) return key.error();
  const auto expires_at = crypto::certificate_expiry(*certificate);
  if (!expires_at)
    return Error{ErrorCode::invalid_request, told(files.certificate) + ": " + expires_at.error().detail};
  auto server = crypto::TlsServer::make(*certificate, *key);
  if (!server)
    return Error{ErrorCode::invalid_request,
                 told(files.certificate) + ", " + told(files.key) + ": " + server.error().detail};
  return Content{std::move(*server), *expires_at};
}

TlsIdentity::Stamps TlsIdentity::stamps_of(const TlsFiles& files) {
  const auto stamp = [](const std::string& path) {
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0) return Stamp{};
    return Stamp{found.st_ino, found.st_size, found.st_mtim};
  };
  return {stamp(files.certificate.path), stamp(files.key.path)};
}

}  // namespace lunchrush::web
