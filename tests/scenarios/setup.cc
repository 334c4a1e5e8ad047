// The lines that say what the school has decided.
#include <stdexcept>

#include "tests/scenarios/scenario.h"

namespace schoolgate::test {

namespace {

using Words = std::vector<std::string>;

UtcSeconds moment(const std::string& text) {
  const auto parsed = parse_rfc3339(text);
  if (!parsed) throw std::runtime_error("not a moment: " + text);
  return std::chrono::floor<std::chrono::seconds>(*parsed);
}

Prefix prefix(const std::string& text) {
  const auto parsed = Prefix::parse(text);
  if (!parsed) throw std::runtime_error("not a prefix: " + text);
  return *parsed;
}

void append(std::vector<std::string>& into, const Words& words, std::size_t from) {
  into.insert(into.end(), words.begin() + static_cast<std::ptrdiff_t>(from), words.end());
}

Group group(const Words& words) {
  Group made;
  made.id = made.name = words.at(1);
  for (std::size_t i = 2; i < words.size(); ++i) {
    const std::string& word = words[i];
    const std::string value = word.substr(word.find('=') + 1);
    if (word.starts_with("blocks="))
      made.blocked_categories = split(value, ',');
    else if (word.starts_with("garden="))
      made.walled_garden = true, made.garden = split(value, ',');
    else if (word == "safe-search")
      made.safe_search = true;
    else if (word.starts_with("youtube="))
      made.youtube = value == "strict" ? YouTube::strict : YouTube::moderate;
    else
      made.addresses.push_back(prefix(word));
  }
  return made;
}

void set_style(Settings& settings, const Words& words) {
  const std::string& style = words.at(1);
  settings.block_style = style == "nxdomain"     ? BlockStyle::nxdomain
                         : style == "refused"    ? BlockStyle::refused
                         : style == "block-page" ? BlockStyle::block_page
                                                 : BlockStyle::null_address;
  append(settings.block_page_addresses, words, 2);
}

}  // namespace

bool Scenario::set_up(const Words& words) {
  const std::string& verb = words[0];
  if (verb == "LIST")
    append(world_.lists[words.at(1)], words, 2);
  else if (verb == "ZONE")
    world_.zones[words.at(1)].category = words.at(2), world_.zones[words[1]].lines.push_back(joined(words, 3));
  else if (verb == "SEALED")
    append(world_.sealed, words, 1);
  else if (verb == "OWN")
    append(world_.state.settings.protected_names, words, 1);
  else if (verb == "ESSENTIAL")
    append(world_.state.settings.essentials, words, 1);
  else if (verb == "STYLE")
    set_style(world_.state.settings, words);
  else if (verb == "CLOCK-FLOOR")
    world_.state.clock_floor = moment(words.at(1));
  else if (verb == "RECORD")
    world_.state.local_records[words.at(1)] = {words.at(1), words.at(2), words.at(3), joined(words, 4), 300};
  else if (verb == "FORWARD")
    append((world_.state.forward_zones[words.at(1)] = {words.at(1), words.at(2), {}}).servers, words, 3);
  else if (verb == "GROUP")
    world_.state.groups[words.at(1)] = group(words);
  else
    return false;
  return true;
}

bool Scenario::set_policy(const Words& words) {
  const std::string& verb = words[0];
  PolicyState& state = world_.state;
  if (verb == "RULE") {
    Rule rule{words.at(1), words.at(2) == "allow" ? RuleAction::allow : RuleAction::block, words.at(3), {}};
    append(rule.groups, words, 4);
    state.rules[rule.id] = rule;
  } else if (verb == "UNBLOCK") {
    Unblock unblock;
    unblock.id = words.at(1);
    unblock.names = {words.at(2)};
    unblock.groups = {words.at(3)};
    unblock.starts = moment(words.at(5));
    unblock.until = moment(words.at(7));
    state.unblocks[unblock.id] = unblock;
  } else if (verb == "EMERGENCY") {
    EmergencyBlock emergency{words.at(1), {}, {}};
    append(emergency.names, words, 2);
    state.emergencies[emergency.id] = emergency;
  } else if (verb == "QUARANTINE") {
    Quarantine quarantine;
    quarantine.id = words.at(1);
    quarantine.device = prefix(words.at(2));
    if (words.size() > 4) quarantine.until = moment(words[4]);
    state.quarantines[quarantine.id] = quarantine;
  } else if (verb == "REMOVE") {
    const std::string& id = words.at(2);
    if (state.rules.erase(id) + state.unblocks.erase(id) + state.emergencies.erase(id) + state.quarantines.erase(id) ==
        0)
      throw std::runtime_error("there is nothing to remove: " + id);
  } else {
    return false;
  }
  return true;
}

}  // namespace schoolgate::test
