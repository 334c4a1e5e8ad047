// Wildcard lists: "*.name", which their publishers mean to cover the name itself as well; bare names between them mean
// the same. dnscrypt-proxy's relatives: "=name" is the name alone, "name @work" a rule for some times.
#include "blocklists/lists/import/parser.h"
#include "blocklists/lists/import/words.h"

namespace schoolgate {
namespace {

class WildcardParser final : public LineParser {
 public:
  void parse(std::string_view line, LineSink& sink) override {
    if (line.empty() || line.front() == '#' || line.front() == ';' || line.front() == '!') return;
    std::string_view rest = words::before_comment(line, '#');
    const std::string_view word = words::next_word(rest);
    rest = words::trim(rest);
    if (rest.starts_with('@')) return sink.reject(kinds::time_rule);
    if (!rest.empty()) return sink.reject(kinds::several_words);
    if (word == "*" || word == "*.") return sink.reject(kinds::every_name);
    if (word.starts_with('=')) {
      words::take_name(word.substr(1), Scope::exact, Effect::block, sink);
    } else {
      words::take_site(word, sink);
    }
  }
};

}  // namespace

std::unique_ptr<LineParser> make_wildcard_parser() { return std::make_unique<WildcardParser>(); }

}  // namespace schoolgate
