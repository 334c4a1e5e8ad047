// unbound settings (unbound.conf(5)): local-zone: "name" type, and local-data: "name A 0.0.0.0".
// A `redirect` zone says nothing by itself: the local-data after it says whether it blocks or rewrites, so the zone's
// line counts as a comment and the data's as the entry. Null data of a zone that is blocked already is `covered`.
#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "blocklists/lists/import/parser.h"
#include "blocklists/lists/import/words.h"

namespace schoolgate {
namespace {

constexpr auto blocking_types =
    std::to_array<std::string_view>({"always_nxdomain", "always_refuse", "always_null", "always_deny", "always_nodata",
                                     "refuse", "deny", "static", "inform_deny"});
constexpr auto passing_types =
    std::to_array<std::string_view>({"transparent", "always_transparent", "typetransparent"});

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

std::string_view without_quotes(std::string_view text) {
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front()) {
    return text.substr(1, text.size() - 2);
  }
  return text;
}

class UnboundParser final : public LineParser {
 public:
  void parse(std::string_view line, LineSink& sink) override {
    if (line.empty() || line.front() == '#' || line.front() == ';' || line.front() == '!') return;
    line = words::before_comment(line, '#');
    const std::size_t colon = std::min(line.find(':'), line.size());
    const std::string_view key = words::trim(line.substr(0, colon));
    const std::string_view value = words::trim(line.substr(std::min(colon + 1, line.size())));
    if (key == "server" && value.empty()) return;
    if (key == "local-zone") return zone(value, sink);
    if (key == "local-data") return data(without_quotes(value), sink);
    sink.reject(kinds::setting);
  }

 private:
  void zone(std::string_view value, LineSink& sink) {
    std::string_view rest = value;
    const std::string_view name = without_quotes(words::next_word(rest));
    const std::string type = words::to_lower(without_quotes(words::trim(rest)));
    if (type == "redirect") {
      const auto parsed = Name::from_text(name);
      if (!parsed) return sink.reject(words::why_not_a_name(name, parsed.error()));
      redirected_ = *parsed;
      return;
    }
    if (name.empty() || type.empty()) return sink.reject(kinds::no_value);
    if (name == ".") return sink.reject(kinds::every_name);
    if (is_one_of(blocking_types, type)) {
      words::take_name(name, Scope::subtree, Effect::block, sink);
    } else if (is_one_of(passing_types, type)) {
      words::take_name(name, Scope::subtree, Effect::except, sink);
    } else {
      sink.reject(kinds::setting);
    }
  }

  /// name [ttl] [class] type data
  void data(std::string_view record, LineSink& sink) {
    const std::string_view owner = words::next_word(record);
    std::string type = words::to_lower(words::next_word(record));
    if (!type.empty() && type.find_first_not_of("0123456789") == type.npos)
      type = words::to_lower(words::next_word(record));
    if (type == "in") type = words::to_lower(words::next_word(record));
    const std::string_view data = words::trim(record);
    if (type.empty() || data.empty()) return sink.reject(kinds::no_value);
    if (type == "cname") return sink.reject(kinds::rewrite_to_name);
    if (type != "a" && type != "aaaa") return sink.reject(kinds::rewrite_of_data);
    if (!words::is_null_address(data)) return sink.reject(kinds::rewrite_to_address);
    const auto name = Name::from_text(owner);
    if (!name) return sink.reject(words::why_not_a_name(owner, name.error()));
    sink.name(*name, redirected_ == name ? Scope::subtree : Scope::exact, Effect::block);
  }

  std::optional<Name> redirected_;  // the zone of the last `redirect` line
};

}  // namespace

std::unique_ptr<LineParser> make_unbound_parser() { return std::make_unique<UnboundParser>(); }

}  // namespace schoolgate
