#include "blocklists/trie_entries.h"

#include <algorithm>

#include "blocklists/trie_reader.h"

namespace schoolgate {
namespace {

constexpr std::size_t piece_octets = 64 << 10;
// An entry's first octet: the label's length, and what there is besides a pair.
constexpr std::uint8_t length_mask = 0x3f;
constexpr std::uint8_t has_region = 0x40;
constexpr std::uint8_t has_names_below = 0x80;

std::string_view view(const std::uint8_t* octets, std::size_t size) {
  return {reinterpret_cast<const char*>(octets), size};
}

}  // namespace

void append_number(std::string& out, std::uint32_t value) {
  for (; value > 0x7f; value >>= 7) out += static_cast<char>((value & 0x7f) | 0x80);
  out += static_cast<char>(value);
}

void append_name(std::string& names, std::string_view key_prefix, const TrieName& name) {
  names += static_cast<char>(key_prefix.size() + name.key.size());
  names += key_prefix;
  names += name.key;
  append_number(names, name.pair);
}

TrieName take_name(std::string_view& names) {
  const auto* at = reinterpret_cast<const std::uint8_t*>(names.data());
  const std::size_t size = *at++;
  TrieName name;
  name.key = view(at, size);
  at += size;
  name.pair = read_number(at);
  names.remove_prefix(static_cast<std::size_t>(view(at, 0).data() - names.data()));
  return name;
}

void TrieEntries::append(const TrieEntry& entry) {
  std::string head;
  head += static_cast<char>(entry.label.size() | (entry.region != 0 ? has_region : 0U) |
                            (entry.below.empty() ? 0U : has_names_below));
  head += entry.label;
  append_number(head, entry.pair);
  if (entry.region != 0) append_number(head, entry.region);
  if (!entry.below.empty()) append_number(head, static_cast<std::uint32_t>(entry.below.size()));
  const std::size_t size = head.size() + entry.below.size();
  if (pieces_.empty() || pieces_.back().size() + size > piece_octets) {
    pieces_.emplace_back();
    if (pieces_.size() > 1) pieces_.back().reserve(std::max(size, piece_octets));
  }
  pieces_.back() += head;
  pieces_.back() += entry.below;
  ++count_;
  octets_ += size;
}

TrieEntry TrieEntries::read(std::size_t piece, std::size_t& next) const {
  const auto* const begin = reinterpret_cast<const std::uint8_t*>(pieces_[piece].data());
  const std::uint8_t* at = begin + next;
  const std::uint8_t head = *at++;
  TrieEntry entry;
  entry.label = view(at, head & length_mask);
  at += entry.label.size();
  entry.pair = read_number(at);
  if ((head & has_region) != 0) entry.region = read_number(at);
  if ((head & has_names_below) != 0) {
    const std::size_t size = read_number(at);
    entry.below = view(at, size);
    at += size;
  }
  next = static_cast<std::size_t>(at - begin);
  return entry;
}

}  // namespace schoolgate
