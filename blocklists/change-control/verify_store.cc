#include "blocklists/change-control/verify_store.h"

#include <fmt/format.h>

#include "blocklists/change-control/codec.h"
#include "blocklists/change-control/erasure_check.h"
#include "blocklists/change-control/history.h"
#include "blocklists/change-control/log.h"
#include "blocklists/change-control/state_store.h"

namespace schoolgate {
namespace {

std::unexpected<Fault> damaged(std::string what) {
  return fault(Fault::Kind::damaged, std::move(what),
               "Somebody or something changed the store behind change control: restore a backup that verifies.");
}

std::string_view noun_of(std::string_view key) { return key.substr(0, key.find('/')); }

/// The state against what the log says it must be.
std::expected<void, Fault> compare(const Store& store, const History& history) {
  auto expected = history.rows();
  std::expected<void, Fault> outcome;
  const auto scanned = store.scan(Family::state, "", "", [&](std::string_view key, std::string_view value) {
    if (key == head_key) return true;
    const auto found = expected.find(std::string(key));
    if (found == expected.end()) {
      outcome = damaged(fmt::format("{} is in force, and no entry of the change-control log says so", key));
      return false;
    }
    const auto logged = codec::as_logged(noun_of(key), value);
    if (!logged || *logged != found->second.value) {
      outcome = damaged(fmt::format("{} is not as entry {} of the change-control log says", key, found->second.serial));
      return false;
    }
    expected.erase(found);
    return true;
  });
  if (!scanned) return scanned;
  if (!outcome || expected.empty()) return outcome;
  const auto& [key, row] = *expected.begin();
  return damaged(fmt::format("{} is gone, and entry {} of the change-control log says it is there", key, row.serial));
}

}  // namespace

std::expected<std::uint64_t, Fault> verify_store(const Store& store, const std::string& public_key) {
  const auto key = VerifierKey::parse(public_key);
  if (!key) return std::unexpected(key.error());
  const auto checkpoint = log::load_checkpoint(store, *key);
  if (!checkpoint) return std::unexpected(checkpoint.error());

  merkle::Peaks peaks;
  History history;
  ErasureCheck erasures;
  const auto read = log::node_reader(store);
  std::expected<void, Fault> outcome;
  const auto check = [&](std::uint64_t serial, std::string_view leaf) -> std::expected<void, Fault> {
    const Hash hash = merkle::leaf_hash(leaf);
    std::expected<void, Fault> nodes;
    peaks.append(hash, [&](merkle::Node node, const Hash& computed) {
      const auto stored = read(node);
      if (nodes && (!stored || *stored != computed)) {
        nodes = damaged(fmt::format("entry {}: its text does not match its hash", serial));
      }
    });
    if (!nodes) return nodes;
    const auto personal = log::personal_part(store, serial);
    if (!personal) return std::unexpected(personal.error());
    const auto record = codec::decode_record(leaf, *personal);
    if (!record) return damaged(fmt::format("entry {}: {}", serial, record.error().what));
    if (record->serial != serial)
      return damaged(fmt::format("entry {}: it says that it is {}", serial, record->serial));
    history.forward(*record);
    erasures.follow(*record);
    return {};
  };
  const auto visited = log::visit_leaves(store, 1, checkpoint->size, [&](std::uint64_t serial, std::string_view leaf) {
    outcome = check(serial, leaf);
    return outcome.has_value();
  });
  if (!visited) return std::unexpected(visited.error());
  if (!outcome) return std::unexpected(outcome.error());
  if (auto checked = log::check_end(store, peaks, *checkpoint); !checked) return std::unexpected(checked.error());
  if (const auto missing = erasures.fault()) return damaged(*missing);
  if (auto compared = compare(store, history); !compared) return std::unexpected(compared.error());
  return checkpoint->size;
}

}  // namespace schoolgate
