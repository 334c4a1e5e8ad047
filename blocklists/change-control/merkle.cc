#include "blocklists/change-control/merkle.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <utility>

#include "blocklists/change-control/sha256.h"

namespace schoolgate::merkle {
namespace {

// RFC 6962 section 2.1: without them a node could be passed off as a leaf.
constexpr std::uint8_t leaf_prefix = 0x00;
constexpr std::uint8_t node_prefix = 0x01;

/// The largest power of two smaller than `size`; size > 1.
std::uint64_t split(std::uint64_t size) { return std::bit_floor(size - 1); }

/// The root over the leaves [begin, end), where begin is a multiple of the split that led here.
std::expected<Hash, Fault> range_root(const ReadNode& read, std::uint64_t begin, std::uint64_t end) {
  const auto nodes = nodes_of(begin, end);
  auto root = read(nodes.back());
  for (auto node = nodes.rbegin() + 1; root && node != nodes.rend(); ++node) {
    const auto left = read(*node);
    if (!left) return left;
    root = node_hash(*left, *root);
  }
  return root;
}

std::expected<Proof, Fault> roots_of(const ReadNode& read,
                                     const std::vector<std::pair<std::uint64_t, std::uint64_t>>& ranges) {
  Proof proof;
  proof.reserve(ranges.size());
  for (const auto& [begin, end] : ranges) {
    const auto root = range_root(read, begin, end);
    if (!root) return std::unexpected(root.error());
    proof.push_back(*root);
  }
  return proof;
}

}  // namespace

Hash sha256(std::string_view octets) { return Sha256().add(octets.data(), octets.size()).finish(); }
Hash empty_root() { return Sha256().finish(); }
Hash leaf_hash(std::string_view leaf) { return Sha256().add(leaf_prefix).add(leaf.data(), leaf.size()).finish(); }
Hash node_hash(const Hash& left, const Hash& right) { return Sha256().add(node_prefix).add(left).add(right).finish(); }

Peaks::Peaks(std::uint64_t size, std::vector<Hash> hashes) : size_(size), hashes_(std::move(hashes)) {
  assert(hashes_.size() == static_cast<std::size_t>(std::popcount(size)));
}

void Peaks::append(const Hash& leaf, const Made& made) { append_subtree(0, leaf, made); }

void Peaks::append_subtree(unsigned level, const Hash& hash, const Made& made) {
  assert((size_ & ((std::uint64_t{1} << level) - 1)) == 0);
  Hash carried = hash;
  std::uint64_t index = size_ >> level;
  if (made) made({level, index}, carried);
  // As in binary addition: a one in `size_` at this level is a peak of the same size, so the two make the next one up.
  for (; (index & 1U) != 0; index >>= 1U) {
    carried = node_hash(hashes_.back(), carried);
    hashes_.pop_back();
    ++level;
    if (made) made({level, index >> 1U}, carried);
  }
  hashes_.push_back(carried);
  size_ = (index + 1) << level;
}

Hash Peaks::root() const {
  if (hashes_.empty()) return empty_root();
  Hash root = hashes_.back();
  for (auto peak = hashes_.rbegin() + 1; peak != hashes_.rend(); ++peak) root = node_hash(*peak, root);
  return root;
}

std::vector<Node> nodes_of(std::uint64_t begin, std::uint64_t end) {
  std::vector<Node> nodes;
  while (begin < end) {
    const std::uint64_t fits = std::bit_floor(end - begin);
    const std::uint64_t aligned = begin == 0 ? fits : std::uint64_t{1} << std::countr_zero(begin);
    const std::uint64_t size = std::min(fits, aligned);
    const auto level = static_cast<unsigned>(std::countr_zero(size));
    nodes.push_back({level, begin >> level});
    begin += size;
  }
  return nodes;
}

std::expected<Proof, Fault> inclusion_proof(const ReadNode& read, std::uint64_t index, std::uint64_t size) {
  assert(index < size);
  // Walks down from the root; the proof is written from the leaf up.
  std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;
  std::uint64_t begin = 0;
  std::uint64_t end = size;
  while (end - begin > 1) {
    const std::uint64_t middle = begin + split(end - begin);
    if (index < middle) {
      ranges.emplace_back(middle, end);
      end = middle;
    } else {
      ranges.emplace_back(begin, middle);
      begin = middle;
    }
  }
  std::ranges::reverse(ranges);
  return roots_of(read, ranges);
}

std::expected<Proof, Fault> consistency_proof(const ReadNode& read, std::uint64_t from, std::uint64_t to) {
  assert(from <= to);
  if (from == 0 || from == to) return Proof{};
  std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;
  std::uint64_t begin = 0;
  std::uint64_t end = to;
  while (end != from) {
    const std::uint64_t middle = begin + split(end - begin);
    if (from <= middle) {
      ranges.emplace_back(middle, end);
      end = middle;
    } else {
      ranges.emplace_back(begin, middle);
      begin = middle;
    }
  }
  // When the older tree is one complete subtree, its root is known to the verifier (RFC 6962 section 2.1.2: b is true).
  if (begin != 0) ranges.emplace_back(begin, end);
  std::ranges::reverse(ranges);
  return roots_of(read, ranges);
}

bool verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, std::span<const Hash> proof,
                      const Hash& root) {
  if (index >= size) return false;
  std::uint64_t place = index;
  std::uint64_t last = size - 1;
  Hash hash = leaf;
  for (const Hash& sibling : proof) {
    if (last == 0) return false;
    if ((place & 1U) != 0 || place == last) {
      hash = node_hash(sibling, hash);
      while ((place & 1U) == 0 && place != 0) {
        place >>= 1U;
        last >>= 1U;
      }
    } else {
      hash = node_hash(hash, sibling);
    }
    place >>= 1U;
    last >>= 1U;
  }
  return last == 0 && hash == root;
}

bool verify_consistency(std::uint64_t from, const Hash& from_root, std::uint64_t to, const Hash& to_root,
                        std::span<const Hash> proof) {
  if (from > to) return false;
  if (from == to) return proof.empty() && from_root == to_root;
  if (from == 0) return proof.empty() && from_root == empty_root();
  std::uint64_t place = from - 1;
  std::uint64_t last = to - 1;
  while ((place & 1U) != 0) {
    place >>= 1U;
    last >>= 1U;
  }
  const bool complete = std::has_single_bit(from);
  if (!complete && proof.empty()) return false;
  Hash older = complete ? from_root : proof.front();
  Hash newer = older;
  for (const Hash& step : complete ? proof : proof.subspan(1)) {
    if (last == 0) return false;
    if ((place & 1U) != 0 || place == last) {
      older = node_hash(step, older);
      newer = node_hash(step, newer);
      while ((place & 1U) == 0 && place != 0) {
        place >>= 1U;
        last >>= 1U;
      }
    } else {
      newer = node_hash(newer, step);
    }
    place >>= 1U;
    last >>= 1U;
  }
  return last == 0 && older == from_root && newer == to_root;
}

}  // namespace schoolgate::merkle
