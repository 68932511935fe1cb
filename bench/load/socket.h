// Non-blocking TCP on loopback.
#pragma once

#include <netinet/in.h>

#include <cstdint>
#include <string_view>
#include <utility>

namespace lunchrush::bench {

// A descriptor that closes itself.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  int number() const { return number_; }
  bool open() const { return number_ >= 0; }
  void close();

 private:
  int number_ = -1;
};

// As many descriptors as the machine gives: thousands of connections need them.
void raise_descriptor_limit();

// A connection under way to the target: writable once it stands. The Nth of many comes from a loopback
// address of its own for every ports_per_address, because one address has only so many ports. Not open when
// the system refuses.
Descriptor start_connecting(const sockaddr_in& target, std::uint64_t nth);
bool has_connected(int descriptor);

// Both answer how many bytes, 0 for none now, and -1 for a connection that has ended.
long send_some(int descriptor, std::string_view bytes);
long receive_some(int descriptor, char* to, std::size_t most);

}  // namespace lunchrush::bench
