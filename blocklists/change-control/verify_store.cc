#include "blocklists/change-control/verify_store.h"

#include <map>
#include <set>

#include <fmt/format.h>

#include "blocklists/change-control/codec.h"
#include "blocklists/change-control/kind.h"
#include "blocklists/change-control/log.h"
#include "blocklists/change-control/state_store.h"

namespace schoolgate {
namespace {

std::unexpected<Fault> damaged(std::string what) {
  return fault(Fault::Kind::damaged, std::move(what),
               "Somebody or something changed the store behind change control: restore a backup that verifies.");
}

/// What the log says the state must be, entry by entry.
class Replay {
 public:
  void follow(const Record& record) {
    const Kind* kind = find_kind(record.kind);
    if (!kind || kind->noun.empty()) return;
    const bool trouble = record.kind == "list.held" || record.kind == "sealed.held" || record.kind == "sealed.failed";
    if (trouble && record.before.empty()) return;  // of a list that never was in force
    if (record.subject == codec::erased) {         // of a person or a device: which row it was can no longer be told
      erased_nouns_.insert(kind->noun);
      return;
    }
    const std::string key = std::string(kind->noun) + "/" + record.subject;
    if (record.after.empty()) {
      expected_.erase(key);
    } else {
      const auto after = kind->noun == "lists" ? codec::without(record.after, "trie_generation") : record.after;
      expected_[key] = {record.serial, after,
                        record.personal.empty() && after.find(codec::erased) != std::string::npos};
    }
  }

  std::expected<void, Fault> compare(const Store& store) {
    std::expected<void, Fault> outcome;
    const auto scanned = store.scan(Family::state, "", "", [&](std::string_view key, std::string_view value) {
      if (key == head_key) return true;
      const auto found = expected_.find(std::string(key));
      if (found == expected_.end() && erased_nouns_.contains(noun_of(key))) return true;
      if (found == expected_.end()) {
        outcome = damaged(fmt::format("{} is in force, and no entry of the change-control log says so", key));
        return false;
      }
      const auto logged = codec::as_logged(noun_of(key), value);
      if (!found->second.partly_erased && (!logged || *logged != found->second.after)) {
        outcome =
            damaged(fmt::format("{} is not as entry {} of the change-control log says", key, found->second.serial));
        return false;
      }
      expected_.erase(found);
      return true;
    });
    if (!scanned) return scanned;
    if (!outcome) return outcome;
    for (const auto& [key, row] : expected_) {
      if (erased_nouns_.contains(noun_of(key))) continue;  // its removal may be among the erased
      return damaged(
          fmt::format("{} is gone, and entry {} of the change-control log says it is there", key, row.serial));
    }
    return {};
  }

 private:
  struct Row {
    std::uint64_t serial = 0;
    std::string after;
    bool partly_erased = false;
  };
  static std::string_view noun_of(std::string_view key) { return key.substr(0, key.find('/')); }

  std::map<std::string, Row> expected_;
  std::set<std::string_view> erased_nouns_;  // of the table in kind.cc
};

}  // namespace

std::expected<std::uint64_t, Fault> verify_store(const Store& store, const std::string& public_key) {
  const auto key = VerifierKey::parse(public_key);
  if (!key) return std::unexpected(key.error());
  const auto checkpoint = log::load_checkpoint(store, *key);
  if (!checkpoint) return std::unexpected(checkpoint.error());

  merkle::Peaks peaks;
  Replay replay;
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
    replay.follow(*record);
    return {};
  };
  const auto visited = log::visit_leaves(store, 1, checkpoint->size, [&](std::uint64_t serial, std::string_view leaf) {
    outcome = check(serial, leaf);
    return outcome.has_value();
  });
  if (!visited) return std::unexpected(visited.error());
  if (!outcome) return std::unexpected(outcome.error());
  if (auto checked = log::check_end(store, peaks, *checkpoint); !checked) return std::unexpected(checked.error());
  if (auto compared = replay.compare(store); !compared) return std::unexpected(compared.error());
  return checkpoint->size;
}

}  // namespace schoolgate
