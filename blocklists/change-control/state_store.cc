#include "blocklists/change-control/state_store.h"

namespace schoolgate {
namespace {

std::expected<bool, Fault> has_log(const Store& store) {
  bool found = false;
  const auto scanned = store.scan(Family::log, "", "", [&](std::string_view, std::string_view) {
    found = true;
    return false;
  });
  if (!scanned) return std::unexpected(scanned.error());
  return found;
}

}  // namespace

std::expected<std::optional<LoadedState>, Fault> load_state(const Store& store) {
  const auto head = store.get(Family::state, head_key);
  if (!head) return std::unexpected(head.error());
  if (!*head) {
    const auto log = has_log(store);
    if (!log) return std::unexpected(log.error());
    if (*log) {
      return fault(Fault::Kind::damaged, "the store has a change-control log, but the state that belongs to it is gone",
                   "Restore the latest backup.");
    }
    return std::nullopt;
  }

  LoadedState loaded;
  auto decoded = codec::decode_head(**head);
  if (!decoded) return std::unexpected(decoded.error());
  loaded.head = *decoded;
  std::expected<void, Fault> row;
  const auto scanned = store.scan(Family::state, "", "", [&](std::string_view key, std::string_view value) {
    if (key == head_key) return true;
    const auto slash = key.find('/');
    const auto id = slash == std::string_view::npos ? std::string() : std::string(key.substr(slash + 1));
    row = codec::decode_into(loaded.state, key.substr(0, slash), id, value);
    return row.has_value();
  });
  if (!scanned) return std::unexpected(scanned.error());
  if (!row) return std::unexpected(row.error());
  loaded.state.serial = loaded.head.serial;
  loaded.state.trie_generation = loaded.head.trie_generation;
  return loaded;
}

}  // namespace schoolgate
