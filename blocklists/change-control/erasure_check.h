// That what is gone of an entry's personal part was taken by an erasure that is itself on record.
// Thread rules: a plain value.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include <fmt/format.h>

#include "blocklists/change-control/change_control.h"

namespace schoolgate {

class ErasureCheck {
 public:
  /// `first`: the serial number of the first entry that it will see.
  explicit ErasureCheck(std::uint64_t first = 1) : first_(first) {}

  /// In order of their serial numbers.
  void follow(const Record& record) {
    if (record.kind == "person.erased") erasures_.insert(record.serial);
    for (const std::uint64_t erasure : record.erasures) cited_.try_emplace(erasure, record.serial);
    last_ = record.serial;
  }

  /// What is wrong, as a sentence that names the entry. An erasure behind the last entry seen cannot be judged.
  std::optional<std::string> fault() const {
    for (const auto& [erasure, entry] : cited_) {
      const bool seen = erasure >= first_ && erasure <= last_;
      if (erasure > entry && (!seen || erasures_.contains(erasure))) continue;
      return fmt::format("entry {}: entry {} is said to have erased part of it, and did not", entry, erasure);
    }
    return std::nullopt;
  }

 private:
  std::uint64_t first_, last_ = 0;
  std::set<std::uint64_t> erasures_;
  std::map<std::uint64_t, std::uint64_t> cited_;  // erasure -> the first entry that names it
};

}  // namespace schoolgate
