// Two times. What others verify (stamps, expiry) is real time plus a skew; what the gateway waits for on its
// own (retry ladders, refunds under way) is counted in ticks, which pass `scale` times faster than real time.
#pragma once

#include <chrono>

#include "services/domain/time.h"

namespace lunchrush::simulator {

class Clock {
 public:
  using Ticks = std::chrono::microseconds;  // simulated time since the start
  using Real = std::chrono::steady_clock;

  explicit Clock(double scale) : scale_(scale), since_(Real::now()) {}

  domain::Instant now() const;
  Ticks ticks() const;
  Real::time_point moment_of(Ticks at) const;            // when, in real time, it will be
  Ticks ticks_in(std::chrono::milliseconds real) const;  // how many pass in so much real time

  double scale() const { return scale_; }
  std::chrono::milliseconds skew() const { return skew_; }
  void set_scale(double scale);
  void advance(Ticks by) { base_ += by; }
  void set_skew(std::chrono::milliseconds skew) { skew_ = skew; }

 private:
  double scale_;
  Real::time_point since_;  // when base_ was right
  Ticks base_{0};
  std::chrono::milliseconds skew_{0};
};

}  // namespace lunchrush::simulator
