// Plain lists: a name a line ("name", ".name", "*.name", all meaning the name and everything below it), with comments
// after # ; ! or //; also files with all names on one line, separated by commas, semicolons or blanks.
// Several words are taken only where nothing else can be meant: half of a broken line ("discord .com") would block
// .com.
#include <algorithm>

#include "blocklists/lists/import/parser.h"
#include "blocklists/lists/import/words.h"

namespace schoolgate {
namespace {

bool is_comment(std::string_view line) {
  return line.empty() || line.front() == '#' || line.front() == ';' || line.front() == '!' || line.starts_with("//");
}

/// A name and its replacement ("www.search.example safe.search.example") look like two names: that is no list.
constexpr int fewest_names_between_blanks = 3;

/// Blanks alone between the words: every one must be a name with a dot, or it is a sentence.
void parse_blank_separated(std::string_view line, LineSink& sink) {
  std::string_view rest = line;
  int names = 0;
  for (auto word = words::next_word(rest); !word.empty(); word = words::next_word(rest), ++names) {
    if (word.front() == '.' || word.back() == '.' || !words::has_inner_dot(word) || !Name::from_text(word)) {
      return sink.reject(kinds::several_words);
    }
  }
  if (names < fewest_names_between_blanks) return sink.reject(kinds::several_words);
  rest = line;
  for (auto word = words::next_word(rest); !word.empty(); word = words::next_word(rest)) words::take_site(word, sink);
}

/// Commas or semicolons: each field for itself, but a first field without a dot is another format's keyword
/// ("DOMAIN-SUFFIX,example.com,DIRECT"), whose meaning we do not know.
void parse_fields(std::string_view line, LineSink& sink) {
  bool first = true;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find_first_of(",;"), line.size());
    std::string_view field = words::trim(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
    if (field.empty()) continue;
    if (!words::has_inner_dot(field)) {
      const bool alone = first && words::trim(line).empty();
      if (!alone) sink.reject(kinds::several_words);
      if (alone) words::take_site(field, sink);
      if (first) return;
    } else if (field.find_first_of(" \t") != field.npos) {
      sink.reject(kinds::several_words);
      if (first) return;
    } else {
      words::take_site(field, sink);
    }
    first = false;
  }
}

class PlainParser final : public LineParser {
 public:
  void parse(std::string_view line, LineSink& sink) override {
    if (is_comment(line)) return;
    line = words::before_comment(line, '#');
    if (line.find('/') != line.npos && line.find("://") != line.npos) return sink.reject(kinds::path);
    if (line.find_first_of(",;") != line.npos) return parse_fields(line, sink);
    if (line.find_first_of(" \t") != line.npos) return parse_blank_separated(line, sink);
    words::take_site(line, sink);
  }
};

}  // namespace

std::unique_ptr<LineParser> make_plain_parser() { return std::make_unique<PlainParser>(); }

}  // namespace schoolgate
