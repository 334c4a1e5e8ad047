// AdBlock and AdGuard rules, the part that DNS can honour: "||name^" is the name and all below it, "|name^" the name
// alone, "@@" before it an exception, "$important" one that no exception takes out. Bare names and hosts lines are
// taken as AdGuard takes them: the name alone. The rest is counted by kind; see adblock_rule.h for modifiers.
#include "blocklists/lists/import/adblock_rule.h"
#include "blocklists/lists/import/parser.h"
#include "blocklists/lists/import/words.h"

namespace schoolgate {
namespace {

bool is_comment(std::string_view line) {
  if (line.empty() || line.front() == '!' || line.starts_with("[Ad") || line.starts_with("[Auto") ||
      line.starts_with("[uBlock")) {
    return true;
  }
  if (line.front() != '#') return false;
  if (line.size() == 1 || line[1] == ' ' || line[1] == '\t') return true;
  return !is_cosmetic(line);  // "##.banner" is a rule, "## Title", "### Title" and "# text" are words
}

class AdblockParser final : public LineParser {
 public:
  void parse(std::string_view line, LineSink& sink) override {
    if (is_comment(line)) return;
    if (is_cosmetic(line)) return sink.reject(kinds::cosmetic);
    line = words::before_comment(line, '#');
    if (line.size() > 1 && line.front() == '/' && regex_end(line) != line.npos) return sink.reject(kinds::regex);
    if (line.find_first_of(" \t") != line.npos) return with_blanks(line, sink);
    const bool except = line.starts_with("@@");
    const bool anchored = line.substr(except ? 2 : 0).starts_with('|');
    if (!except && !anchored && line.find_first_of("^$|") == line.npos) return bare(line, sink);
    take_adblock_rule(line, sink);
  }

 private:
  /// The last slash of "/.../" or "/.../$modifiers".
  static std::size_t regex_end(std::string_view line) {
    const std::size_t end = line.rfind('/');
    if (end == 0) return line.npos;
    return end + 1 == line.size() || line[end + 1] == '$' ? end : line.npos;
  }

  static void with_blanks(std::string_view line, LineSink& sink) {
    std::string_view rest = line;
    const std::string_view address = words::next_word(rest);
    if (!words::is_address(address)) return sink.reject(kinds::several_words);
    if (!words::is_null_address(address)) return sink.reject(kinds::rewrite_to_address);
    for (auto word = words::next_word(rest); !word.empty(); word = words::next_word(rest)) {
      if (words::to_lower(word) != "localhost") words::take_name(word, Scope::exact, Effect::block, sink);
    }
  }

  static void bare(std::string_view word, LineSink& sink) {
    if (words::is_address(word)) return sink.reject(kinds::address);
    // Without a dot, or with one at its edge, it is a part of names ("banner", "ads.", ".xyz"): AdGuard matches it
    // anywhere.
    if (!words::has_inner_dot(word) || word.front() == '.' || word.front() == '-' || word.back() == '.') {
      return sink.reject(word.find('/') != word.npos ? kinds::path : kinds::pattern);
    }
    words::take_name(word, Scope::exact, Effect::block, sink);
  }
};

}  // namespace

std::unique_ptr<LineParser> make_adblock_parser() { return std::make_unique<AdblockParser>(); }

}  // namespace schoolgate
