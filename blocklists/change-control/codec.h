// Values of change control <-> JSON. This file and those whose names it begins (codec_*) are the
// only ones of this room that know nlohmann/json.
// Canonical JSON here: keys sorted, no blanks, UTF-8, numbers are integers. A leaf is hashed as exactly these octets.
//
// A leaf never holds personal data. In its place stands {"commitment": hex(SHA-256(salt || value))}; salt and value are
// in the leaf's personal part, keyed by where they belong: {"/after/topic": {"salt": hex, "value": "Year 9 history"}}.
// Erasing the personal part leaves the leaf, its hash and every proof as they are. Password hashes are in neither.
// Thread rules: pure functions but for the random salts.
// Errors: damaged, when stored or exported text is not what this file writes.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "blocklists/change-control/change.h"
#include "blocklists/change-control/change_control.h"
#include "blocklists/fault.h"
#include "blocklists/policy/model.h"

namespace schoolgate::codec {

/// Stands for a personal value whose part was erased.
inline constexpr const char* erased = "(erased)";

/// Values of Family::state.
std::string encode(const Settings& value);
std::string encode(const Calendar& value);
std::string encode(const Schedule& value);
std::string encode(const Bundle& value);
std::string encode(const Device& value);
std::string encode(const LocalRecord& value);
std::string encode(const ForwardZone& value);
std::string encode(const Person& value);
std::string encode(const Group& value);
std::string encode(const Rule& value);
std::string encode(const Unblock& value);
std::string encode(const EmergencyBlock& value);
std::string encode(const Quarantine& value);
std::string encode(const Source& value);
std::string encode(const ListState& value);
std::string encode(const Review& value);
std::string encode(const Report& value);
std::string encode(const BlockedNameReview& value);
std::string encode(const SealedSource& value);
std::string encode(const SealedList& value);

/// Family::state "head".
struct Head {
  std::uint64_t serial = 0;
  std::uint64_t trie_generation = 0;
  UtcSeconds clock_floor{};
};
std::string encode(const Head& value);
std::expected<Head, Fault> decode_head(std::string_view text);

/// Reads one value into its place in `state`; `noun` and `id` from its key.
std::expected<void, Fault> decode_into(PolicyState& state, std::string_view noun, const std::string& id,
                                       std::string_view value);
/// A stored value as the log shows it: without what never leaves the box. Nothing when it is no JSON.
std::optional<std::string> as_logged(std::string_view noun, std::string_view value);

/// The log's before and after of changes that are no entity: {"format":"csv","first":1,"last":9}.
std::string fields(const std::vector<std::pair<std::string, std::string>>& texts,
                   const std::vector<std::pair<std::string, std::uint64_t>>& numbers = {});
/// `value` with one more number in it.
std::string with_number(const std::string& value, const std::string& key, std::uint64_t number);
/// `value` without one key.
std::string without(const std::string& value, const std::string& key);

struct Entry {
  std::uint64_t serial = 0;
  UtcMillis time{};
  bool clock_trusted = true;
  Actor actor;
  std::string kind, why, subject;
  std::string before, after;  // JSON as logged, or empty
};
struct Leaf {
  std::string leaf, personal;
};
Leaf encode_leaf(const Entry& entry);
/// Puts leaf and personal part together for people; "(erased)" where the personal part is gone. Faults: damaged, also
/// when a personal value does not match its commitment.
std::expected<Record, Fault> decode_record(std::string_view leaf, std::string_view personal);
/// The leaf's time without reading the rest of it; for finding ranges in long logs.
std::optional<UtcMillis> leaf_time(std::string_view leaf);

/// Lines of a JSON lines export, without the line end. Keys stay in the order given. Nothing when the text is no such
/// line.
std::string line(const std::vector<std::pair<std::string, std::string>>& texts);
std::optional<std::vector<std::pair<std::string, std::string>>> parse_line(std::string_view text);
std::string record_line(const Record& record, const std::string& leaf_hash);
struct RecordLine {
  std::uint64_t serial = 0;
  std::string leaf, personal, leaf_hash;
};
/// Nothing when the line is no entry.
std::optional<RecordLine> parse_record_line(std::string_view text);

}  // namespace schoolgate::codec
