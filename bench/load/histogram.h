// Latencies in the manner of HdrHistogram: buckets that grow with the value, each at most 1/64 wide, so that
// a percentile is right within 1.6 % from a microsecond to hours, in constant memory.
#pragma once

#include <array>
#include <cstdint>

namespace lunchrush::bench {

class Histogram {
 public:
  void record(std::int64_t nanoseconds);
  std::uint64_t count() const { return count_; }
  // The least value, in milliseconds, that `share` of all are not above; 0 when nothing was recorded.
  double percentile_ms(double share) const;
  double max_ms() const { return static_cast<double>(max_us_) / 1e3; }

 private:
  static constexpr unsigned bits = 6;
  static constexpr std::uint64_t steps = 1u << bits;
  static constexpr std::size_t buckets = (64 - bits + 1) * steps;
  static std::size_t bucket_of(std::uint64_t microseconds);
  static std::uint64_t upper_edge(std::size_t bucket);

  std::array<std::uint64_t, buckets> counts_{};
  std::uint64_t count_ = 0;
  std::uint64_t max_us_ = 0;
};

}  // namespace lunchrush::bench
