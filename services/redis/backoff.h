// How long to wait before the next attempt: doubling, with jitter, so that replicas do not come back in step.
#pragma once

#include <algorithm>
#include <chrono>
#include <random>

namespace lunchrush::redis {

class Backoff {
 public:
  Backoff(std::chrono::milliseconds first, std::chrono::milliseconds max)
      : first_(first), max_(max), pause_(first), random_(std::random_device{}()) {}

  // Between a half and the whole of the current pause.
  std::chrono::milliseconds next() {
    const auto whole = pause_.count();
    pause_ = std::min(pause_ * 2, max_);
    return std::chrono::milliseconds(std::uniform_int_distribution(whole / 2, whole)(random_));
  }

  void reset() { pause_ = first_; }

 private:
  std::chrono::milliseconds first_, max_, pause_;
  std::minstd_rand random_;
};

}  // namespace lunchrush::redis
