#include "services/web/return_time.h"

#include <algorithm>
#include <cmath>

namespace lunchrush::web {
namespace {

constexpr std::chrono::milliseconds tick_least{100};
constexpr double speed_seconds = 1;       // what is averaged
constexpr double forgotten_seconds = 60;  // half of the best speed: a stall is shorter, another hour is not
constexpr double speed_least = 1;         // a server that has served nobody yet
// Of the speed, for those who come again: the rest is for who comes for the first time, and is not refused.
constexpr double share_of_returning = 0.4;

double seconds(ReturnTime::Instant::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

void ReturnTime::tick(Instant now) {
  if (now - ticked_at_ < tick_least) return;
  if (ticked_at_ != Instant{}) learn_speed(seconds(now - ticked_at_));
  ticked_at_ = now;
  recent_.push_back({now, refused_, most_});
  refused_ = served_ = 0;
  while (recent_.front().at + recent_.front().most < now) recent_.pop_front();
  const auto speed = share_of_returning * std::max(speed_most_, speed_least);
  const std::chrono::duration<double> needed(waiting(now) / speed);
  most_ = std::chrono::duration_cast<Duration>(std::clamp<decltype(needed)>(needed, calm, longest));
}

// All of them for as long as nobody may come, then evenly fewer.
double ReturnTime::waiting(Instant now) const {
  double count = 0;
  for (const auto& then : recent_) {
    const auto left = seconds(then.at + then.most - now) / seconds(then.most - least);
    count += static_cast<double>(then.count) * std::clamp(left, 0.0, 1.0);
  }
  return count;
}

void ReturnTime::learn_speed(double elapsed) {
  const auto rate = static_cast<double>(served_) / elapsed;
  speed_ += (rate - speed_) * std::min(1.0, elapsed / speed_seconds);
  speed_most_ = std::max(speed_, speed_most_ * std::exp2(-elapsed / forgotten_seconds));
}

}  // namespace lunchrush::web
