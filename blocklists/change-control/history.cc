#include "blocklists/change-control/history.h"

#include <fmt/format.h>

#include "blocklists/change-control/codec.h"
#include "blocklists/change-control/kind.h"
#include "blocklists/change-control/log.h"
#include "blocklists/change-control/state_store.h"

namespace schoolgate {
namespace {

std::string_view noun_of(std::string_view key) { return key.substr(0, key.find('/')); }

std::optional<std::string> unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

std::expected<std::string, Fault> leaf_of(const Store& store, std::uint64_t serial) {
  auto leaf = store.get(Family::log, log::serial_key(serial));
  if (!leaf) return std::unexpected(leaf.error());
  if (!*leaf) {
    return fault(Fault::Kind::damaged, fmt::format("entry {} of the change-control log is missing", serial),
                 "Restore the latest backup.");
  }
  return std::move(**leaf);
}

}  // namespace

std::optional<RowChange> row_change(const Record& record) {
  const Kind* kind = find_kind(record.kind);
  if (!kind || kind->noun.empty()) return std::nullopt;
  const bool trouble = record.kind == "list.held" || record.kind == "sealed.held" || record.kind == "sealed.failed";
  if (trouble && record.before.empty()) return std::nullopt;  // of a list that never was in force
  RowChange change{fmt::format("{}/{}", kind->noun, record.subject), unless_empty(record.before),
                   unless_empty(record.after)};
  if (change.after && kind->noun == "lists") change.after = codec::without(*change.after, "trie_generation");
  return change;
}

std::expected<History, Fault> History::of(const Store& store) {
  History history;
  std::expected<void, Fault> outcome;
  const auto scanned = store.scan(Family::state, "", "", [&](std::string_view key, std::string_view value) {
    if (key == head_key) {
      const auto head = codec::decode_head(value);
      if (head)
        history.serial_ = head->serial;
      else
        outcome = std::unexpected(head.error());
      return outcome.has_value();
    }
    history.rows_[std::string(key)] = {codec::as_logged(noun_of(key), value).value_or(std::string(value)), 0};
    return true;
  });
  if (!scanned) return std::unexpected(scanned.error());
  if (!outcome) return std::unexpected(outcome.error());
  return history;
}

void History::forward(const Record& record) {
  serial_ = record.serial;
  auto change = row_change(record);
  if (!change) return;
  if (change->after)
    rows_[change->key] = {std::move(*change->after), record.serial};
  else
    rows_.erase(change->key);
}

void History::back(const Record& record) {
  serial_ = record.serial - 1;
  auto change = row_change(record);
  if (!change) return;
  if (change->before)
    rows_[change->key] = {std::move(*change->before), 0};
  else
    rows_.erase(change->key);
}

std::expected<PolicyState, Fault> History::state() const {
  PolicyState state;
  for (const auto& [key, row] : rows_) {
    const auto noun = noun_of(key);
    const auto read = codec::decode_into(state, noun, key.substr(noun.size() + 1), codec::as_stored(noun, row.value));
    if (!read) return std::unexpected(read.error());
  }
  state.serial = serial_;
  return state;
}

std::expected<History, Fault> history_at(const Store& store, std::uint64_t serial) {
  auto history = History::of(store);
  while (history && history->serial() > serial) {
    const auto leaf = leaf_of(store, history->serial());
    if (!leaf) return std::unexpected(leaf.error());
    const auto personal = log::personal_part(store, history->serial());
    if (!personal) return std::unexpected(personal.error());
    const auto record = codec::decode_record(*leaf, *personal);
    if (!record) return std::unexpected(record.error());
    history->back(*record);
  }
  return history;
}

std::expected<std::uint64_t, Fault> serial_at(const Store& store, std::uint64_t newest, UtcMillis moment) {
  constexpr std::string_view trusted =
      ",\"clock\":\"trusted\",\"kind\":";  // of a leaf; inside of texts quotes are escaped
  for (std::uint64_t serial = newest; serial > 0; --serial) {
    const auto leaf = leaf_of(store, serial);
    if (!leaf) return std::unexpected(leaf.error());
    const auto time = codec::leaf_time(*leaf);
    if (time && *time <= moment && leaf->find(trusted) != std::string::npos) return serial;
  }
  return 0;
}

std::expected<std::shared_ptr<const PolicyState>, Fault> past_state(const Store& store,
                                                                    std::shared_ptr<const PolicyState> present,
                                                                    UtcMillis moment) {
  const auto serial = serial_at(store, present->serial, moment);
  if (!serial) return std::unexpected(serial.error());
  if (*serial == 0) {
    return fault(Fault::Kind::not_found, fmt::format("this school's log does not reach back to {}", to_rfc3339(moment)),
                 "Ask about a later moment.");
  }
  if (*serial == present->serial) return present;
  const auto history = history_at(store, *serial);
  if (!history) return std::unexpected(history.error());
  auto past = history->state();
  if (!past) return std::unexpected(past.error());
  past->trie_generation = present->trie_generation;
  past->clock_floor = std::min(present->clock_floor, std::chrono::floor<std::chrono::seconds>(moment));
  return std::make_shared<const PolicyState>(std::move(*past));
}

}  // namespace schoolgate
