// What the load generator asks: questions in wire form, made before the clock starts, and the order they are asked in.
// One thread. A file has a name a line, the most popular first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace schoolgate::bench {

/// Header, one question of type A and, when wanted, an OPT record: what a stub resolver sends. The id is 0.
class Questions {
 public:
  explicit Questions(bool edns) : edns_(edns) {}
  /// The number of names that the file has; 0 when it cannot be read or has none.
  std::size_t add_file(const std::string& path);
  bool add(std::string_view name);
  std::size_t size() const { return starts_.size() - 1; }
  std::span<const std::uint8_t> message(std::size_t number) const {
    return {octets_.data() + starts_[number], starts_[number + 1] - starts_[number]};
  }

 private:
  bool edns_;
  std::vector<std::uint8_t> octets_;
  std::vector<std::size_t> starts_{0};
};

/// A run of questions that share a part of the traffic.
struct Source {
  std::size_t first = 0, count = 0;
  double weight = 1;
  bool fresh = false;  // asked with a label before it that was never used: nobody can have the answer cached
};

/// The order: a source by weight, a question in it by Zipf's law. Drawn once and then gone through in a ring, since
/// drawing costs more than sending.
class Order {
 public:
  struct Pick {
    std::size_t number;
    bool fresh;
  };
  Order(std::span<const Source> sources, double zipf_exponent, std::uint64_t seed);
  /// Every question of the sources once, in the files' order.
  static Order once(std::span<const Source> sources);
  Pick next() {
    const std::uint32_t pick = ring_[at_];
    if (++at_ == ring_.size()) at_ = 0;
    return {pick & ~fresh_bit, (pick & fresh_bit) != 0};
  }
  std::size_t size() const { return ring_.size(); }

 private:
  static constexpr std::uint32_t fresh_bit = std::uint32_t{1} << 31U;
  Order() = default;
  std::vector<std::uint32_t> ring_;
  std::size_t at_ = 0;
};

}  // namespace schoolgate::bench
