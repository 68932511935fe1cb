#include <openssl/rand.h>

#include <array>
#include <cstring>
#include <utility>

#include "services/crypto/digest.h"
#include "services/crypto/openssl_handles.h"

namespace lunchrush::crypto {

namespace {

// One call of the generator costs microseconds whatever its size; ids need one number each.
constexpr std::size_t numbers_buffered = 256;

struct NumberBuffer {
  std::array<std::uint64_t, numbers_buffered> numbers{};
  std::size_t used = numbers_buffered;
};

}  // namespace

std::string random_bytes(std::size_t count) {
  std::string out(count, '\0');
  require(RAND_bytes(bytes_of(out), static_cast<int>(count)) == 1, "RAND_bytes");
  return out;
}

std::uint64_t random_u64() {
  thread_local NumberBuffer buffer;
  if (buffer.used == numbers_buffered) {
    const auto bytes = random_bytes(sizeof buffer.numbers);
    std::memcpy(buffer.numbers.data(), bytes.data(), bytes.size());
    buffer.used = 0;
  }
  return std::exchange(buffer.numbers[buffer.used++], 0);  // never handed out twice, not even by a core dump
}

}  // namespace lunchrush::crypto
