// What is to happen later, on the simulated clock: one timer for all of it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>

#include "services/simulator/clock.h"

namespace lunchrush::simulator {

class Schedule {
 public:
  using Work = std::function<void()>;

  Schedule(boost::asio::io_context& context, const Clock& clock) : clock_(clock), timer_(context) {}

  void after(Clock::Ticks wait, Work work);
  void after_real(std::chrono::milliseconds wait, Work work) {
    after(clock_.ticks_in(wait), std::move(work));
  }
  void rearm();  // the clock was changed
  void stop();   // forgets everything: the program ends
  std::size_t size() const { return due_.size(); }

 private:
  static constexpr std::size_t works_per_turn = 256;  // then others on this thread have their turn
  void run_due();

  const Clock& clock_;
  boost::asio::steady_timer timer_;
  std::multimap<Clock::Ticks, Work> due_;
  bool stopped_ = false;
};

}  // namespace lunchrush::simulator
