// How many requests may run at once: as many as are answered in time. AIMD on the mean delay of short windows
// (the models: TCP, Netflix's concurrency-limits, userver's congestion control). Pure: instants come in.
#pragma once

#include <chrono>
#include <cstddef>

namespace lunchrush::web {

struct ConcurrencyBounds {
  // 80 % of it, the orders' share, are two lanes' full batches: below, throughput would suffer.
  std::size_t concurrent_min = 320;
  // A thousand callers who each wait for their answer are within any kind's share of it.
  std::size_t concurrent_max = 2'048;
  // Well above what a full batch takes (15 ms with 128 callers, 60 ms with 1,000), well below what a guest
  // notices.
  std::chrono::milliseconds delay_target{100};
};

class ConcurrencyLimit {
 public:
  using Instant = std::chrono::steady_clock::time_point;
  using Duration = Instant::duration;

  explicit ConcurrencyLimit(const ConcurrencyBounds& bounds);

  std::size_t allowed() const { return allowed_; }

  // A request began, itself counted in `running`.
  void began(std::size_t running);
  // A request ended after `taken`, and waited `lag` before it began. One that began before the last decrease
  // says nothing of what the decrease did, and is not counted: a stall halves the limit once, not once for
  // each window.
  void ended(Instant began_at, Duration taken, Duration lag);
  void refused() { ++refused_; }
  // One of them for want of a place, and not because its kind goes without first.
  void crowded() { crowded_ = true; }
  // Decides when a window is over: call it often. Without anything running the limit grows back by itself.
  void advance(Instant now, std::size_t running);

 private:
  Duration mean_delay() const;
  void grow(Duration::rep windows);
  void shrink(Duration mean, Instant now);

  ConcurrencyBounds bounds_;
  std::size_t allowed_;
  std::size_t running_peak_ = 0;     // in this window
  std::size_t samples_ = 0;          // in this window
  Duration taken_{};                 // their sum
  Duration lags_{};                  // likewise
  std::size_t refused_ = 0;          // in this window
  bool crowded_ = false;             // in this window
  std::size_t calm_windows_ = 0;     // in a row
  std::size_t late_windows_ = 0;     // in a row
  std::size_t crowded_windows_ = 0;  // in a row
  Instant window_end_{};
  Instant counts_from_{};
};

}  // namespace lunchrush::web
