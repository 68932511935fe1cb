#include "bench/load/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace lunchrush::bench {

void Histogram::record(std::int64_t nanoseconds) {
  const auto microseconds = static_cast<std::uint64_t>(std::max<std::int64_t>(nanoseconds, 0)) / 1'000;
  ++counts_[bucket_of(microseconds)];
  ++count_;
  max_us_ = std::max(max_us_, microseconds);
}

double Histogram::percentile_ms(double share) const {
  if (count_ == 0) return 0;
  const auto wanted = std::max(1.0, std::ceil(share * static_cast<double>(count_)));
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket != buckets; ++bucket) {
    seen += counts_[bucket];
    if (static_cast<double>(seen) >= wanted)
      return static_cast<double>(std::min(upper_edge(bucket), max_us_)) / 1e3;
  }
  return max_ms();
}

// Below 2^bits one bucket a microsecond; above, 2^bits buckets for each doubling.
std::size_t Histogram::bucket_of(std::uint64_t microseconds) {
  if (microseconds < steps) return microseconds;
  const auto shift = static_cast<unsigned>(std::bit_width(microseconds)) - bits - 1;
  return (shift + 1) * steps + ((microseconds >> shift) - steps);
}

std::uint64_t Histogram::upper_edge(std::size_t bucket) {
  if (bucket < steps) return bucket;
  const auto shift = bucket / steps - 1;
  return ((bucket % steps + steps + 1) << shift) - 1;
}

}  // namespace lunchrush::bench
