// A Store in memory, for tests: ordered like the real one, with failures and damage on request.
// Thread rules: as Store, every member may be called from any thread.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "blocklists/store/store.h"

namespace schoolgate {

class FakeStore : public Store {
 public:
  std::expected<std::optional<std::string>, Fault> get(Family family, std::string_view key) const override {
    const std::lock_guard lock(mutex_);
    const auto& rows = families_[static_cast<std::size_t>(family)];
    const auto found = rows.find(key);
    if (found == rows.end()) return std::optional<std::string>();
    return std::optional(found->second);
  }

  std::expected<void, Fault> scan(Family family, std::string_view prefix, std::string_view from,
                                  const std::function<bool(std::string_view, std::string_view)>& visit) const override {
    std::map<std::string, std::string, std::less<>> rows;  // a snapshot: `visit` may write
    {
      const std::lock_guard lock(mutex_);
      rows = families_[static_cast<std::size_t>(family)];
    }
    for (auto row = rows.lower_bound(std::max(prefix, from)); row != rows.end(); ++row) {
      if (!std::string_view(row->first).starts_with(prefix) || !visit(row->first, row->second)) break;
    }
    return {};
  }

  std::expected<void, Fault> write(const Batch& batch, Durability durability) override {
    const std::lock_guard lock(mutex_);
    if (writes_until_full == 0) return fault(Fault::Kind::storage, "The disk is full.", "Free some space.");
    if (writes_until_full > 0) --writes_until_full;
    for (const auto& operation : batch.operations) {
      auto& rows = families_[static_cast<std::size_t>(operation.family)];
      if (operation.value) {
        rows[operation.key] = *operation.value;
      } else {
        rows.erase(operation.key);
      }
    }
    largest_batch = std::max(largest_batch, batch.operations.size());
    if (durability == Durability::synchronous) ++synchronous_writes;
    return {};
  }

  std::expected<void, Fault> copy_to(const std::string&) const override {
    return fault(Fault::Kind::unavailable, "A store in memory cannot be copied.");
  }
  const std::string& path() const override { return path_; }

  /// How many rows there are whose key begins with `prefix`.
  std::size_t count(Family family, std::string_view prefix = {}) const {
    std::size_t rows = 0;
    static_cast<void>(scan(family, prefix, {}, [&](std::string_view, std::string_view) {
      ++rows;
      return true;
    }));
    return rows;
  }
  /// Changes a stored value in place, as a failing disk would.
  void damage(Family family, const std::string& key, const std::function<void(std::string&)>& how) {
    const std::lock_guard lock(mutex_);
    how(families_[static_cast<std::size_t>(family)][key]);
  }

  int writes_until_full = -1;  // below zero: never
  std::size_t largest_batch = 0;
  int synchronous_writes = 0;

 private:
  mutable std::mutex mutex_;
  std::array<std::map<std::string, std::string, std::less<>>, family_count> families_;
  std::string path_ = "memory";
};

}  // namespace schoolgate
