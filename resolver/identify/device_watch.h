// Keeps the directory of devices up to date: looks at the lease files and the kernel's neighbour table, builds a new
// DeviceDirectory when they say something new, and hands it on. What cannot be read is told, and what was last read
// holds until it ends by itself.
// Thread rules: start() and the destructor on one thread; notes() and current() on any. `publish` is called from inside
// start() once, then on the watch's own thread, until the destructor returns.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "blocklists/policy/device_directory.h"
#include "blocklists/time.h"
#include "resolver/config.h"
#include "resolver/identify/lease_file.h"
#include "resolver/identify/neighbours.h"

namespace schoolgate {

/// How long an address keeps its hardware address after the kernel has forgotten it: the kernel forgets within a minute
/// when there are many neighbours, and a device that comes back must not be a stranger. Another device on the address
/// takes its place at once.
inline constexpr std::chrono::minutes neighbour_memory{15};
/// An export holds this long: leases are given for hours or days, and an export that stopped must not name devices
/// for ever.
inline constexpr std::chrono::hours export_lifetime{24};

/// The neighbours of now and of a while ago.
class NeighbourMemory {
 public:
  void see(const std::vector<DeviceRow>& rows, UtcSeconds now);
  /// With `expires` set.
  std::vector<DeviceRow> rows() const;
  void forget_before(UtcSeconds now);

 private:
  struct Seen {
    MacAddress mac;
    UtcSeconds last;
  };
  std::map<Address, Seen> seen_;
};

class DeviceWatch {
 public:
  using Publish = std::function<void(std::shared_ptr<const DeviceDirectory>)>;
  DeviceWatch(ClientsConfig config, Clock clock, Publish publish);
  ~DeviceWatch();
  DeviceWatch(const DeviceWatch&) = delete;
  DeviceWatch& operator=(const DeviceWatch&) = delete;

  std::shared_ptr<const DeviceDirectory> current() const;
  /// What people should know: files that cannot be read, lines that make no sense, addresses that did not fit.
  std::vector<std::string> notes() const;

 private:
  struct Source {
    LeaseFile file;
    LeaseStamp stamp;
    std::vector<DeviceRow> rows;
    std::string note;
  };
  void run();
  bool wait(std::chrono::milliseconds most, bool for_neighbours);  // false: the watch ends
  void refresh();
  bool look_at(Source& source);
  bool look_at_neighbours(UtcSeconds now);
  void build(UtcSeconds now);

  const Clock clock_;
  const Publish publish_;
  const bool neighbours_wanted_;

  // The thread's own once it runs.
  std::vector<Source> sources_;
  NeighbourMemory neighbours_;
  std::vector<DeviceRow> neighbour_rows_;
  std::string neighbours_note_;
  NeighbourWatch watch_;
  UtcSeconds next_end_ = UtcSeconds::min();  // of a lease: the directory is due for a new one then

  mutable std::mutex mutex_;  // guards the two below
  std::shared_ptr<const DeviceDirectory> current_ = std::make_shared<const DeviceDirectory>();
  std::vector<std::string> notes_;

  int stop_[2] = {-1, -1};  // a pipe: closed at its writing end when the watch is to end
  std::thread thread_;
};

}  // namespace schoolgate
