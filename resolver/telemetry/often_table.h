// Which names are refused to the most devices in a day, in bounded memory: for the review of over-blocking.
// A table of the names that lead, after "space-saving" (Metwally, Agrawal and El Abbadi, ICDT 2005): a new name takes
// the place of the one with the least devices and inherits its count as doubt, so a name that is refused to more
// devices than that is never missed. The devices of a name are counted by marks in a bitmap ("linear counting", Whang
// et al., ACM TODS 1990): the error is about 2 % up to a thousand devices. A mark is a keyed hash of the device with a
// key that is made at each start, so that nobody can be found in it. The day goes by in parts, each with a table of its
// own; the oldest part is forgotten as a whole. Thread rules: one thread at a time.
#pragma once

#include <array>
#include <bitset>
#include <chrono>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "blocklists/change-control/keyed-hash/keyed_hash.h"
#include "blocklists/policy/activity.h"

namespace schoolgate {

class OftenTable {
 public:
  /// Of each part of the day. A reviewer looks at the first fifty; the rest is room for names that are still coming up.
  static constexpr std::size_t max_names = 512;
  static constexpr std::size_t marks = 2048;  // 256 octets a name; 1.3 MiB for the whole day
  static constexpr std::size_t parts = 6;
  static constexpr std::chrono::hours part{4};
  static constexpr std::size_t max_told = 200;

  OftenTable() : key_(make_hash_key()) {}
  /// `device` is whatever tells one device from another.
  void add(UtcSeconds now, const std::string& name, std::span<const std::uint8_t> device, const std::string& group,
           const BlockReason& why);
  void prune(UtcSeconds now);
  void clear() { parts_.clear(); }
  std::vector<OftenBlocked> rows() const;

 private:
  using Marks = std::bitset<marks>;
  struct Row {
    Marks devices;
    std::uint64_t count = 0;       // of marks that were set, with what was inherited
    std::uint64_t overlooked = 0;  // at most: the inherited
    std::uint64_t times = 0;
    UtcSeconds last{};
    std::string group;
    BlockReason why;
  };
  using Part = std::map<std::string, Row, std::less<>>;
  Row& row_for(Part& names, const std::string& name);

  HashKey key_;
  std::map<std::int64_t, Part> parts_;  // by their number since 1970
};

}  // namespace schoolgate
