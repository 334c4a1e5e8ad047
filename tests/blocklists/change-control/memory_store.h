// A store in memory that can be told to fail, for tests of what is above the store.
#pragma once

#include <array>
#include <map>
#include <mutex>
#include <string>

#include "blocklists/store/store.h"

namespace schoolgate::test {

class MemoryStore final : public Store {
 public:
  bool full = false;
  bool refuses_purge = false;
  int synchronous_writes = 0;

  std::map<std::string, std::string>& rows(Family family) { return families_[static_cast<std::size_t>(family)]; }

  std::expected<std::optional<std::string>, Fault> get(Family family, std::string_view key) const override {
    const std::lock_guard lock(mutex_);
    const auto& rows = families_[static_cast<std::size_t>(family)];
    const auto found = rows.find(std::string(key));
    if (found == rows.end()) return std::nullopt;
    return found->second;
  }
  std::expected<void, Fault> scan(Family family, std::string_view prefix, std::string_view from,
                                  const std::function<bool(std::string_view, std::string_view)>& visit) const override {
    std::unique_lock lock(mutex_);
    const auto rows = families_[static_cast<std::size_t>(family)];  // a copy: `visit` may call get()
    lock.unlock();
    for (auto row = rows.lower_bound(std::string(from > prefix ? from : prefix));
         row != rows.end() && row->first.starts_with(prefix); ++row) {
      if (!visit(row->first, row->second)) break;
    }
    return {};
  }
  std::expected<void, Fault> write(const Batch& batch, Durability durability) override {
    const std::lock_guard lock(mutex_);
    if (full) return fault(Fault::Kind::storage, "the disk is full: writing to the store failed");
    if (durability == Durability::synchronous) ++synchronous_writes;
    last = batch;
    for (const auto& operation : batch.operations) {
      auto& rows = families_[static_cast<std::size_t>(operation.family)];
      if (operation.value) {
        rows[operation.key] = *operation.value;
      } else {
        rows.erase(operation.key);
      }
    }
    return {};
  }
  std::expected<void, Fault> copy_to(const std::string&) const override {
    return fault(Fault::Kind::unavailable, "a store in memory has no copy");
  }
  std::expected<void, Fault> purge() override {
    if (refuses_purge) return fault(Fault::Kind::storage, "the disk is full: old files of the store stay");
    return {};
  }
  const std::string& path() const override { return path_; }
  Batch last;

 private:
  mutable std::mutex mutex_;
  std::array<std::map<std::string, std::string>, family_count> families_;
  std::string path_ = "(memory)";
};

}  // namespace schoolgate::test
