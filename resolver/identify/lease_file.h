// A lease file on disk: has it changed, and what does it hold now? The DHCP server writes it while we read: what is cut
// off at its end comes with the next change.
// Thread rules: pure but for the disk; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "blocklists/fault.h"
#include "blocklists/time.h"
#include "resolver/config.h"
#include "resolver/identify/leases.h"

namespace schoolgate {

/// A journal of 20,000 clients that grew tenfold before it was cleaned up stays below this.
inline constexpr std::size_t max_lease_octets = std::size_t{64} << 20;

/// Equal as long as nothing was written: inode, size and time of change of each file that belongs to it.
struct LeaseStamp {
  std::vector<std::uint64_t> parts;
  UtcSeconds written{};  // when the newest of them was
  friend bool operator==(const LeaseStamp&, const LeaseStamp&) = default;
};
LeaseStamp lease_stamp(const LeaseFile& file);

/// All of it. Faults: unavailable, when it cannot be read; limit, when it is too large.
/// Kea's journal lies in up to three files while it is cleaned up; they are read in order (Kea ARM, "lfc").
std::expected<std::string, Fault> read_lease_file(const LeaseFile& file);

}  // namespace schoolgate
