// Stops asking a gateway that does not answer, for a short
// while, so that a lunch hour does not wait on time-outs.
#pragma once

#include <chrono>

namespace lunchrush::gateways {

struct BreakerLimits {
  unsigned failures_to_open = 5;             // in a row; one lost packet must not close a shop
  std::chrono::milliseconds open_for{3000};  // then one call is let through to try
};

// Not thread-safe: its owner locks. Time is handed in.
class Breaker {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit Breaker(BreakerLimits limits) : limits_(limits) {}

  // Whether a call may be tried now. A true of an open breaker is the trial: its outcome must be told.
  bool admit(Time now);
  void succeeded();
  void failed(Time now);
  bool open() const { return failures_ >= limits_.failures_to_open; }

 private:
  BreakerLimits limits_;
  unsigned failures_ = 0;
  Time retry_at_{};
};

}  // namespace lunchrush::gateways
