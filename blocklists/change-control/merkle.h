// The Merkle tree of RFC 6962 section 2.1 over SHA-256: hashes, an appendable tree, proofs and their verification.
// A complete subtree is named by (level, index): the 2^level leaves from index * 2^level, counted from 0.
// Thread rules: pure functions and plain values.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "blocklists/change-control/checkpoint.h"
#include "blocklists/fault.h"

namespace schoolgate::merkle {

Hash sha256(std::string_view octets);
Hash empty_root();                                    // SHA-256 of nothing
Hash leaf_hash(std::string_view leaf);                // SHA-256(0x00 || leaf)
Hash node_hash(const Hash& left, const Hash& right);  // SHA-256(0x01 || left || right)

struct Node {
  unsigned level = 0;
  std::uint64_t index = 0;
  friend bool operator==(const Node&, const Node&) = default;
};

/// The complete subtrees of which a tree consists, largest first: all that is needed to append and to know the root.
class Peaks {
 public:
  Peaks() = default;
  /// Peaks read back from where they were kept: their places are nodes_of(0, size).
  Peaks(std::uint64_t size, std::vector<Hash> hashes);

  using Made = std::function<void(Node, const Hash&)>;
  /// Appends one leaf; `made` is told of every complete subtree that this makes, the leaf included.
  void append(const Hash& leaf, const Made& made = {});
  /// Appends a complete subtree of 2^level leaves; size() must be a multiple of 2^level.
  void append_subtree(unsigned level, const Hash& hash, const Made& made = {});
  std::uint64_t size() const { return size_; }
  Hash root() const;

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> hashes_;
};

/// The fewest complete subtrees that cover the leaves [begin, end), from left to right.
std::vector<Node> nodes_of(std::uint64_t begin, std::uint64_t end);

using ReadNode = std::function<std::expected<Hash, Fault>(Node)>;
using Proof = std::vector<Hash>;

/// Leaf `index` (from 0) in the tree of `size` leaves. Needs index < size.
std::expected<Proof, Fault> inclusion_proof(const ReadNode& read, std::uint64_t index, std::uint64_t size);
/// That the tree of `to` leaves extends that of `from`. Needs from <= to.
std::expected<Proof, Fault> consistency_proof(const ReadNode& read, std::uint64_t from, std::uint64_t to);

/// RFC 9162 section 2.1.3.2 (the same trees, with the algorithm spelled out).
bool verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, std::span<const Hash> proof,
                      const Hash& root);
/// RFC 9162 section 2.1.4.2; an empty older tree is extended by every tree.
bool verify_consistency(std::uint64_t from, const Hash& from_root, std::uint64_t to, const Hash& to_root,
                        std::span<const Hash> proof);

}  // namespace schoolgate::merkle
