// The named parts around an export's entries; writer and verifier share them. Described in export_format.md.
// Thread rules: pure functions.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "blocklists/change-control/checkpoint.h"
#include "blocklists/change-control/export_layout.h"

namespace schoolgate {

struct ExportHeader {
  std::string origin, key, generated;
  std::uint64_t first = 0, last = 0, size = 0;  // 0, 0 when no entry is in the range
  std::vector<Hash> left;                       // subtrees before the first entry
  std::string school, zone, period;             // the school's name, its time zone, and what time this is of
  std::string names;                            // ReportNames, for a document; else empty
  Pairs to_pairs() const;
  static std::optional<ExportHeader> from(const Pairs& pairs);
  static constexpr std::size_t count = 12;
};

struct ExportFooter {
  std::string checkpoint;   // the signed note
  std::vector<Hash> right;  // subtrees behind the last entry
  Pairs to_pairs() const;
  static std::optional<ExportFooter> from(const Pairs& pairs);
  static constexpr std::size_t count = 2;
};

inline constexpr const char* digest_name = "digest";

/// The text that is signed over what no hash of an entry covers. `digest`: SHA-256 of header and column titles, of each
/// entry's personal part with a line end, and of the footer.
std::string digest_text(const std::string& origin, const Hash& digest);

}  // namespace schoolgate
