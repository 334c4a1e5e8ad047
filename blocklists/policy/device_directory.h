// Which device has which address just now: its hardware address and its host name, from DHCP leases and the kernel's
// neighbour table. Immutable: a new one is built from all sources and takes the old one's place, as a Snapshot does.
// What it says of a device is what the device said of itself: a host name is a convenience, a hardware address can be
// copied. Neither is a proof of who somebody is.
// Thread rules: const and safe to share; find() allocates nothing and looks at a few slots only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/mac.h"
#include "blocklists/prefix.h"
#include "blocklists/time.h"

namespace schoolgate {

/// One line of a source. Of several rows for one address each field is taken from the first row that has it: the
/// order of the sources in the configuration is their order of trust, the neighbour table comes before all leases.
struct DeviceRow {
  Address address;
  std::optional<MacAddress> mac;
  std::string host;                   // canonical name text, may be empty; "pc-12" or "pc-12.school.example"
  std::optional<UtcSeconds> expires;  // the lease's end; nothing: it does not end
  friend bool operator==(const DeviceRow&, const DeviceRow&) = default;
};

class DeviceDirectory {
 public:
  /// What is known of an address. `host` is borrowed from the directory.
  struct Device {
    std::optional<MacAddress> mac;
    std::string_view host;
    friend bool operator==(const Device&, const Device&) = default;
  };
  /// The largest school network in the design has 10,000 clients with an IPv4 and a few IPv6 addresses each. Some
  /// 64 octets an address: 4 MiB. What does not fit is left out, and left_out() counts it.
  static constexpr std::size_t max_addresses = 65'536;

  /// Knows nobody.
  DeviceDirectory();
  /// Leases that have ended at `now` are left out.
  DeviceDirectory(const std::vector<DeviceRow>& rows, UtcSeconds now);

  std::optional<Device> find(const Address& address) const;
  std::size_t size() const { return entries_.size(); }
  std::size_t left_out() const { return left_out_; }
  /// Every address, in order of the addresses: for pages and exports.
  struct Entry {
    Address address;
    Device device;
  };
  std::vector<Entry> all() const;
  /// Same addresses with the same devices; then nobody need be told.
  bool says_the_same_as(const DeviceDirectory& other) const;

 private:
  struct Row {
    Address address;
    MacAddress mac;
    bool has_mac = false;
    std::uint8_t host_size = 0;
    std::uint32_t host = 0;  // place in hosts_
  };
  Device device(const Row& row) const;
  std::size_t first_slot(const Address& address) const;

  std::vector<Row> entries_;          // sorted by address
  std::vector<std::uint32_t> slots_;  // open addressing, at most half full; row number plus 1, 0: empty
  std::uint64_t seed_ = 0;            // so that nobody can choose addresses that share a slot
  std::string hosts_;
  std::size_t left_out_ = 0;
};

}  // namespace schoolgate
