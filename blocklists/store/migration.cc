#include "blocklists/store/migration.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace schoolgate {
namespace {

constexpr const char* format_key = "format";

std::expected<std::uint32_t, Fault> parse_version(const Store& store, const std::string& text) {
  std::uint32_t version = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (error != std::errc{} || end != text.data() + text.size()) {
    return fault(Fault::Kind::damaged, fmt::format("the store {} does not say which format it has", store.path()),
                 "Restore the latest backup.");
  }
  return version;
}

std::expected<void, Fault> write_version(Store& store, Store::Batch batch, std::uint32_t version) {
  batch.put(Family::meta, format_key, std::to_string(version));
  return store.write(batch, Store::Durability::synchronous);
}

}  // namespace

std::span<const Migration> migrations() { return {}; }

std::expected<void, Fault> migrate(Store& store, std::uint32_t target, std::span<const Migration> steps) {
  const auto stored = store.get(Family::meta, format_key);
  if (!stored) return std::unexpected(stored.error());
  if (!*stored) return write_version(store, {}, target);

  auto version = parse_version(store, **stored);
  if (!version) return std::unexpected(version.error());
  if (*version > target) {
    return fault(Fault::Kind::conflict,
                 fmt::format("the store {} was written by a newer Schoolgate (format {}, this one knows {})",
                             store.path(), *version, target),
                 "Install the newer version again, or restore a backup that this version made.");
  }
  while (*version < target) {
    const auto step = std::ranges::find(steps, *version, &Migration::from);
    if (step == steps.end()) {
      return fault(
          Fault::Kind::damaged,
          fmt::format("the store {} has format {}, and nothing leads from there to {}", store.path(), *version, target),
          "Install the version before this one first, or restore a backup.");
    }
    auto batch = step->step(store);
    if (!batch) return std::unexpected(batch.error());
    if (auto written = write_version(store, std::move(*batch), *version + 1); !written) return written;
    spdlog::info("store {}: format {} became {}", store.path(), *version, *version + 1);
    ++*version;
  }
  return {};
}

}  // namespace schoolgate
