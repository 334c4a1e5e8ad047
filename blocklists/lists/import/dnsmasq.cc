// dnsmasq settings (dnsmasq(8)): address=/name/.../value and server= or local=/name/.../value, each for the name and
// all below it. No value, "#" or a null address after address= blocks; no value after server= or local= blocks (the
// name is answered locally, and nothing is there); server=/name/# sends the name the usual way, so it is an exception.
#include <algorithm>
#include <string>
#include <vector>

#include "blocklists/lists/import/parser.h"
#include "blocklists/lists/import/words.h"

namespace schoolgate {
namespace {

struct AddressRule {
  std::vector<std::string_view> names;
  std::string_view value;
};

/// "/a/b/value". Some publishers end with a slash after the value as well ("/a/0.0.0.0/").
AddressRule split(std::string_view text) {
  AddressRule rule;
  text.remove_prefix(1);
  for (std::size_t at = text.find('/'); at != text.npos; at = text.find('/')) {
    rule.names.push_back(text.substr(0, at));
    text.remove_prefix(at + 1);
  }
  rule.value = words::trim(text);
  if (rule.value.empty() && rule.names.size() > 1 &&
      (words::is_address(rule.names.back()) || rule.names.back() == "#")) {
    rule.value = rule.names.back();
    rule.names.pop_back();
  }
  return rule;
}

void take(const AddressRule& rule, Effect effect, LineSink& sink) {
  for (std::string_view name : rule.names) {
    if (name == "#") {
      sink.reject(kinds::every_name);
      continue;
    }
    if (name.starts_with("*.")) name.remove_prefix(2);
    if (name.starts_with('.')) name.remove_prefix(1);
    words::take_name(name, Scope::subtree, effect, sink);
  }
}

class DnsmasqParser final : public LineParser {
 public:
  void parse(std::string_view line, LineSink& sink) override {
    if (line.empty() || line.front() == '#' || line.front() == ';' || line.front() == '!') return;
    line = words::before_comment(line, '#');
    const std::size_t equals = std::min(line.find('='), line.size());
    const std::string key(words::trim(line.substr(0, equals)));
    const std::string_view value = words::trim(line.substr(std::min(equals + 1, line.size())));
    const bool address = key == "address";
    if (!address && key != "server" && key != "local") return sink.reject(kinds::setting);
    if (!value.starts_with('/')) return sink.reject(address ? kinds::no_value : kinds::setting);
    const AddressRule rule = split(value);
    if (rule.names.empty()) return sink.reject(kinds::no_value);
    if (address) return take_address(rule, sink);
    if (rule.value.empty()) return take(rule, Effect::block, sink);
    if (rule.value == "#") return take(rule, Effect::except, sink);
    sink.reject(kinds::other_server);
  }

 private:
  static void take_address(const AddressRule& rule, LineSink& sink) {
    const bool blocks = rule.value.empty() || rule.value == "#" || words::is_null_address(rule.value);
    if (!blocks) return sink.reject(kinds::rewrite_to_address);
    take(rule, Effect::block, sink);
  }
};

}  // namespace

std::unique_ptr<LineParser> make_dnsmasq_parser() { return std::make_unique<DnsmasqParser>(); }

}  // namespace schoolgate
