// The store's format version and the way from an older one to this one. A step is one function that reads the old form
// and gives the batch that makes the new one; the new version number goes into the same synchronous batch, so a crash
// leaves the store in the old form or in the new one. FORMAT.md lists what each version means.
// Thread rules: used while opening, before anybody else sees the store.
// Errors: damaged when the version cannot be read; conflict when a newer Schoolgate wrote the store.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <span>

#include "blocklists/fault.h"
#include "blocklists/store/store.h"

namespace schoolgate {

inline constexpr std::uint32_t store_format = 1;

/// From version `from` to the one after it.
struct Migration {
  std::uint32_t from = 0;
  std::function<std::expected<Store::Batch, Fault>(const Store&)> step;
};

/// The steps that lead to `store_format`, in order. None yet: 1 is the first format.
std::span<const Migration> migrations();

/// Brings the store to version `target`; a store without any version is new and gets `target`.
std::expected<void, Fault> migrate(Store& store, std::uint32_t target, std::span<const Migration> steps);

}  // namespace schoolgate
