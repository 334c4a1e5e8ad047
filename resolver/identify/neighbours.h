// The kernel's neighbour table: which hardware address answers for an address on the networks we are attached to, IPv4
// and IPv6. It knows nothing of clients behind a router.
// Thread rules: parse_neighbours() is pure; a NeighbourWatch is used by one thread.
// Source: rtnetlink(7), RTM_GETNEIGH; linux/neighbour.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <vector>

#include "blocklists/fault.h"
#include "blocklists/policy/device_directory.h"

namespace schoolgate {

/// One datagram of a dump or of notifications: rows are added to `rows` until there are max_addresses of them.
enum class Dump : std::uint8_t { goes_on, done, failed };
Dump parse_neighbours(std::span<const std::uint8_t> datagram, std::vector<DeviceRow>& rows);

/// The whole table now. Faults: unavailable.
std::expected<std::vector<DeviceRow>, Fault> read_neighbours();

/// A descriptor that becomes readable when the table changes.
class NeighbourWatch {
 public:
  /// Not open() where the system refuses; then the table is looked at from time to time only.
  NeighbourWatch();
  ~NeighbourWatch();
  NeighbourWatch(const NeighbourWatch&) = delete;
  NeighbourWatch& operator=(const NeighbourWatch&) = delete;
  int descriptor() const { return fd_; }  // -1: not open
  /// Takes what has come off the descriptor; what it said is read with read_neighbours().
  void drain();

 private:
  int fd_ = -1;
};

}  // namespace schoolgate
