#include "bench/load/socket.h"

#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace lunchrush::bench {
namespace {

constexpr std::uint64_t ports_per_address =
    15'000;  // Linux hands out some 28,000, fewer while old ones cool down
constexpr std::uint32_t first_source = 0x7F000002;  // 127.0.0.2
constexpr rlim_t descriptors_wanted = 220'000;

void bind_source(int descriptor, std::uint64_t nth) {
  if (nth < ports_per_address) return;
  sockaddr_in source{};
  source.sin_family = AF_INET;
  source.sin_addr.s_addr = htonl(first_source + static_cast<std::uint32_t>(nth / ports_per_address));
  const int on = 1;
  setsockopt(descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  bind(descriptor, reinterpret_cast<const sockaddr*>(&source), sizeof source);
}

long outcome(ssize_t count) {
  if (count > 0) return count;
  return count < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this == &other) return *this;
  close();
  number_ = std::exchange(other.number_, -1);
  return *this;
}

void Descriptor::close() {
  if (number_ >= 0) ::close(std::exchange(number_, -1));
}

void raise_descriptor_limit() {
  rlimit limit{descriptors_wanted, descriptors_wanted};
  if (setrlimit(RLIMIT_NOFILE, &limit) == 0) return;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

Descriptor start_connecting(const sockaddr_in& target, std::uint64_t nth) {
  Descriptor made(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!made.open()) return made;
  const int on = 1;
  setsockopt(made.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  bind_source(made.number(), nth);
  const auto* address = reinterpret_cast<const sockaddr*>(&target);
  if (connect(made.number(), address, sizeof target) != 0 && errno != EINPROGRESS) made.close();
  return made;
}

bool has_connected(int descriptor) {
  int failure = 0;
  socklen_t size = sizeof failure;
  return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &size) == 0 && failure == 0;
}

long send_some(int descriptor, std::string_view bytes) {
  return outcome(::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL));
}

long receive_some(int descriptor, char* to, std::size_t most) {
  return outcome(::recv(descriptor, to, most, 0));
}

}  // namespace lunchrush::bench
