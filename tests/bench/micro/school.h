// What the micro-benchmarks measure against: lists and policies of any size, made from a seed.
// Thread rules: one thread; the makers keep what they made last.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "blocklists/lists/compile/compile.h"
#include "blocklists/policy/snapshot.h"

namespace schoolgate::bench {

/// The moment at which the benchmarks decide; schedules have their horizon around it.
inline constexpr UtcSeconds bench_now{std::chrono::seconds{1'800'000'000}};

/// Listed names as keys, sorted, none at or below another.
std::shared_ptr<const std::vector<std::string>> listed_keys(std::size_t count);
/// Those names in 24 lists of 12 categories; one name in five stands in a second list.
std::vector<CompileInput> lists_of(std::shared_ptr<const std::vector<std::string>> keys);
std::shared_ptr<const CompiledLists> compiled_lists(std::size_t names);

struct Policy {
  std::size_t rules = 0;
  std::size_t unblocks = 0;
  std::size_t groups = 1;
  std::size_t clients = 1;  // addresses that are named, one by one, shared out over the groups
  std::size_t schedules =
      0;  // shared out over the groups: each has what it says of categories and services by schedule
};
/// What the design asks a query to be quick with.
inline constexpr Policy full_policy{
    .rules = 1'000, .unblocks = 1'000, .groups = 64, .clients = 10'000, .schedules = 500};
std::shared_ptr<const Snapshot> snapshot_of(const Policy& policy, std::shared_ptr<const CompiledLists> lists);

/// Names one after the other in one piece of memory, so that reading them costs as little as in a received packet.
class Questions {
 public:
  enum class Kind : std::uint8_t { listed, below_listed, near_miss, unlisted, mixed };
  Questions(Kind kind, const std::vector<std::string>& keys, std::size_t count);
  std::size_t size() const { return starts_.size() - 1; }
  NameView operator[](std::size_t n) const {
    return NameView::trusted({wires_.data() + starts_[n], starts_[n + 1] - starts_[n]});
  }

 private:
  std::vector<std::uint8_t> wires_;
  std::vector<std::size_t> starts_{0};
};

}  // namespace schoolgate::bench
