#include "tests/bench/load/questions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <random>

namespace schoolgate::bench {
namespace {

constexpr std::size_t max_label = 63, max_name = 253;       // RFC 1035 section 2.3.4
constexpr std::size_t ring_length = std::size_t{1} << 20U;  // some seconds of the fastest load

}  // namespace

bool Questions::add(std::string_view name) {
  if (name.empty() || name.size() > max_name) return false;
  const std::size_t start = octets_.size();
  constexpr std::array<std::uint8_t, 12> header{0, 0, 1 /* RD */, 0, 0, 1};
  octets_.insert(octets_.end(), header.begin(), header.end());
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t dot = std::min(name.find('.', at), name.size());
    if (dot == at || dot - at > max_label) {
      octets_.resize(start);
      return false;
    }
    octets_.push_back(static_cast<std::uint8_t>(dot - at));
    octets_.insert(octets_.end(), name.begin() + static_cast<std::ptrdiff_t>(at),
                   name.begin() + static_cast<std::ptrdiff_t>(dot));
    at = dot + 1;
  }
  constexpr std::array<std::uint8_t, 5> type_a{0, 0, 1, 0, 1};
  octets_.insert(octets_.end(), type_a.begin(), type_a.end());
  if (edns_) {
    constexpr std::array<std::uint8_t, 11> opt{0, 0, 41, 4, 0xD0 /* 1232 octets */};
    octets_.insert(octets_.end(), opt.begin(), opt.end());
    octets_[start + 11] = 1;
  }
  starts_.push_back(octets_.size());
  return true;
}

std::size_t Questions::add_file(const std::string& path) {
  std::ifstream file(path);
  std::size_t added = 0;
  for (std::string line; std::getline(file, line);) {
    while (!line.empty() && (line.back() == '\r' || line.back() == '.')) line.pop_back();
    if (add(line)) ++added;
  }
  return added;
}

Order::Order(std::span<const Source> sources, double zipf_exponent, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<double> weights;
  std::vector<std::vector<double>> sums(sources.size());  // of 1/rank^exponent, up to each rank
  for (std::size_t i = 0; i < sources.size(); ++i) {
    weights.push_back(sources[i].weight);
    double sum = 0;
    for (std::size_t rank = 1; rank <= sources[i].count; ++rank)
      sums[i].push_back(sum += std::pow(double(rank), -zipf_exponent));
  }
  std::discrete_distribution<std::size_t> choose(weights.begin(), weights.end());
  std::uniform_real_distribution<double> unit;
  ring_.reserve(ring_length);
  for (std::size_t n = 0; n < ring_length; ++n) {
    const std::size_t i = choose(random);
    const auto found = std::ranges::upper_bound(sums[i], unit(random) * sums[i].back());
    const auto rank = std::min(static_cast<std::size_t>(found - sums[i].begin()), sources[i].count - 1);
    ring_.push_back(static_cast<std::uint32_t>(sources[i].first + rank) | (sources[i].fresh ? fresh_bit : 0));
  }
}

Order Order::once(std::span<const Source> sources) {
  Order order;
  for (const Source& source : sources)
    for (std::size_t i = 0; i < source.count; ++i)
      order.ring_.push_back(static_cast<std::uint32_t>(source.first + i) | (source.fresh ? fresh_bit : 0));
  return order;
}

}  // namespace schoolgate::bench
