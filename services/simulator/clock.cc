#include "services/simulator/clock.h"

namespace lunchrush::simulator {
namespace {

using Fractional = std::chrono::duration<double, std::micro>;

}  // namespace

domain::Instant Clock::now() const {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()) + skew_;
}

Clock::Ticks Clock::ticks() const {
  return base_ + std::chrono::duration_cast<Ticks>(Fractional(Real::now() - since_) * scale_);
}

Clock::Real::time_point Clock::moment_of(Ticks at) const {
  return since_ + std::chrono::duration_cast<Real::duration>(Fractional(at - base_) / scale_);
}

Clock::Ticks Clock::ticks_in(std::chrono::milliseconds real) const {
  return std::chrono::duration_cast<Ticks>(Fractional(real) * scale_);
}

void Clock::set_scale(double scale) {
  base_ = ticks();
  since_ = Real::now();
  scale_ = scale;
}

}  // namespace lunchrush::simulator
