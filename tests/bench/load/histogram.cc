#include "tests/bench/load/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace schoolgate::bench {

// Below `steps` a bucket is one nanosecond; above, the leading bit chooses the row and the next bits the bucket in it.
std::size_t Histogram::bucket_of(std::uint64_t value) {
  if (value < steps) return static_cast<std::size_t>(value);
  const auto shift = static_cast<unsigned>(std::bit_width(value)) - 1 - step_bits;
  return (shift + 1) * steps + static_cast<std::size_t>((value >> shift) - steps);
}

std::uint64_t Histogram::upper_edge(std::size_t bucket) {
  if (bucket < steps) return bucket;
  const auto shift = static_cast<unsigned>(bucket / steps) - 1;
  return ((static_cast<std::uint64_t>(bucket % steps) + steps + 1) << shift) - 1;
}

void Histogram::add(std::uint64_t nanoseconds) {
  ++buckets_[bucket_of(nanoseconds)];
  ++count_;
  max_ = std::max(max_, nanoseconds);
}

std::uint64_t Histogram::quantile(double share) const {
  if (count_ == 0) return 0;
  const auto wanted = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(share * double(count_))));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < buckets; ++i) {
    seen += buckets_[i];
    if (seen >= wanted) return std::min(upper_edge(i), max_);
  }
  return max_;
}

}  // namespace schoolgate::bench
