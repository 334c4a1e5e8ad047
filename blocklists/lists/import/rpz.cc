// RPZ zone files: a DNS zone in master file form (RFC 1035 section 5) whose records are rules
// (draft-vixie-dnsop-dns-rpz-00, sections 3 to 5). A bare owner is the name alone, "*." only what is below it.
//   bad.example CNAME .               NXDOMAIN           bad.example CNAME *.              NODATA
//   bad.example CNAME rpz-drop.       no reply           bad.example CNAME rpz-tcp-only.   truncated over UDP
//   good.example CNAME rpz-passthru.  as ever; also, as it once was written, good.example CNAME good.example.
//   any other record                  is answered with in the place of the name's own
// Taken from real files: no SOA or $TTL, class and TTL left out, an SOA whose parenthesis is missing or spelt "\)",
// comments that begin with "!". Triggers other than names are rejected by kind.
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "blocklists/lists/import/parser.h"
#include "blocklists/lists/import/record_text.h"
#include "blocklists/lists/import/words.h"

namespace schoolgate {
namespace {

struct Trigger {
  std::string_view suffix;
  std::string_view kind;
};
constexpr std::array other_triggers = {
    Trigger{".rpz-ip", "a trigger on the answer's address (rpz-ip)"},
    Trigger{".rpz-nsip", "a trigger on a name server's address (rpz-nsip)"},
    Trigger{".rpz-nsdname", "a trigger on a name server's name (rpz-nsdname)"},
    Trigger{".rpz-client-ip", "a trigger on the client's address (rpz-client-ip)"},
};
constexpr std::string_view outside_zone = "a name outside the file's own zone";
constexpr std::string_view broken_line = "a record that goes on in the next line";
constexpr std::string_view unknown_action = "an action (rpz-...) that is not known";
constexpr std::string_view directive = "a directive that reads or makes other lines";

/// Where neither record nor zone has one: an hour, as most zones.
constexpr std::uint32_t usual_ttl = 3600;
/// An SOA in parentheses has five numbers; a parenthesis still open after more lines than any publisher uses was never
/// meant, and must not swallow the rest of the file.
constexpr int max_lines_in_parentheses = 16;

/// Blank-separated fields; quoted text is one; a comment ends the line; parentheses are fields of their own.
std::vector<std::string> split(std::string_view line) {
  std::vector<std::string> fields;
  std::string field;
  bool quoted = false, escaped = false;
  const auto flush = [&] {
    if (!field.empty()) fields.push_back(std::exchange(field, {}));
  };
  for (const char c : line) {
    if (c == '"' && !escaped) {
      quoted = !quoted;
      field += c;
    } else if (quoted) {
      escaped = c == '\\' && !escaped;
      field += c;
    } else if (c == ';') {
      break;
    } else if (c == ' ' || c == '\t') {
      flush();
    } else if (c == '(' || c == ')') {
      flush();
      fields.emplace_back(1, c);
    } else {
      field += c;
    }
  }
  flush();
  return fields;
}

bool is_time(std::string_view field) { return record_text::read_time(field).has_value(); }

bool is_class(const std::string& lower) { return lower == "in" || lower == "ch" || lower == "hs"; }

std::string without_dot(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  return words::to_lower(text);
}

class RpzParser final : public LineParser {
 public:
  void parse(std::string_view line, LineSink& sink) override {
    if (line.empty() || line.front() == '!' || line.front() == '#') return;
    const std::vector<std::string> fields = split(line);
    if (fields.empty()) return;
    if (open_ > 0) return inside_parentheses(fields);
    if (fields.front().front() == '$') return control(fields, sink);
    const bool owner_left_out = line.front() == ' ' || line.front() == '\t';
    std::size_t at = 0;
    if (!owner_left_out) owner_ = fields[at++];
    if (owner_left_out && is_rest_of_soa(fields)) return;
    std::string type;
    ttl_ = default_ttl_;
    for (; at < fields.size(); ++at) {
      type = words::to_lower(fields[at]);
      if (const auto ttl = record_text::read_time(type))
        ttl_ = *ttl;
      else if (!is_class(type))
        break;
    }
    if (at >= fields.size()) return sink.reject(kinds::several_words);
    record(type, {fields.begin() + static_cast<std::ptrdiff_t>(at) + 1, fields.end()}, sink);
  }

 private:
  void inside_parentheses(const std::vector<std::string>& fields) {
    const bool closes = std::ranges::any_of(fields, [](const auto& field) { return field == ")"; });
    open_ = closes || open_ >= max_lines_in_parentheses ? 0 : open_ + 1;
  }

  static bool is_rest_of_soa(const std::vector<std::string>& fields) {
    return std::ranges::all_of(fields,
                               [](const auto& field) { return field == ")" || field == "\\" || is_time(field); });
  }

  void control(const std::vector<std::string>& fields, LineSink& sink) {
    const std::string name = words::to_lower(fields.front());
    if (name == "$include" || name == "$generate") return sink.reject(directive);
    if (name == "$ttl") {
      if (fields.size() > 1) default_ttl_ = record_text::read_time(fields[1]).value_or(default_ttl_);
      return;
    }
    if (name != "$origin" || fields.size() < 2) return sink.reject(kinds::several_words);
    origin_ = without_dot(fields[1]);
    if (!zone_) zone_ = origin_;
  }

  void record(const std::string& type, const std::vector<std::string>& data, LineSink& sink) {
    if (type == "soa") {
      if (!zone_ && owner_.ends_with('.')) zone_ = without_dot(owner_);
      const bool opens = std::ranges::find(data, "(") != data.end();
      if (opens && std::ranges::find(data, ")") == data.end()) open_ = 1;
      return;
    }
    if (type == "ns" || type == "rrsig" || type == "dnskey" || type == "nsec" || type == "nsec3param") return;
    const auto trigger = trigger_name(sink);
    if (!trigger) return;
    if (data.empty()) return sink.reject(kinds::no_value);
    if (std::ranges::find(data, "(") != data.end()) {
      if (std::ranges::find(data, ")") == data.end()) open_ = 1;
      return sink.reject(broken_line);
    }
    if (*trigger == "*") return sink.reject(kinds::every_name);
    const bool wildcard = trigger->starts_with("*.");
    const Rule rule{*trigger, std::string_view(*trigger).substr(wildcard ? 2 : 0),
                    wildcard ? Scope::below : Scope::exact};
    if (type == "cname") {
      const std::string target = words::to_lower(data.front());
      if (const auto action = action_of(target, rule)) {
        words::take_name(rule.name, rule.scope, zone_effect(*action), sink);
        return;
      }
      if (target.starts_with("rpz-") && target.find('.') == target.size() - 1) return sink.reject(unknown_action);
    }
    local_data(rule, type, data, sink);
  }

  struct Rule {
    std::string_view trigger;  // with "*."
    std::string_view name;
    Scope scope;
  };

  static std::optional<ZoneAction> action_of(std::string_view target, const Rule& rule) {
    if (target == ".") return ZoneAction::nxdomain;
    if (target == "*.") return ZoneAction::nodata;
    if (target == "rpz-passthru.") return ZoneAction::passthru;
    if (target == "rpz-drop.") return ZoneAction::drop;
    if (target == "rpz-tcp-only.") return ZoneAction::tcp_only;
    const bool itself = target.ends_with('.') && target.substr(0, target.size() - 1) == rule.trigger;
    return itself ? std::optional(ZoneAction::passthru) : std::nullopt;  // BIND before 9.9
  }

  void local_data(const Rule& rule, const std::string& type, const std::vector<std::string>& fields, LineSink& sink) {
    const auto record = record_text::read(type, fields, origin_ ? origin_ : zone_);
    if (!record) return sink.reject(record.error());
    const auto name = Name::from_text(rule.name);
    if (!name) return sink.reject(words::why_not_a_name(rule.name, name.error()));
    sink.local_data(*name, rule.scope, {record->type, ttl_, record->octets});
  }

  /// The owner relative to the zone: what the rule is about. Nothing when it was rejected, or is the zone itself.
  std::optional<std::string> trigger_name(LineSink& sink) {
    const bool absolute = owner_.ends_with('.');
    std::string name = without_dot(owner_);
    if (name == "@" || name.empty()) return std::nullopt;  // the zone's own records are no rules
    if (!absolute && origin_ && zone_ && *origin_ != *zone_) name += "." + *origin_ + ".";
    if (zone_ && (absolute || name.ends_with('.'))) {
      name = without_dot(name);
      if (name == *zone_) return std::nullopt;
      if (!name.ends_with("." + *zone_)) {
        sink.reject(outside_zone);
        return std::nullopt;
      }
      name.resize(name.size() - zone_->size() - 1);
    }
    for (const Trigger& other : other_triggers) {
      if (name.ends_with(other.suffix)) {
        sink.reject(other.kind);
        return std::nullopt;
      }
    }
    return name;
  }

  std::optional<std::string> zone_;    // the first $ORIGIN or the SOA's owner, without its dot
  std::optional<std::string> origin_;  // the last $ORIGIN
  std::string owner_;                  // of the last record, for lines that leave it out
  std::uint32_t default_ttl_ = usual_ttl, ttl_ = usual_ttl;
  int open_ = 0;  // lines since a parenthesis opened
};

}  // namespace

std::unique_ptr<LineParser> make_rpz_parser() { return std::make_unique<RpzParser>(); }

}  // namespace schoolgate
