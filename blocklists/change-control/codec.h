// Values of change control <-> JSON. This file and those whose names it begins (codec_*) are the
// only ones of this room that know nlohmann/json.
// Canonical JSON here: keys sorted, no blanks, UTF-8, numbers are integers. A leaf is hashed as exactly these octets.
//
// A leaf never holds personal data. In its place stands {"commitment": hex(SHA-256(salt || value))}; salt and value are
// in the leaf's personal part, see personal.h, which also has the one table of what is not personal. Erasing a value
// there leaves the leaf, its hash and every proof as they are. Password hashes are in neither.
// Thread rules: pure functions but for the random salts.
// Errors: damaged, when stored or exported text is not what this file writes.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
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
std::string encode(const SiteReport& value);
std::string encode(const BlockedNameReview& value);
std::string encode(const SealedSource& value);
std::string encode(const SealedList& value);
std::string encode(const SecondFactor& value);
std::string encode(const ApiToken& value);
std::string encode(const Invitation& value);
std::string encode(const Rescue& value);
std::string encode(const Request& value);
std::string encode(const Topic& value);
std::string encode(const MailSettings& value);
std::string encode(const NoticeSettings& value);
std::string encode(const Webhook& value);
std::string encode(const SingleSignOn& value);
std::string encode(const SignInLink& value);
std::string encode(const BackupPlan& value);
std::string encode(const BackupLock& value);
std::string encode(const BackupState& value);
/// "other_browser"
std::string text_of(SignInRefusal reason);

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

/// The reverse, as far as it goes: what never leaves the box is as in a new value.
std::string as_stored(std::string_view noun, std::string_view logged);
/// `value` with other texts in the places that may be personal; nothing when `replace` has none for any of them.
using ReplaceText = std::function<std::optional<std::string>(const std::string&)>;
std::optional<std::string> with_texts_replaced(std::string_view value, const ReplaceText& replace);

/// What a value says, flat and in order: {"names":["a","b"],"risk":4} is names=a, names=b, risk=4. Flags are "yes" and
/// "no"; what is null is not there; places are joined by dots: "totals.names".
struct Field {
  std::string place, text;
};
std::vector<Field> fields_of(std::string_view value);

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
/// Puts leaf and personal part together for people; personal::shown() where a value was erased. Faults: damaged, also
/// when a personal value does not match its commitment, or is gone without an erasure.
std::expected<Record, Fault> decode_record(std::string_view leaf, std::string_view personal);
/// The leaf's time without reading the rest of it; for finding ranges in long logs.
std::optional<UtcMillis> leaf_time(std::string_view leaf);

/// Lines of a JSON lines export, without the line end. Keys stay in the order given. Nothing when the text is no such
/// line.
std::string line(const std::vector<std::pair<std::string, std::string>>& texts);
std::optional<std::vector<std::pair<std::string, std::string>>> parse_line(std::string_view text);
/// The same for an entry, appended to `out`.
void append_record_line(std::string& out, const Record& record, std::string_view leaf_hash);
struct RecordLine {
  std::uint64_t serial = 0;
  std::string leaf, personal, leaf_hash;
};
/// Nothing when the line is no entry.
std::optional<RecordLine> parse_record_line(std::string_view text);

}  // namespace schoolgate::codec
