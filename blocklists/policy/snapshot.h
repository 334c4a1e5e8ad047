// A Snapshot is everything decide() needs, compiled for reading: immutable, shared by all workers, swapped whole.
// Thread rules: const and safe to share. Building one costs time in proportion to rules and groups, not to lists.
//
// Time: schedules are compiled into moments for a horizon around the time of building (schedule.h), so a Snapshot
// answers exactly for any moment and quickly for the days ahead; PolicyHub builds a new one before those run out.
//
// Who is who: a device that the school knows is found by its identity, its hardware address, its address or its host
// name, and is in the group it was given; else the longest prefix that holds a client's address gives its group. A
// client in no prefix is in the strictest group: a walled garden before any other, then the one with the most
// categories blocked always or at times, ties by id. Two groups that claim the same prefix: the stricter one has it,
// and a warning says so.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "blocklists/lists/compile/compile.h"
#include "blocklists/policy/category.h"
#include "blocklists/policy/device_directory.h"
#include "blocklists/policy/model.h"
#include "blocklists/policy/name_index.h"
#include "blocklists/policy/own_names.h"
#include "blocklists/policy/prefix_table.h"
#include "blocklists/policy/schedule.h"
#include "blocklists/policy/sealed.h"
#include "blocklists/policy/search_engine.h"
#include "blocklists/policy/services.h"

namespace schoolgate {

using GroupNumber = std::uint16_t;              // place in Snapshot::groups
inline constexpr std::size_t max_groups = 256;  // the design asks for 64; group sets are 256 bits
using ScheduleNumber = std::uint16_t;           // place in Snapshot::schedules
using TrialSet = std::uint32_t;                 // bits by place in Snapshot::trials
inline constexpr std::size_t max_trials = 32;   // at one time: somebody sits before each of the devices

// A building's horizon: two weeks ahead, so that a new Snapshot is due weekly even when nothing changes, and a day
// back, for a clock that is set back a little.
inline constexpr std::chrono::days horizon_ahead{14};
inline constexpr std::chrono::days horizon_back{1};

struct GroupMask {
  std::array<std::uint64_t, max_groups / 64> bits{};
  void add(GroupNumber n) { bits[n / 64U] |= std::uint64_t{1} << (n % 64U); }
  bool has(GroupNumber n) const { return ((bits[n / 64U] >> (n % 64U)) & 1U) != 0; }
  bool empty() const { return (bits[0] | bits[1] | bits[2] | bits[3]) == 0; }
  static GroupMask all() {
    GroupMask mask;
    mask.bits.fill(~std::uint64_t{0});
    return mask;
  }
};

class Snapshot {
 public:
  enum class Says : std::uint8_t { nothing, allow, block };
  /// What a group says of a category or service: always, or by a schedule.
  struct Stand {
    Says inside = Says::nothing;   // while the schedule is in force
    Says outside = Says::nothing;  // and when it is not; the same as inside when there is none
    ScheduleNumber schedule = 0;
    bool timed() const { return inside != outside; }
  };
  struct TimedCategory {
    CategoryNumber category = 0;
    Stand stand;
  };
  struct GroupView {
    std::string id, name;
    CategorySet blocked;  // always
    CategorySet wanted;   // allow-type categories that this group never blocks: a name listed there is allowed
    CategorySet timed;    // those in timed_categories
    std::vector<TimedCategory> timed_categories;
    std::vector<Stand> services;  // by ServiceNumber, search engines behind them (engine_service)
    bool walled_garden = false;
    EngineSet safe_engines = 0;
    YouTube youtube = YouTube::off;
  };
  struct RuleRef {
    std::string id;
    RuleAction action = RuleAction::block;
    GroupMask groups;
  };
  struct UnblockRef {
    std::string id;
    GroupMask groups;
    UtcSeconds starts, until;
    TrialSet trials = 0;  // the trial that it is; then it is for no group
  };
  /// An unblock for one test device only.
  struct TrialRow {
    std::string unblock;  // id
    std::optional<Prefix> address;
    std::string known;  // id of a device, or empty
    UtcSeconds starts, until;
    std::string request;  // id
  };
  /// All that the school says of one name and of everything below it.
  struct NameRow {
    std::string emergency;  // id of the emergency block that names it, or empty
    bool essential = false;
    GroupMask garden;                     // the walled gardens it stands in
    std::vector<RuleRef> rules;           // by id
    std::vector<UnblockRef> unblocks;     // by id; running, to come and ended: decide() compares times
    std::vector<ServiceNumber> services;  // those that are reached by it
  };
  /// What a response policy zone says of the names of a list set.
  struct ZoneSaying {
    ListNumber list = 0;
    ZoneAction action{};
    CategoryNumber category = 0;
  };
  struct QuarantineRow {
    Prefix device;
    std::string id;
    std::optional<UtcSeconds> until;
    bool suspension = false;
    bool ends_after(const QuarantineRow& other) const {
      return until.value_or(UtcSeconds::max()) > other.until.value_or(UtcSeconds::max());
    }
  };
  struct DeviceRow {
    std::string id, name;
    std::optional<GroupNumber> group;
    std::optional<std::uint32_t> quarantine;  // the place in `quarantines` of the one that ends last
  };
  /// Places in `devices`, by what a device is found by.
  struct DeviceIndex {
    std::map<std::string, std::uint32_t, std::less<>> identities, hosts;
    std::vector<std::pair<MacAddress, std::uint32_t>> macs;  // sorted
    PrefixTable addresses;
    bool needs_directory() const { return !macs.empty() || !hosts.empty(); }
  };

  std::span<const ZoneSaying> zones_of(ListSetId lists) const {
    if (lists == 0 || set_zones.empty()) return {};
    return std::span(zone_sayings).subspan(set_zones[lists], set_zones[lists + 1] - set_zones[lists]);
  }

  /// Names in `state` that do not parse are left out and reported in `warnings` (change control lets none in).
  /// An absent `lists` or `sealed` is an empty one. The horizon of its schedules lies around `now`.
  static std::shared_ptr<const Snapshot> build(std::shared_ptr<const PolicyState> state,
                                               std::shared_ptr<const CompiledLists> lists,
                                               std::shared_ptr<const SealedSet> sealed, UtcSeconds now = {});

  // Filled by build(); read-only afterwards.
  std::shared_ptr<const PolicyState> state;
  std::shared_ptr<const CompiledLists> lists;
  std::shared_ptr<const SealedSet> sealed;
  std::shared_ptr<const OwnNames> own_names;
  std::vector<CategorySet> set_categories;  // by ListSetId: the categories of the set's lists, zones left out
  std::vector<ZoneSaying> zone_sayings;     // by set, in the order of the zones
  std::vector<std::uint32_t> set_zones;     // by ListSetId: its first saying; the next set's is the end. Empty: none
  std::vector<CategorySet> service_categories;  // by ServiceNumber: the kind that it goes with; none for an engine
  std::shared_ptr<const SchoolTime> time;
  std::vector<CompiledSchedule> schedules;
  std::vector<std::string> schedule_ids;  // beside `schedules`
  std::vector<GroupView> groups;          // never empty
  GroupNumber strictest = 0;              // for unknown clients
  PrefixTable clients;                    // -> GroupNumber
  PrefixTable quarantined;                // -> the quarantine in `quarantines` that holds the device longest
  std::vector<QuarantineRow> quarantines;
  std::vector<DeviceRow> devices;
  DeviceIndex device_index;
  std::vector<TrialRow> trials;      // running, to come and ended ones; hardly ever any
  std::string emergency_everything;  // id of the emergency block on everything but the essentials, or empty
  NameIndex<NameRow> names;
  std::vector<std::string> warnings;
};

/// A search engine's place among the services.
inline ServiceNumber engine_service(EngineNumber engine) {
  return static_cast<ServiceNumber>(services().size() + engine);
}
/// Of a service, or of a search engine among them.
std::string_view service_id(ServiceNumber number);
std::string_view service_title(ServiceNumber number);

/// Who asks, as far as policy cares.
struct Client {
  GroupNumber group = 0;
  bool known = false;
  const Snapshot::QuarantineRow* quarantine = nullptr;  // borrowed from the snapshot; may have ended
  const Snapshot::DeviceRow* device = nullptr;          // likewise; nothing: none that the school knows
  TrialSet trials = 0;                                  // those that are for this device, in force or not
};
inline bool covers(const Snapshot::UnblockRef& unblock, const Client& client) {
  return unblock.groups.has(client.group) || (unblock.trials & client.trials) != 0;
}
/// `directory` may be null: nothing is known of hardware addresses and host names then. Allocates nothing.
Client identify(const Snapshot& snapshot, const Address& address, const DeviceDirectory* directory = nullptr,
                std::string_view identity = {});

}  // namespace schoolgate
