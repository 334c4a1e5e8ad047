// hosts files (hosts(5)): "0.0.0.0 name name # comment". The header that such files carry for the machine itself
// (localhost, broadcasthost, ip6-allnodes ...) is no list entry; a real address is a rewrite.
#include <algorithm>
#include <array>

#include "blocklists/lists/import/parser.h"
#include "blocklists/lists/import/words.h"

namespace schoolgate {
namespace {

constexpr auto machine_names = std::to_array<std::string_view>(
    {"localhost", "localhost.localdomain", "localhost4", "localhost6", "localhost4.localdomain4",
     "localhost6.localdomain6", "local", "localdomain", "broadcasthost", "ip6-localhost", "ip6-loopback",
     "ip6-localnet", "ip6-mcastprefix", "ip6-allnodes", "ip6-allrouters", "ip6-allhosts"});

bool is_machine_name(std::string_view word) {
  return words::is_null_address(word) || std::ranges::find(machine_names, words::to_lower(word)) != machine_names.end();
}

class HostsParser final : public LineParser {
 public:
  void parse(std::string_view line, LineSink& sink) override {
    std::string_view rest = words::before_comment(line, '#');
    const std::string_view first = words::next_word(rest);
    if (first.empty() || first.front() == '!' || first.front() == ';') return;
    rest = words::trim(rest);
    if (!words::is_address(first)) return without_address(first, rest, sink);
    if (rest.empty()) return sink.reject(kinds::address);
    const bool blocks = words::is_null_address(first);
    bool first_name = true;
    for (auto word = words::next_word(rest); !word.empty(); word = words::next_word(rest)) {
      if (is_machine_name(word)) continue;
      if (!blocks) return sink.reject(kinds::rewrite_to_address);
      // Alone on its line "de" is meant; after a name it is the rest of a sentence, and would block a country.
      if (!first_name && !words::has_inner_dot(word)) {
        sink.reject(kinds::several_words);
      } else {
        words::take_name(word, Scope::subtree, Effect::block, sink);
      }
      first_name = false;
    }
  }

 private:
  /// Lists made of several sources have lines without the address.
  static void without_address(std::string_view word, std::string_view rest, LineSink& sink) {
    if (!rest.empty()) return sink.reject(kinds::several_words);
    if (!is_machine_name(word)) words::take_site(word, sink);
  }
};

}  // namespace

std::unique_ptr<LineParser> make_hosts_parser() { return std::make_unique<HostsParser>(); }

}  // namespace schoolgate
