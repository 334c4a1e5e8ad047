#include "blocklists/lists/import/adblock_rule.h"

#include <algorithm>
#include <array>
#include <string>

#include <fmt/format.h>
#include <zlib.h>

#include "blocklists/lists/import/words.h"

namespace schoolgate {
namespace {

constexpr auto harmless_modifiers =
    std::to_array<std::string_view>({"all", "document", "doc", "network", "match-case"});
/// Longer than any modifier's name; what is longer is not one, and would only fill the report.
constexpr std::size_t max_modifier_octets = 24;

struct NetworkRule {
  std::string_view pattern;
  std::string_view modifiers;  // after the $; empty when there are none
  bool except = false;
};

struct Modifiers {
  bool important = false;
  bool badfilter = false;
  std::string rejected;    // why the rule cannot be honoured; empty when it can
  std::uint32_t rule = 0;  // the same for rules that say the same, badfilter left out
};

NetworkRule split(std::string_view line) {
  NetworkRule rule;
  rule.except = line.starts_with("@@");
  if (rule.except) line.remove_prefix(2);
  const std::size_t dollar = line.rfind('$');
  rule.pattern = line.substr(0, dollar);
  if (dollar != line.npos) rule.modifiers = line.substr(dollar + 1);
  return rule;
}

/// The name goes into reports, so it must look like one: what a converter left behind may be anything.
std::string modifier_kind(std::string_view name) {
  const bool is_word = !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '~';
  });
  if (!is_word || name.size() > max_modifier_octets) return std::string(kinds::odd_modifier);
  return fmt::format("a modifier that DNS cannot honour: ${}", name);
}

/// Empty when `value` is an answer that blocks. "NXDOMAIN", "0.0.0.0", "NOERROR;A;0.0.0.0", "NOERROR;;", "NOERROR".
std::string_view rewrite_kind(std::string_view value) {
  if (value.empty()) return kinds::no_value;  // alone it only cancels other rewrites
  const std::size_t first = value.find(';');
  const std::string code = words::to_lower(value.substr(0, first));
  if (first == value.npos) {
    if (code == "nxdomain" || code == "refused" || code == "noerror" || words::is_null_address(value)) return {};
    return words::is_address(value) ? kinds::rewrite_to_address : kinds::rewrite_to_name;
  }
  if (code == "nxdomain" || code == "refused") return {};
  std::string_view rest = value.substr(first + 1);
  const std::size_t second = std::min(rest.find(';'), rest.size());
  const std::string type = words::to_lower(rest.substr(0, second));
  const std::string_view data = rest.substr(std::min(second + 1, rest.size()));
  if (type.empty() && data.empty()) return {};
  if (type == "cname") return kinds::rewrite_to_name;
  if (type != "a" && type != "aaaa") return kinds::rewrite_of_data;
  return words::is_null_address(data) ? std::string_view{} : kinds::rewrite_to_address;
}

Modifiers read(const NetworkRule& rule) {
  Modifiers read;
  std::string canonical(rule.pattern);
  std::string_view rest = rule.modifiers;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    const std::string_view modifier = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::size_t equals = modifier.find('=');
    const std::string_view name = modifier.substr(0, equals);
    if (name == "badfilter") {
      read.badfilter = true;
      continue;
    }
    canonical.append("$").append(modifier);
    if (name == "important" && !rule.except) {
      read.important = true;
    } else if (name == "dnsrewrite" && !rule.except) {
      read.rejected = rewrite_kind(equals == modifier.npos ? std::string_view{} : modifier.substr(equals + 1));
    } else if (rule.except || std::ranges::find(harmless_modifiers, name) == harmless_modifiers.end()) {
      // An exception's "$document" switches a browser's filter off on a page: not the same as letting the name through.
      read.rejected = modifier_kind(name);
    }
    if (!read.rejected.empty()) break;
  }
  read.rule = static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(canonical.data()), static_cast<uInt>(canonical.size())));
  return read;
}

struct Target {
  std::string_view name;
  Scope scope = Scope::subtree;
  bool no_separator = false;
  std::string_view rejected;
};

/// The name that a pattern is about, or why it is about none.
Target target_of(std::string_view pattern) {
  Target target;
  const bool domain = pattern.starts_with("||");
  if (!pattern.starts_with('|')) {
    target.rejected = pattern.find('/') != pattern.npos ? kinds::path : kinds::pattern;
    return target;
  }
  pattern.remove_prefix(domain ? 2 : 1);
  target.scope = domain ? Scope::subtree : Scope::exact;
  bool ended = false;
  for (const char end : {'|', '^'}) {  // "^", "|" and "^|" all end a name
    if (pattern.ends_with(end)) {
      pattern.remove_suffix(1);
      ended = true;
    }
  }
  if (domain && pattern.starts_with("*.")) pattern.remove_prefix(2);
  target.name = pattern;
  target.no_separator = !ended;
  if (pattern.find("://") != pattern.npos || pattern.find('/') != pattern.npos) {
    target.rejected = words::why_not_a_name(pattern, NameFault::bad_character) == kinds::address_range
                          ? kinds::address_range
                          : kinds::path;
  } else if (pattern.find('*') != pattern.npos && pattern.find_first_of("([\\") == pattern.npos) {
    target.rejected = kinds::inner_wildcard;
  } else if (pattern.find_first_of("([\\") != pattern.npos && !words::is_address(pattern)) {
    target.rejected = kinds::regex;
  } else if (!ended && (!domain || !words::has_inner_dot(pattern) || pattern.ends_with('.'))) {
    target.rejected = kinds::pattern;  // "||ads." and "|banner" begin many names
  }
  return target;
}

}  // namespace

bool is_cosmetic(std::string_view line) {
  for (const std::string_view mark : {"#@#", "#?#", "#$#", "#%#", "#@$#", "#@?#", "#@%#", "$@$"}) {
    if (line.find(mark) != line.npos) return true;
  }
  const std::size_t hashes = line.find("##");
  if (hashes != line.npos && hashes + 2 < line.size()) {
    // A selector follows at once. "###ad" is one ("#ad"), "### Title" and "#####" are banners.
    std::string_view selector = line.substr(hashes + 2);
    if (selector.front() == '#') selector.remove_prefix(1);
    if (!selector.empty() && selector.front() != '#' && selector.front() != ' ' && selector.front() != '\t' &&
        selector.front() != '-' && selector.front() != '=') {
      return true;
    }
  }
  return line.find("$$") != line.npos;
}

void take_adblock_rule(std::string_view line, LineSink& sink) {
  const NetworkRule rule = split(line);
  const Target target = target_of(rule.pattern);
  if (!target.rejected.empty()) return sink.reject(target.rejected);
  const Modifiers modifiers = read(rule);
  if (!modifiers.rejected.empty()) return sink.reject(modifiers.rejected);
  const auto name = Name::from_text(target.name);
  if (!name) return sink.reject(words::why_not_a_name(target.name, name.error()));
  const Effect effect = rule.except ? Effect::except : modifiers.important ? Effect::important : Effect::block;
  if (modifiers.badfilter) {
    sink.cancel(*name, target.scope, effect, modifiers.rule);
    return sink.reject(kinds::badfilter);
  }
  if (target.no_separator) sink.warn(kinds::no_separator);
  sink.name(*name, target.scope, effect, modifiers.rule);
}

}  // namespace schoolgate
