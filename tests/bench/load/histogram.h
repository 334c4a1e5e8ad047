// Latencies, counted in buckets that are 3 % wide at most, from a nanosecond to minutes, in 15 KiB. One thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace schoolgate::bench {

class Histogram {
 public:
  void add(std::uint64_t nanoseconds);
  void clear() { *this = {}; }
  /// The upper edge of the bucket that holds this share (0..1) of what was added; 0 when nothing was.
  std::uint64_t quantile(double share) const;
  std::uint64_t count() const { return count_; }
  std::uint64_t max() const { return max_; }

 private:
  static constexpr unsigned step_bits = 5;  // 32 buckets between two powers of two: 3 %
  static constexpr std::size_t steps = std::size_t{1} << step_bits;
  static constexpr std::size_t buckets = (64 - step_bits) * steps + steps;
  static std::size_t bucket_of(std::uint64_t value);
  static std::uint64_t upper_edge(std::size_t bucket);

  std::array<std::uint64_t, buckets> buckets_{};
  std::uint64_t count_ = 0, max_ = 0;
};

}  // namespace schoolgate::bench
