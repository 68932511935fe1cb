#include "services/web/concurrency_limit.h"

#include <algorithm>
#include <utility>

namespace lunchrush::web {
namespace {

constexpr std::chrono::milliseconds window{50};  // some hundred requests at full speed
constexpr std::size_t late_windows_min = 3;      // in a row: one slow flush of the disk is no overload
constexpr double shrink_most = 0.5;              // one decrease at most halves
constexpr double shrink_least = 0.9;             // and is felt
// Places beyond the floor are for bursts: they buy no throughput, only waiting. Refusing for so many windows
// on end is no burst.
constexpr std::size_t crowded_windows_min = 4;
constexpr std::size_t crowded_divisor =
    4;  // a quarter less each window: from the ceiling to the floor in 0.35 s
constexpr std::size_t grow_divisor = 64;  // one step up: 1.6 %, so that the target is hardly overshot …
constexpr std::size_t calm_windows_step = 10;  // … doubled with every half second without a decrease …
constexpr std::size_t doublings_max = 4;       // … up to a quarter: from the floor to the ceiling in 2 s

}  // namespace

ConcurrencyLimit::ConcurrencyLimit(const ConcurrencyBounds& bounds)
    : bounds_(bounds), allowed_(bounds.concurrent_max) {
  bounds_.concurrent_min = std::min(bounds_.concurrent_min, bounds_.concurrent_max);
}

void ConcurrencyLimit::began(std::size_t running) { running_peak_ = std::max(running_peak_, running); }

void ConcurrencyLimit::ended(Instant began_at, Duration taken, Duration lag) {
  if (began_at < counts_from_) return;
  ++samples_;
  taken_ += taken;
  lags_ += lag;
}

void ConcurrencyLimit::advance(Instant now, std::size_t running) {
  if (now < window_end_) return;
  const auto windows = 1 + (now - window_end_) / Duration(window);
  const auto mean = mean_delay();
  // Slow, but far from the limit: then it is not the number of requests that makes them slow.
  const bool pressed = running_peak_ * 2 >= allowed_;
  const bool silent = samples_ == 0 && running != 0;  // a stall, or a decrease that has not shown yet
  crowded_windows_ = std::exchange(crowded_, false) ? crowded_windows_ + 1 : 0;
  if (mean > bounds_.delay_target) {
    calm_windows_ = 0;
    if (pressed && ++late_windows_ >= late_windows_min) shrink(mean, now);
  } else if (crowded_windows_ >= crowded_windows_min) {
    calm_windows_ = late_windows_ = 0;
    allowed_ = std::max(allowed_ - allowed_ / crowded_divisor, bounds_.concurrent_min);
  } else if (!silent) {
    late_windows_ = 0;
    grow(windows);
  }
  window_end_ = now + window;
  running_peak_ = running;
  samples_ = refused_ = 0;
  taken_ = lags_ = {};
}

// A late event loop is relieved by refusing, for a refusal costs an eighth of a request. But once it refuses
// more than it serves, it is late because of the refusals: serving fewer would only refuse more.
ConcurrencyLimit::Duration ConcurrencyLimit::mean_delay() const {
  if (samples_ == 0) return {};
  const auto sum = refused_ < samples_ ? taken_ + lags_ : taken_;
  return sum / static_cast<Duration::rep>(samples_);
}

void ConcurrencyLimit::grow(Duration::rep windows) {
  for (; windows > 0 && allowed_ < bounds_.concurrent_max; --windows) {
    const auto doublings = std::min(calm_windows_++ / calm_windows_step, doublings_max);
    const auto step = std::max<std::size_t>(1, (allowed_ << doublings) / grow_divisor);
    allowed_ = std::min(allowed_ + step, bounds_.concurrent_max);
  }
}

void ConcurrencyLimit::shrink(Duration mean, Instant now) {
  const std::chrono::duration<double> target = bounds_.delay_target;
  const auto kept = std::clamp(target / std::chrono::duration<double>(mean), shrink_most, shrink_least);
  const auto less = static_cast<std::size_t>(static_cast<double>(allowed_) * kept);
  allowed_ = std::max(less, bounds_.concurrent_min);
  counts_from_ = now;
}

}  // namespace lunchrush::web
