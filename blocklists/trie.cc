#include "blocklists/trie.h"

#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include "blocklists/trie_format.h"
#include "blocklists/trie_place.h"

namespace schoolgate {
namespace {

using namespace trie_format;

constexpr std::uint64_t each_octet = 0x0101010101010101;
constexpr std::size_t checks_a_step = 32;  // so that one step is almost always enough
static_assert(read_ahead >= checks_a_step + 8);

/// Whether the first `size` octets at `at` are those of the code. Up to seven octets further may be read.
bool same(const std::uint8_t* at, const TrieCode::Text& text, std::size_t size) {
  std::size_t word = 0;
  for (; size > 8; size -= 8, at += 8) {
    if (load(at) != text.words[word++]) return false;
  }
  return size == 0 || (load(at) ^ text.words[word]) << (64 - 8 * size) == 0;
}

/// A bit for each of eight octets that is zero.
std::uint64_t zeros(std::uint64_t octets) {
  constexpr std::uint64_t low = 0x7f * each_octet;
  const std::uint64_t high_bits = ~(((octets & low) + low) | octets | low);
  return (high_bits >> 7) * 0x0102040810204080 >> 56;
}

/// A bit for each of the checks_a_step checks that is the wanted one. Without branches: it is anybody's guess.
std::uint64_t matches(const std::uint8_t* checks, std::uint32_t wanted) {
  const std::uint64_t all = wanted * each_octet;
  return zeros(load(checks) ^ all) | zeros(load(checks + 8) ^ all) << 8 | zeros(load(checks + 16) ^ all) << 16 |
         zeros(load(checks + 24) ^ all) << 24;
}

/// Octets that the first `count` entries take, all of them plain: the front, and one for kinds 8 and above.
std::size_t plain_octets(const std::uint8_t* forms, std::size_t count) {
  std::uint64_t octets = 0;
  for (std::size_t at = 0; at < count; at += 8) {
    std::uint64_t eight = load(forms + at);
    if (count - at < 8) eight &= (std::uint64_t{1} << (8 * (count - at))) - 1;
    octets += ((eight & 0x0f * each_octet) + (eight >> 7 & each_octet)) * each_octet >> 56;
  }
  return octets;
}

/// How far an entry is from the first.
std::size_t distance(const std::uint8_t* forms, const std::uint8_t* first, std::size_t index) {
  if (is_plain(forms[index])) return plain_octets(forms, index);
  std::size_t plain = index;
  while (plain > 0 && !is_plain(forms[plain - 1])) --plain;
  const std::uint8_t* at = first + plain_octets(forms, plain);
  for (std::size_t i = plain; i < index; ++i) {
    const std::size_t front = front_of(forms[i]);
    at += front == front_escape ? 1U + *at : front;
    skip_payload(kind_of(forms[i]), at);
  }
  return static_cast<std::size_t>(at - first);
}

}  // namespace

std::expected<Trie, Fault> Trie::from_bytes(std::vector<std::byte> bytes) {
  auto sections = TrieSections::open(bytes);
  if (!sections) return std::unexpected(std::move(sections.error()));
  Trie trie;
  trie.bytes_ = std::move(bytes);
  trie.sections_ = std::move(*sections);
  return trie;
}

Trie::Match Trie::lookup(NameView name) const noexcept {
  Walk walk;
  begin(name, walk);
  return finish(walk);
}

void Trie::begin(NameView name, Walk& walk) const noexcept {
  walk.wire_ = name.wire();
  walk.labels_ = walk.depth_ = 0;
  walk.best_ = {};
  walk.found_ = {};
  walk.aimed_ = false;
  if (sections_.regions.empty() || walk.wire_.size() > max_name_octets) return;
  for (std::size_t at = 0; at < walk.wire_.size() && walk.wire_[at] != 0 && walk.labels_ < max_labels;
       at += 1U + walk.wire_[at]) {
    walk.starts_[walk.labels_++] = static_cast<std::uint8_t>(at);
  }
  if (walk.labels_ == 0) return;
  walk.found_ = find_top(walk.label(1), walk.wire_);
  if (walk.found_.region == no_region) {
    walk.found_.region = root();
  } else {
    walk.best_.take(walk.found_.pair, walk.depth_ = 1);
  }
  aim(walk);
}

/// Where in its region the next label would be.
void Trie::aim(Walk& walk) const noexcept {
  walk.aimed_ = false;
  if (walk.found_.region == no_region || walk.depth_ == walk.labels_) return;
  const std::uint8_t* const next = walk.label(walk.depth_ + 1);
  walk.text_.bits = 0;
  if (!sections_.code.append(next + 1, *next, walk.text_)) {
    walk.found_ = {};
    return;
  }
  ++walk.depth_;
  const std::uint32_t first = sections_.regions[walk.found_.region].first_bucket;
  walk.place_ = place_of(walk.text_, sections_.regions[walk.found_.region + 1].first_bucket - first);
  walk.bucket_ = first + walk.place_.bucket;
  __builtin_prefetch(&sections_.bucket_starts[walk.bucket_]);
  walk.aimed_ = true;
}

void Trie::fetch(const Walk& walk) const noexcept {
  if (!walk.aimed_) return;
  const std::uint8_t* const bucket = sections_.buckets.data() + sections_.bucket_start(walk.bucket_);
  __builtin_prefetch(bucket);
  __builtin_prefetch(bucket + 64);  // where the fronts are
}

Trie::Match Trie::finish(Walk& walk) const noexcept {
  while (walk.aimed_) {
    walk.found_ = find_in_bucket(walk);
    walk.best_.take(walk.found_.pair, walk.depth_);
    aim(walk);
  }
  // The few names below are coded as a whole, as what is left of the wanted one is here, label by label.
  const Found found = walk.found_;
  walk.text_.bits = 0;
  while (found.names != found.names_end && walk.depth_ < walk.labels_) {
    const std::uint8_t* const next = walk.label(++walk.depth_);
    if (!sections_.code.append(next + 1, *next, walk.text_)) break;
    walk.best_.take(find_below(walk.text_, found), walk.depth_);
  }
  if (walk.best_.pair == 0) return {};
  const Pair& sets = sections_.pairs[walk.best_.pair - 1];
  const ListSetId lists = walk.best_.depth == walk.labels_ ? sets.self : sets.below;
  return lists == 0 ? Match{} : Match{lists, static_cast<std::uint8_t>(walk.best_.depth)};
}

std::uint32_t Trie::root() const noexcept { return static_cast<std::uint32_t>(sections_.regions.size() - 2); }

/// The region of a top-level domain, if that is kept apart. `label` is the last of `wire`, the root's octet behind it.
Trie::Found Trie::find_top(const std::uint8_t* label, std::span<const std::uint8_t> wire) const noexcept {
  const std::size_t length = *label;
  if (length > max_top_octets) return {};
  std::uint64_t octets = 0;
  if (wire.size() > sizeof octets) {
    octets = load(label + length + 1 - sizeof octets) >> (8 * (max_top_octets - length));  // from before the label on
  } else {
    std::memcpy(&octets, label, length + 1);
  }
  const std::size_t mask = sections_.tops.size() - 1;
  for (std::size_t at = top_hash(octets) & mask;; at = (at + 1) & mask) {
    const Top& top = sections_.tops[at];
    if (top.region == 0) return {};
    if (top.label == octets) return in_region(static_cast<std::uint32_t>(top.region - 1));
  }
}

Trie::Found Trie::find_in_bucket(const Walk& walk) const noexcept {
  const TriePlace& place = walk.place_;
  const std::uint8_t* checks = sections_.buckets.data() + sections_.bucket_start(walk.bucket_);
  // The fronts are in the next line, or in the one after it: all three are fetched at the price of one.
  __builtin_prefetch(checks + 64);
  __builtin_prefetch(checks + 128);
  const std::size_t count = read_number(checks);
  const std::uint8_t* const forms = checks + count;
  const std::uint8_t* const entries = forms + count;
  const std::uint32_t front = place.front < front_escape ? place.front : front_escape;
  for (std::size_t step = 0; step < count; step += checks_a_step) {
    std::uint64_t left = matches(checks + step, place.check);
    if (count - step < checks_a_step) left &= (std::uint64_t{1} << (count - step)) - 1;
    for (; left != 0; left &= left - 1) {
      const std::size_t index = step + static_cast<std::size_t>(std::countr_zero(left));
      if (front_of(forms[index]) != front) continue;
      const std::uint8_t* at = entries + distance(forms, entries, index);
      if (front == front_escape && *at++ != place.front) continue;
      if (same(at, walk.text_, place.front)) return read_payload(kind_of(forms[index]), at + place.front);
    }
  }
  return {};
}

Trie::Found Trie::in_region(std::uint32_t region) const noexcept {
  return {.pair = sections_.regions[region].pair, .region = region};
}

Trie::Found Trie::read_payload(std::uint32_t kind, const std::uint8_t* at) const noexcept {
  if (kind < octet_pair) return {.pair = kind + 1};
  if (kind < numbered_pair) return {.pair = octet_pair + 256 * (kind - octet_pair) + *at + 1};
  Found found;
  if (kind == one_below) {
    found.names = at;
    skip_payload(kind, at);
    found.names_end = at;
    return found;
  }
  const std::uint32_t number = read_number(at);
  if (kind == numbered_pair) return {.pair = number + 1};
  if (kind == region) return in_region(number);
  found.names_end = at + number;
  found.pair = read_number(at);
  found.names = at;
  return found;
}

/// The pair + 1 of the name with this code among the few below, or 0.
std::uint32_t Trie::find_below(const TrieCode::Text& text, const Found& found) const noexcept {
  std::uint32_t pair = 0;
  for (const std::uint8_t* at = found.names; at != found.names_end;) {
    const NameBelow name = read_name_below(at);
    const bool is_it = name.bits == text.bits && same(at, text, name.size());
    at += name.size();
    if (!name.same_pair) pair = read_number(at);
    if (is_it) return pair + 1;
  }
  return 0;
}

std::span<const ListNumber> Trie::lists(ListSetId set) const {
  if (set == 0 || set >= set_count()) return {};
  const std::uint32_t begin = sections_.set_offsets[set];
  return sections_.set_members.subspan(begin, sections_.set_offsets[set + 1] - begin);
}

std::size_t Trie::set_count() const { return sections_.set_offsets.empty() ? 1 : sections_.set_offsets.size() - 1; }
std::size_t Trie::name_count() const { return sections_.name_count; }
std::size_t Trie::memory_bytes() const { return bytes_.size(); }
std::span<const std::byte> Trie::bytes() const { return bytes_; }

}  // namespace schoolgate
