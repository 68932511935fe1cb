// The one clock of the generator: the kernel's monotonic one, so that several processes can compare what they
// wrote.
#pragma once

#include <time.h>

#include <cstdint>

namespace lunchrush::bench {

using Nanoseconds = std::int64_t;
constexpr Nanoseconds per_second = 1'000'000'000;
constexpr Nanoseconds per_millisecond = 1'000'000;

inline Nanoseconds clock_now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * per_second + now.tv_nsec;
}

inline double processor_seconds() {
  timespec used{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / per_second;
}

}  // namespace lunchrush::bench
