// Builds a trie's byte form from names in key order, as a stream: memory is that of the result, plus a few blocks.
// Thread rules: one thread.
#pragma once

#include <array>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/fault.h"
#include "blocklists/trie.h"

namespace schoolgate {

class TrieBuilder {
 public:
  TrieBuilder();
  ~TrieBuilder();
  TrieBuilder(TrieBuilder&&) noexcept;
  TrieBuilder& operator=(TrieBuilder&&) noexcept;

  /// The number of a list set; `lists` ascending, each once. The empty set is 0.
  ListSetId intern(std::span<const ListNumber> lists);
  /// One name: `self` for itself, `below` for all below it, each with what its ancestors say already in it.
  /// Keys come in ascending byte order, each once. Faults: damaged (order, octets), limit (4 GiB).
  std::expected<void, Fault> add(std::string_view key, ListSetId self, ListSetId below);
  /// The byte form. The builder is spent.
  std::vector<std::byte> finish() &&;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace schoolgate
