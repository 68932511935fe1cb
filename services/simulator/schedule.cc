#include "services/simulator/schedule.h"

namespace lunchrush::simulator {

void Schedule::after(Clock::Ticks wait, Work work) {
  if (stopped_) return;
  const auto place = due_.emplace(clock_.ticks() + wait, std::move(work));
  if (place == due_.begin()) rearm();
}

void Schedule::rearm() {
  if (due_.empty() || stopped_) return;
  timer_.expires_at(clock_.moment_of(due_.begin()->first));
  timer_.async_wait([this](boost::system::error_code fault) {
    if (!fault) run_due();
  });
}

void Schedule::run_due() {
  const auto now = clock_.ticks();
  for (std::size_t done = 0; done < works_per_turn && !due_.empty() && due_.begin()->first <= now; ++done) {
    const auto work = std::move(due_.begin()->second);
    due_.erase(due_.begin());
    work();
  }
  rearm();
}

void Schedule::stop() {
  stopped_ = true;
  due_.clear();
  timer_.cancel();
}

}  // namespace lunchrush::simulator
