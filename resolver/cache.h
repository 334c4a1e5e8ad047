// Answers in wire form, ready to be served: flat memory of a fixed size, no allocation after construction, no lock.
// Two halves of equal size: answers are added to the young half; when it is full, the old half is forgotten at once and
// the two change places. An answer that is asked for while it is in the old half is copied to the young one. So what is
// in use stays and what is not goes, at the price of one comparison a lookup (the idea of generational collectors).
// Invariant: an answer is whole and contiguous in one half; a half's index points only at answers of that half.
// Thread rules: one cache a worker, on its thread. A Hit is valid until the next find() or insert().
// Sources: RFC 1035 section 7.4, RFC 2308 (negative answers), RFC 8767 (stale answers), RFC 9520 (failures).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "blocklists/name.h"
#include "resolver/wire/answer.h"

namespace schoolgate {

/// How long after its end an answer may still stand in for an upstream that fails (RFC 8767 section 5: one to three
/// days).
inline constexpr std::uint64_t max_stale_ms = 86'400'000;
/// How long a stale answer is served before the upstream is tried again (RFC 8767 section 5: at least 30 s).
inline constexpr std::uint64_t stale_recheck_ms = 30'000;

class Cache {
 public:
  struct Key {
    NameView name;  // lower case
    std::uint16_t type = 0;
    bool dnssec_ok = false;
    bool checking_disabled = false;
    std::uint64_t hash = 0;  // of the rest; 0: not computed yet
  };
  struct Hit {
    wire::AnswerView answer;
    std::uint32_t age = 0;  // seconds since it was kept
    bool fresh = false;     // within its lifetime
    bool stand_in = false;  // not fresh, but the upstream failed a moment ago: serve it as stale
  };

  /// All memory, indices included, stays within `octets`.
  explicit Cache(std::size_t octets);

  /// Two steps before find(), so that what it will read is fetched from memory while other names are looked at. The
  /// first returns the hash for the key.
  std::uint64_t begin(const Key& key) const;
  void fetch(std::uint64_t hash) const;
  /// Answers that are too old even to stand in for a failing upstream are not found.
  std::optional<Hit> find(const Key& key, std::uint64_t now_ms);
  /// Replaces what was there. An answer larger than a sixteenth of the cache is not kept.
  void insert(const Key& key, const wire::AnswerView& answer, std::uint64_t now_ms);
  /// Forgets everything.
  void clear();
  /// The upstream failed: whether a stale answer is there; it then stands in for stale_recheck_ms.
  bool stand_in(const Key& key, std::uint64_t now_ms);

  std::size_t octets() const { return halves_[0].used + halves_[1].used; }
  std::size_t entries() const { return halves_[0].entries + halves_[1].entries; }

 private:
  struct Entry;
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t place = 0;  // in units of 8 octets, plus 1; 0: empty
  };
  struct Half {
    std::unique_ptr<std::uint64_t[]> memory;  // not touched, so not resident, until it is used
    std::vector<Slot> index;
    std::size_t used = 0, entries = 0;
  };
  Entry* at(Half& half, std::uint32_t place);
  Slot* slot(Half& half, const Key& key, std::uint64_t hash);
  Entry* lookup(const Key& key, std::uint64_t hash);
  Entry* place(const Key& key, std::uint64_t hash, std::size_t size);
  void turn_over();

  std::size_t half_octets_;
  std::array<Half, 2> halves_;
  unsigned young_ = 0;
};

}  // namespace schoolgate
