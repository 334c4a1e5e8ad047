// The local data of a generation's response policy zones: which records a zone answers a name with. It is looked into
// only when the trie has said that a zone's rule for the name is local data, so it is made small, not quick: sorted
// rows, found by bisection.
// Thread rules: immutable; find() allocates nothing and may run on any number of threads.
//
// The byte form, little-endian but for what zone_rule.h encodes; no octets at all when there is no row:
//   u32 rows, then (rows + 1) x u32: where each row begins, behind these numbers; the last says where all end
//   a row: list number (u16), scope (1: 0 the name itself, 1 all below it), key's octets (1), key (to_key()), then its
//   records: size (u16), encode_zone_record()
//   rows are in (key, list, scope) order, each once
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/fault.h"
#include "blocklists/lists/entry.h"
#include "blocklists/lists/zone_rule.h"
#include "blocklists/name.h"
#include "blocklists/trie.h"

namespace schoolgate {

class ZoneData {
 public:
  /// The records of one trigger. Borrows.
  class Records {
   public:
    Records() = default;
    Records(std::string_view octets, bool wildcard, std::size_t labels)
        : octets_(octets), wildcard_(wildcard), labels_(labels) {}
    bool empty() const { return octets_.empty(); }
    /// The trigger: "*." before the last `labels()` labels of the name, or the name itself.
    bool wildcard() const { return wildcard_; }
    std::size_t labels() const { return labels_; }
    template <class Visit>
    void for_each(Visit&& visit) const {
      std::string_view rest = octets_;
      while (!rest.empty()) visit(take(rest));
    }

   private:
    static ZoneRecord take(std::string_view& rest);
    std::string_view octets_;
    bool wildcard_ = false;
    std::size_t labels_ = 0;
  };

  /// No local data.
  ZoneData() = default;
  /// Every offset and record is checked once here. Faults: damaged.
  static std::expected<ZoneData, Fault> from_bytes(std::vector<std::byte> bytes);

  /// What the list answers the name with: the records at the name itself, else those below the nearest parent.
  Records find(ListNumber list, NameView name) const noexcept;
  std::size_t row_count() const { return rows_; }
  std::span<const std::byte> bytes() const { return bytes_; }
  /// Of the rows; 0 when there is none.
  ListNumber highest_list() const { return highest_list_; }

 private:
  struct Row {
    std::string_view key;
    ListNumber list = 0;
    bool below = false;
    std::string_view records;
  };
  Row row(std::size_t at) const noexcept;
  std::uint32_t start(std::size_t at) const noexcept;
  std::string_view row_octets(std::size_t at) const noexcept;
  std::string_view find(std::string_view key, ListNumber list, bool below) const noexcept;
  bool is_sound();

  std::vector<std::byte> bytes_;
  std::size_t rows_ = 0;
  ListNumber highest_list_ = 0;
};

/// Makes the byte form from rows in order, a record at a time.
class ZoneDataBuilder {
 public:
  /// Records of one row come one after the other. Faults: limit (4 GiB).
  std::expected<void, Fault> add(std::string_view key, ListNumber list, Scope scope, std::string_view record);
  std::vector<std::byte> finish() &&;

 private:
  std::vector<std::uint32_t> starts_;
  std::string octets_;
  std::string last_;  // the last row's head
};

}  // namespace schoolgate
