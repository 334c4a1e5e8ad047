// Leaves and their personal parts to records, and records to lines of an export: without a tree of JSON values, since
// an export has a hundred thousand of them. Commitments are filled in while the leaf is read, from left to right.
#include <fmt/format.h>

#include "blocklists/change-control/codec.h"
#include "blocklists/change-control/json_text.h"
#include "blocklists/change-control/personal.h"

namespace schoolgate::codec {
namespace {

using json_text::Cursor;

constexpr std::string_view commitment_start = "{\"commitment\":\"";
constexpr std::string_view commitment_end = "\"}";
constexpr std::size_t commitment_digits = 64;  // of SHA-256, in hex

/// Why a leaf and its personal part are no record; empty while they are one.
class LeafReader {
 public:
  LeafReader(std::string_view leaf, std::vector<personal::Value> values) : in_(leaf), values_(std::move(values)) {}

  bool read(Record& record) {
    std::string clock, time;
    std::optional<std::uint64_t> serial;
    const bool whole = in_.take("{\"actor\":{\"address\":") && text(record.address) && in_.take(",\"role\":") &&
                       text(record.role) && in_.take(",\"user\":") && text(record.user) && in_.take(",\"via\":") &&
                       text(record.via) && in_.take("},\"after\":") && value(record.after) &&
                       in_.take(",\"before\":") && value(record.before) && in_.take(",\"clock\":") && text(clock) &&
                       in_.take(",\"kind\":") && text(record.kind) && in_.take(",\"serial\":") &&
                       (serial = in_.number()) && in_.take(",\"subject\":") && text(record.subject) &&
                       in_.take(",\"time\":") && text(time) && in_.take(",\"v\":1,\"why\":") && text(record.why) &&
                       in_.take("}") && in_.at_end();
    if (!why_.empty()) return false;
    const auto moment = parse_rfc3339(time);
    if (!whole || !moment) return wrong("its text is in no form that this program knows");
    if (next_ != values_.size()) return wrong("its personal part holds what the entry does not");
    record.serial = *serial;
    record.time = *moment;
    record.clock_trusted = clock == "trusted";
    record.erasures = std::move(erasures_);
    return true;
  }

  const std::string& why() const { return why_; }

 private:
  bool wrong(std::string why) {
    if (why_.empty()) why_ = std::move(why);
    return false;
  }

  /// A text, or the one that is committed to.
  bool text(std::string& out) {
    if (in_.take(commitment_start)) return committed(out);
    auto plain = in_.string();
    if (!plain) return false;
    out = std::move(*plain);
    return true;
  }

  /// Null becomes nothing; anything else is copied, with its commitments filled in.
  bool value(std::string& out) {
    if (in_.take("null")) return true;
    int depth = 0;
    do {
      const std::size_t run = in_.rest().find_first_of("\"{}[]");
      const auto plain = run == std::string_view::npos ? std::nullopt : in_.octets(run);
      if (!plain) return false;
      out += *plain;
      if (in_.take(commitment_start)) {
        std::string text;
        if (!committed(text)) return false;
        json_text::append_string(out, text);
      } else if (in_.rest().front() == '"') {
        if (!in_.copy_string(out)) return false;
      } else {
        const char bracket = in_.octets(1)->front();
        out += bracket;
        depth += bracket == '{' || bracket == '[' ? 1 : -1;
      }
    } while (depth > 0);
    return depth == 0;
  }

  bool committed(std::string& out) {
    const auto digits = in_.octets(commitment_digits);
    if (!digits || !in_.take(commitment_end)) return false;
    if (next_ == values_.size()) return wrong("its personal part is gone, and no erasure took it");
    personal::Value& value = values_[next_++];
    if (value.erased_by != 0) {
      out = personal::shown(value);
      erasures_.push_back(value.erased_by);
      return true;
    }
    if (personal::commitment(value.salt, value.value) != *digits)
      return wrong("its personal part does not match its commitment");
    out = std::move(value.value);
    return true;
  }

  Cursor in_;
  std::vector<personal::Value> values_;
  std::size_t next_ = 0;
  std::vector<std::uint64_t> erasures_;
  std::string why_;
};

std::unexpected<Fault> unreadable(std::string_view why) {
  return fault(Fault::Kind::damaged, fmt::format("the entry cannot be read: {}", why), "Restore the latest backup.");
}

void append_text(std::string& out, std::string_view key, std::string_view text) {
  out += ",\"";
  out += key;
  out += "\":";
  json_text::append_string(out, text);
}

void append_value(std::string& out, std::string_view key, const std::string& value) {
  out += ",\"";
  out += key;
  out += "\":";
  out += value.empty() ? "null" : value;
}

}  // namespace

std::expected<Record, Fault> decode_record(std::string_view leaf, std::string_view personal) {
  auto values = personal::decode(personal);
  if (!values) return unreadable("its personal part is in no form that this program knows");
  LeafReader reader(leaf, std::move(*values));
  Record record;
  if (!reader.read(record)) return unreadable(reader.why());
  record.leaf = leaf;
  record.personal = personal;
  return record;
}

void append_record_line(std::string& out, const Record& record, std::string_view leaf_hash) {
  out.reserve(out.size() + 2 * (record.leaf.size() + record.personal.size()) + record.before.size() +
              record.after.size());
  out += fmt::format("{{\"serial\":{}", record.serial);
  append_text(out, "time", to_rfc3339(record.time));
  append_text(out, "clock", record.clock_trusted ? "trusted" : "not trusted");
  append_text(out, "who", record.user);
  append_text(out, "role", record.role);
  append_text(out, "via", record.via);
  append_text(out, "address", record.address);
  append_text(out, "kind", record.kind);
  append_text(out, "why", record.why);
  append_text(out, "subject", record.subject);
  append_value(out, "before", record.before);
  append_value(out, "after", record.after);
  append_text(out, "leaf_hash", leaf_hash);
  append_text(out, "leaf", record.leaf);
  append_text(out, "personal", record.personal);
  out += '}';
}

std::optional<RecordLine> parse_record_line(std::string_view text) {
  // Quotes inside of texts are escaped, so these can only be the keys, and the last of each name is the line's own.
  // What stands before them is not read: the verifier renders the whole line anew and compares.
  constexpr std::string_view hash_key = ",\"leaf_hash\":";
  Cursor in(text);
  RecordLine line;
  const auto serial = in.take("{\"serial\":") ? in.number() : std::nullopt;
  const auto at = text.rfind(hash_key);
  if (!serial || at == std::string_view::npos) return std::nullopt;
  in = Cursor(text.substr(at + hash_key.size()));
  auto hash = in.string();
  auto leaf = in.take(",\"leaf\":") ? in.string() : std::nullopt;
  auto personal = in.take(",\"personal\":") ? in.string() : std::nullopt;
  if (!hash || !leaf || !personal || !in.take("}")) return std::nullopt;
  in.take("\n");
  if (!in.at_end()) return std::nullopt;
  return RecordLine{*serial, std::move(*leaf), std::move(*personal), std::move(*hash)};
}

}  // namespace schoolgate::codec
