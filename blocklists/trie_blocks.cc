#include "blocklists/trie_blocks.h"

#include <algorithm>
#include <utility>

namespace schoolgate {
namespace {

using trie_format::nibble_escape;

void append_octet(std::string& out, std::size_t value) { out += static_cast<char>(value); }

void append_leb128(std::string& out, std::uint32_t value) {
  for (; value > 0x7f; value >>= 7) append_octet(out, (value & 0x7f) | 0x80);
  append_octet(out, value);
}

}  // namespace

void TrieBlocks::open_region(std::string_view path, std::vector<TrieAncestor> ancestors) {
  regions.push_back({std::string(path), static_cast<std::uint32_t>(heads.size())});
  ancestors_ = std::move(ancestors);
  previous_.clear();
  entries_ = trie_format::entries_a_block;  // so that the first name opens a block
}

void TrieBlocks::append(std::string_view key, std::uint32_t pair) {
  const std::size_t path_octets = regions.back().path.size();
  const auto common = static_cast<std::size_t>(std::ranges::mismatch(key, previous_).in1 - key.begin());
  // An ancestor that was in `previous_` and reaches beyond what is common is not above `key`. Keys end in a zero octet,
  // so what is left is above it in whole labels.
  while (!ancestors_.empty() && ancestors_.back().key_octets > std::max(common, path_octets - 1)) ancestors_.pop_back();
  const std::string_view rest = key.substr(path_octets);
  const bool opens = entries_ == trie_format::entries_a_block;
  if (opens) open_block(rest);
  append_entry(rest, opens ? 0 : common - path_octets, pair);
  ancestors_.push_back({key.size(), pair});
  previous_ = key;
  ++entries_;
}

void TrieBlocks::open_block(std::string_view rest) {
  heads.push_back(trie_format::head_of(rest));
  offsets.push_back(static_cast<std::uint32_t>(octets.size()));
  append_octet(octets, ancestors_.size());
  for (const TrieAncestor& ancestor : ancestors_) {
    append_octet(octets, ancestor.key_octets);
    append_leb128(octets, ancestor.pair);
  }
  entries_ = 0;
}

void TrieBlocks::append_entry(std::string_view rest, std::size_t shared, std::uint32_t pair) {
  codes_.clear();
  TrieSymbols::standard().encode(rest.substr(shared), codes_);
  const std::size_t high = std::min<std::size_t>(shared, nibble_escape);
  const std::size_t low = std::min<std::size_t>(codes_.size(), nibble_escape);
  append_octet(octets, high << 4 | low);
  if (high == nibble_escape) append_octet(octets, shared);
  if (low == nibble_escape) append_octet(octets, codes_.size());
  append_leb128(octets, pair);
  octets += codes_;
}

}  // namespace schoolgate
