#include "blocklists/change-control/log.h"

#include <algorithm>

#include <fmt/format.h>

#include "blocklists/change-control/text.h"

namespace schoolgate::log {
namespace {

constexpr std::size_t number_octets = 8;
constexpr const char* restore = "Restore the latest backup, and keep this store for whoever looks into it.";

std::unexpected<Fault> damaged(std::string what) { return fault(Fault::Kind::damaged, std::move(what), restore); }

std::string big_endian(std::uint64_t number) {
  std::string octets(number_octets, '\0');
  for (std::size_t n = number_octets; n-- > 0; number >>= 8U) octets[n] = static_cast<char>(number & 0xFFU);
  return octets;
}

}  // namespace

std::string serial_key(std::uint64_t serial) { return big_endian(serial); }

std::uint64_t serial_of(std::string_view key) {
  std::uint64_t number = 0;
  for (const char octet : key.substr(0, number_octets)) number = (number << 8U) | static_cast<std::uint8_t>(octet);
  return number;
}

std::string node_key(merkle::Node node) {
  std::string key = "n";
  key += static_cast<char>(node.level);
  return key + big_endian(node.index);
}

merkle::ReadNode node_reader(const Store& store) {
  return [&store](merkle::Node node) -> std::expected<Hash, Fault> {
    const auto stored = store.get(Family::tree, node_key(node));
    if (!stored) return std::unexpected(stored.error());
    Hash hash;
    if (!*stored || (*stored)->size() != hash.size()) {
      return damaged(
          fmt::format("the change-control log's tree lacks a node (level {}, index {})", node.level, node.index));
    }
    std::ranges::copy(as_octets(**stored), hash.begin());
    return hash;
  };
}

std::expected<merkle::Peaks, Fault> load_peaks(const Store& store, std::uint64_t size) {
  const auto read = node_reader(store);
  std::vector<Hash> hashes;
  for (const auto node : merkle::nodes_of(0, size)) {
    const auto hash = read(node);
    if (!hash) return std::unexpected(hash.error());
    hashes.push_back(*hash);
  }
  return merkle::Peaks(size, std::move(hashes));
}

std::expected<Checkpoint, Fault> load_checkpoint(const Store& store, const VerifierKey& key) {
  const auto note = store.get(Family::tree, checkpoint_key);
  if (!note) return std::unexpected(note.error());
  if (!*note) return damaged("the change-control log has no checkpoint");
  auto checkpoint = open_checkpoint(**note, key);
  if (!checkpoint) {
    return damaged(fmt::format("the change-control log's checkpoint {} ({})", checkpoint.error().what, key.name));
  }
  return checkpoint;
}

std::expected<void, Fault> check_end(const Store& store, const merkle::Peaks& peaks, const Checkpoint& checkpoint) {
  if (checkpoint.size != peaks.size() || checkpoint.root != peaks.root()) {
    return damaged("the change-control log does not match its signed checkpoint");
  }
  bool behind = false;
  const auto scanned =
      store.scan(Family::log, "", serial_key(peaks.size() + 1), [&](std::string_view, std::string_view) {
        behind = true;
        return false;
      });
  if (!scanned) return scanned;
  if (behind) return damaged(fmt::format("there are entries behind entry {}, the log's last", peaks.size()));
  const auto newest = store.get(Family::log, serial_key(peaks.size()));
  if (!newest) return std::unexpected(newest.error());
  const auto hash = node_reader(store)({0, peaks.size() - 1});
  if (!hash) return std::unexpected(hash.error());
  if (!*newest || merkle::leaf_hash(**newest) != *hash) {
    return damaged(fmt::format("entry {}, the log's last, does not match its hash", peaks.size()));
  }
  return {};
}

void append(Store::Batch& batch, merkle::Peaks& peaks, std::uint64_t serial, const codec::Leaf& leaf) {
  batch.put(Family::log, serial_key(serial), leaf.leaf);
  if (!leaf.personal.empty()) batch.put(Family::personal, serial_key(serial), leaf.personal);
  peaks.append(merkle::leaf_hash(leaf.leaf), [&](merkle::Node node, const Hash& hash) {
    batch.put(Family::tree, node_key(node), std::string(hash.begin(), hash.end()));
  });
}

std::expected<void, Fault> visit_leaves(const Store& store, std::uint64_t first, std::uint64_t last,
                                        const VisitLeaf& visit) {
  if (first > last) return {};
  std::uint64_t expected = first;
  bool stopped = false;
  const auto scanned = store.scan(Family::log, "", serial_key(first), [&](std::string_view key, std::string_view leaf) {
    if (expected > last || serial_of(key) != expected || key.size() != number_octets) return false;
    ++expected;
    stopped = !visit(expected - 1, leaf);
    return !stopped;
  });
  if (!scanned) return scanned;
  if (!stopped && expected <= last) {
    return damaged(fmt::format("entry {} of the change-control log is missing", expected));
  }
  return {};
}

std::expected<std::string, Fault> personal_part(const Store& store, std::uint64_t serial) {
  auto personal = store.get(Family::personal, serial_key(serial));
  if (!personal) return std::unexpected(personal.error());
  return std::move(*personal).value_or(std::string());
}

}  // namespace schoolgate::log
