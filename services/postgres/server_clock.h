// The time that times to pay and signatures are judged by, the same for every replica: the database's
// (faults.md row 58). A machine whose own clock is right within a second goes by that.
#pragma once

#include <atomic>
#include <chrono>

#include "services/domain/time.h"

namespace lunchrush::postgres {

class ServerClock {
 public:
  using Instant = domain::Instant;

  static Instant now() { return own() + std::chrono::microseconds(ahead_.load(std::memory_order_relaxed)); }
  // The server said `its` between the moments `asked` and `answered` of our own clock.
  static void learn(Instant its, Instant asked, Instant answered) {
    const auto ahead = its - (asked + (answered - asked) / 2);
    const bool differs = ahead > tolerance || ahead < -tolerance;
    ahead_ = differs ? ahead.count() : 0;
  }
  static Instant own() {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  }

 private:
  static constexpr std::chrono::seconds tolerance{1};
  static inline std::atomic<std::int64_t> ahead_{0};  // one process has one clock
};

}  // namespace lunchrush::postgres
