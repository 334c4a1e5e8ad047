// A small set of names with something attached to each (rules, unblocks, gardens): one walk finds what is said of a
// name and of each of its parents. For thousands of names; the millions are in the trie.
//   at("example.com") = A, at("play.example.com") = B
//   find("a.play.example.com") visits B, then A
// Cost of a find: one hash step a label, up to the first label below which nothing was added (for most names the first
// or the second), and one probe a label from there up.
// The hash only picks a slot, names are compared whole; the keys are the school's own, so nobody outside can build
// collisions among them.
// Thread rules: at() while building, by one thread; the rest is const and may run on any number.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/name.h"

namespace schoolgate {

template <class Value>
class NameIndex {
 public:
  bool empty() const { return rows_.empty(); }
  std::size_t size() const { return rows_.size(); }

  /// What is said of exactly this name; default-made when nothing was said yet. Valid until the next at().
  Value& at(NameView name) {
    if (2 * (rows_.size() + 1) > slots_.size()) grow();
    const Steps steps(name, [](std::uint64_t) { return true; });
    const std::uint64_t hash = steps.hash[steps.count];
    std::size_t slot = hash & (slots_.size() - 1);
    for (; slots_[slot].row != no_row; slot = (slot + 1) & (slots_.size() - 1))
      if (slots_[slot].hash == hash && rows_[slots_[slot].row].name == key(name)) return rows_[slots_[slot].row].value;
    slots_[slot] = {hash, static_cast<std::uint32_t>(rows_.size())};
    know(steps);
    return rows_.emplace_back(Row{std::string(key(name)), Value{}}).value;
  }

  /// Calls visit(value) for the name itself and then for each parent up to the root, where something is said, until
  /// visit returns true. Returns whether it did.
  template <class Visit>
  bool find(NameView name, Visit&& visit) const {
    if (rows_.empty()) return false;
    const Steps steps(name, [this](std::uint64_t hash) { return knows(hash); });
    for (std::size_t depth = steps.count + 1; depth-- > 0;) {
      const std::string_view wire = key(name).substr(steps.start[depth]);
      if (const Row* row = probe(steps.hash[depth], wire); row != nullptr && visit(row->value)) return true;
    }
    return false;
  }

 private:
  struct Row {
    std::string name;  // wire labels
    Value value;
  };
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t row = no_row;
  };
  static constexpr std::uint32_t no_row = UINT32_MAX;
  static constexpr std::size_t first_slots = 16;
  static constexpr std::size_t known_a_slot = 8;  // a power of two; so that few strangers are taken for known

  static std::string_view key(NameView name) {
    return {reinterpret_cast<const char*>(name.wire().data()), name.wire().size()};
  }

  /// Where each parent of a name starts and its hash, by depth: 0 is the root. Hashed from the root down, so that every
  /// parent costs one label more and not its whole length.
  struct Steps {
    std::array<std::uint8_t, max_labels + 1> start;  // left as they are beyond `count`: zeroing costs more
    std::array<std::uint64_t, max_labels + 1> hash;  // than the walk
    std::size_t count = 0;

    /// Down to the first label that `goes_on` says nothing was added at or below.
    template <class GoesOn>
    Steps(NameView name, const GoesOn& goes_on) {  // NOLINT(cppcoreguidelines-pro-type-member-init)
      const std::string_view wire = key(name);
      std::array<std::uint8_t, max_labels> labels;
      std::size_t label_count = 0;
      std::size_t at = 0;
      for (; at < wire.size() && wire[at] != 0; at += static_cast<std::uint8_t>(wire[at]) + 1U)
        labels[label_count++] = static_cast<std::uint8_t>(at);
      start[0] = static_cast<std::uint8_t>(at);
      hash[0] = 0;
      for (std::size_t depth = 1; depth <= label_count; ++depth) {
        start[depth] = labels[label_count - depth];
        hash[depth] = mix(hash[depth - 1], wire.substr(start[depth], start[depth - 1] - std::size_t{start[depth]}));
        if (!goes_on(hash[depth])) return;
        count = depth;
      }
    }
  };

  static std::uint64_t mix(std::uint64_t hash, std::string_view label) {
    constexpr std::size_t word = sizeof(std::uint64_t);
    for (;;) {
      std::uint64_t octets = 0;
      std::memcpy(&octets, label.data(), std::min(label.size(), word));
      hash = (hash ^ octets) * 0x9E3779B97F4A7C15U;
      hash ^= hash >> 32U;
      if (label.size() <= word) return hash;
      label.remove_prefix(word);
    }
  }

  /// Remembers that something is said at or below each of these. What is not known was not added; a stranger that is
  /// taken for known costs a probe.
  void know(const Steps& steps) {
    for (std::size_t depth = 1; depth <= steps.count; ++depth) known_[known_place(steps.hash[depth])] = true;
  }
  bool knows(std::uint64_t hash) const { return known_[known_place(hash)]; }
  std::size_t known_place(std::uint64_t hash) const { return (hash >> 16U) & (known_.size() - 1); }

  const Row* probe(std::uint64_t hash, std::string_view wire) const {
    for (std::size_t slot = hash & (slots_.size() - 1); slots_[slot].row != no_row;
         slot = (slot + 1) & (slots_.size() - 1))
      if (slots_[slot].hash == hash && rows_[slots_[slot].row].name == wire) return &rows_[slots_[slot].row];
    return nullptr;
  }

  void grow() {
    std::vector<Slot> old(std::max(first_slots, 2 * slots_.size()));
    old.swap(slots_);
    for (const Slot& moved : old) {
      if (moved.row == no_row) continue;
      std::size_t slot = moved.hash & (slots_.size() - 1);
      while (slots_[slot].row != no_row) slot = (slot + 1) & (slots_.size() - 1);
      slots_[slot] = moved;
    }
    known_.assign(known_a_slot * slots_.size(), false);
    for (const Row& row : rows_) {
      const std::span octets(reinterpret_cast<const std::uint8_t*>(row.name.data()), row.name.size());
      know(Steps(NameView::trusted(octets), [](std::uint64_t) { return true; }));
    }
  }

  std::vector<Slot> slots_;  // a power of two, at most half full, so that a probe always ends
  std::vector<Row> rows_;
  std::vector<bool> known_;  // by hash: whether a name or one above a name may have it
};

}  // namespace schoolgate
