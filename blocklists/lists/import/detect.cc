#include "blocklists/lists/import/detect.h"

#include <algorithm>
#include <string>

#include "blocklists/lists/import/adblock_rule.h"
#include "blocklists/lists/import/words.h"

namespace schoolgate {
namespace {

using namespace std::string_view_literals;

bool looks_like_adblock(std::string_view line) {
  if (line.starts_with("||") || line.starts_with("@@") || line.starts_with('|')) return true;
  return line.ends_with('^') || line.find("^$") != line.npos || is_cosmetic(line);
}

bool looks_like_dnsmasq(std::string_view line) {
  return line.starts_with("address=/") || line.starts_with("server=/") || line.starts_with("local=/");
}

bool looks_like_unbound(std::string_view line) {
  return line.starts_with("local-zone:") || line.starts_with("local-data:") || line == "server:";
}

/// "$TTL 60", "@ IN SOA ...", "name [ttl] [class] CNAME .".
bool looks_like_rpz(std::string_view line) {
  if (line.starts_with("$TTL") || line.starts_with("$ORIGIN")) return true;
  std::string_view rest = line;
  words::next_word(rest);
  for (int field = 0; field < 3; ++field) {
    const std::string word = words::to_lower(words::next_word(rest));
    if (word == "cname" || word == "soa" || word == "ns" || word == "a" || word == "aaaa") {
      return !words::trim(rest).empty();
    }
  }
  return false;
}

bool looks_like_hosts(std::string_view line) {
  std::string_view rest = line;
  return words::is_address(words::next_word(rest)) && !words::before_comment(words::trim(rest), '#').empty();
}

ListFormat shape_of(std::string_view line) {
  if (looks_like_dnsmasq(line)) return ListFormat::dnsmasq;
  if (looks_like_unbound(line)) return ListFormat::unbound;
  if (looks_like_adblock(line)) return ListFormat::adblock;
  if (looks_like_rpz(line)) return ListFormat::rpz;
  if (looks_like_hosts(line)) return ListFormat::hosts;
  if (line.starts_with("*.")) return ListFormat::wildcard;
  return ListFormat::plain;
}

}  // namespace

void FormatGuess::see(std::string_view line) {
  ++lines_;
  line = words::trim(line);
  if (line.starts_with("[Adblock") || line.starts_with("[AutoProxy") || line.starts_with("[uBlock"))
    adblock_header_ = true;
  if (line.empty() || "#;!["sv.find(line.front()) != std::string_view::npos) {
    if (!line.starts_with("##") || !is_cosmetic(line)) return;
  }
  ++content_;
  ++votes_[static_cast<std::size_t>(shape_of(line))];
}

ListFormat FormatGuess::best() const {
  const auto most = std::ranges::max_element(votes_);
  if (adblock_header_ || *most == 0) return adblock_header_ ? ListFormat::adblock : ListFormat::plain;
  const auto best = static_cast<ListFormat>(most - votes_.begin());
  // AdBlock lists hold bare names and hosts lines too; other lists never hold "||name^".
  const std::size_t rules = votes_[static_cast<std::size_t>(ListFormat::adblock)];
  const bool name_list = best == ListFormat::plain || best == ListFormat::hosts;
  return name_list && rules * 10 >= content_ ? ListFormat::adblock : best;
}

}  // namespace schoolgate
