// When those who are refused may come again: spread over the time it takes to serve them. Told to come after
// a second while a hundred thousand wait, nearly all would come to be refused once more, and refusing them
// takes the processors from the work that ends their waiting (docs/decisions/0022). Pure: instants come in.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>

namespace lunchrush::web {

class ReturnTime {
 public:
  using Instant = std::chrono::steady_clock::time_point;
  using Duration = std::chrono::milliseconds;
  static constexpr Duration least{1'000};    // Retry-After knows whole seconds
  static constexpr Duration calm{1'500};     // `most` while few wait
  static constexpr Duration longest{8'000};  // a guest stands in front of the page

  void refused() { ++refused_; }
  void served() { ++served_; }
  // A few times a second.
  void tick(Instant now);
  // Whoever is refused now comes again between `least` and this, at a time of his own.
  Duration most() const { return most_; }

 private:
  struct Refusals {
    Instant at;
    std::size_t count;
    Duration most;  // what they were told
  };
  double waiting(Instant now) const;
  void learn_speed(double seconds);

  std::size_t refused_ = 0;  // since the last tick
  std::size_t served_ = 0;   // likewise
  Instant ticked_at_{};
  std::deque<Refusals> recent_;  // some of whom have not come again yet
  double speed_ = 0;             // served a second, of late
  double speed_most_ = 0;        // what it was when there was nothing in its way
  Duration most_ = calm;
};

}  // namespace lunchrush::web
