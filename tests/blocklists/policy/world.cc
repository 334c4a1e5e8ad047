#include "tests/blocklists/policy/world.h"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <tuple>

#include "blocklists/policy/timetable_text.h"

namespace schoolgate::test {
namespace {

class VectorStream final : public EntryStream {
 public:
  explicit VectorStream(std::vector<Entry> entries) : entries_(std::move(entries)) {}
  std::expected<bool, Fault> next(Entry& entry) override {
    if (next_ == entries_.size()) return false;
    entry = entries_[next_++];
    return true;
  }

 private:
  std::vector<Entry> entries_;
  std::size_t next_ = 0;
};

/// Sorted, each once, none below another: what an EntryStream promises.
std::vector<Entry> normalised(const std::vector<std::string>& names) {
  std::vector<std::string> keys;
  for (const std::string& text : names) keys.push_back(to_key(name(text)));
  std::ranges::sort(keys);
  std::vector<Entry> entries;
  for (const std::string& key : keys)
    if (entries.empty() || !key.starts_with(entries.back().key))
      entries.push_back({key, Scope::subtree, Effect::block});
  return entries;
}

/// "*.bad.example=DROP": the rules of a zone, as the import would order them.
std::vector<Entry> zone_rules(const std::vector<std::string>& rules) {
  std::vector<Entry> entries;
  for (const std::string& rule : rules) {
    const std::size_t equals = rule.find('=');
    const bool below = rule.starts_with("*.");
    std::optional<ZoneAction> action;
    for (std::size_t n = 0; n < zone_action_count; ++n)
      if (zone_word(static_cast<ZoneAction>(n)) == rule.substr(equals + 1)) action = static_cast<ZoneAction>(n);
    const std::string owner = rule.substr(below ? 2 : 0, equals - (below ? 2 : 0));
    Entry entry{to_key(name(owner)), below ? Scope::below : Scope::exact, zone_effect(action.value())};
    constexpr std::uint8_t address[] = {192, 0, 2, 1};
    if (action == ZoneAction::data) entry.data = encode_zone_record({1, 60, address});
    entries.push_back(std::move(entry));
  }
  std::ranges::sort(entries, {}, [](const Entry& entry) { return std::tie(entry.key, entry.scope, entry.effect); });
  return entries;
}

constexpr SealedSet::Key sealing_key{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

Prefix prefix(const std::string& text) {
  const auto parsed = Prefix::parse(text);
  if (!parsed) throw std::invalid_argument("not a prefix: " + text);
  return *parsed;
}

MinuteOfDay minute(const std::string& text) {
  const auto parsed = parse_minute(text);
  if (!parsed) throw std::invalid_argument("not a time of day: " + text);
  return *parsed;
}

Weekdays weekdays(const std::string& text) {
  const auto parsed = parse_weekdays(split(text, ','));
  if (!parsed) throw std::invalid_argument("not weekdays: " + text);
  return *parsed;
}

/// "games:allowed:lunch,social:blocked:night"
std::vector<Timed> timed(const std::vector<std::string>& values) {
  std::vector<Timed> rows;
  for (const std::string& value : values) {
    const std::vector<std::string> parts = split(value, ':');
    rows.push_back({parts.at(0), parts.at(1) == "allowed", parts.at(2)});
  }
  return rows;
}

bool set_search(Group& group, const std::string& word, const std::vector<std::string>& values) {
  const std::string& value = values.at(0);
  if (word == "safe-search") {
    group.safe_search = value == "on";
  } else if (word == "other-engines") {
    group.other_engines_blocked = value == "blocked";
  } else if (word == "youtube") {
    group.youtube = value == "strict" ? YouTube::strict : value == "moderate" ? YouTube::moderate : YouTube::off;
  } else if (word == "engines") {
    for (const std::string& each : values) {
      const std::string use = each.substr(each.find(':') + 1);
      group.engines[each.substr(0, each.find(':'))] = use == "blocked" ? EngineUse::blocked
                                                      : use == "safe"  ? EngineUse::safe
                                                                       : EngineUse::open;
    }
  } else {
    return false;
  }
  return true;
}

void add_group(World& world, const std::vector<std::string>& words) {
  Group group;
  group.id = group.name = words.at(1);
  const std::map<std::string, std::vector<std::string>*> lists{{"blocks", &group.blocked_categories},
                                                               {"allows", &group.allowed_categories},
                                                               {"blocks-services", &group.blocked_services},
                                                               {"allows-services", &group.allowed_services},
                                                               {"bundles", &group.bundles}};
  for (std::size_t at = 2; at < words.size(); at += 2) {
    const std::vector<std::string> values = split(words.at(at + 1), ',');
    if (words[at] == "at")
      for (const std::string& value : values) group.addresses.push_back(prefix(value));
    else if (const auto list = lists.find(words[at]); list != lists.end())
      *list->second = values;
    else if (words[at] == "parent")
      group.parent = values.at(0);
    else if (words[at] == "times")
      group.timed_categories = timed(values);
    else if (words[at] == "times-services")
      group.timed_services = timed(values);
    else if (words[at] == "garden")
      group.walled_garden = true, group.garden = values;
    else if (words[at] == "walled")
      group.walled_garden = values.at(0) == "yes";
    else if (!set_search(group, words[at], values))
      throw std::invalid_argument("group: " + words[at]);
  }
  world.state.groups[group.id] = group;
}

void add_schedule(World& world, const std::vector<std::string>& words) {
  Schedule schedule{words.at(1), words.at(1), {Window{}}};
  for (std::size_t at = 2; at < words.size(); at += 2) {
    Window& window = schedule.windows.back();
    if (words[at] == "+") {
      schedule.windows.emplace_back();
      --at;
      continue;
    }
    const std::string& value = words.at(at + 1);
    if (words[at] == "days")
      window.days = weekdays(value);
    else if (words[at] == "from")
      window.from = minute(value);
    else if (words[at] == "to")
      window.to = minute(value);
    else if (words[at] == "in")
      window.season = value == "term" ? Season::term : value == "holidays" ? Season::holidays : Season::always;
    else if (words[at] == "period")
      window.period = value;
    else
      throw std::invalid_argument("schedule: " + words[at]);
  }
  world.state.schedules[schedule.id] = schedule;
}

/// Nouns of the school's year; false for any other.
bool add_time(World& world, const std::vector<std::string>& words) {
  Calendar& calendar = world.state.calendar;
  const std::map<std::string, std::vector<Days>*> spans{
      {"term", &calendar.terms}, {"break", &calendar.breaks}, {"inset", &calendar.inset}};
  if (const auto span = spans.find(words[0]); span != spans.end()) {
    const auto first = parse_day(words.at(1));
    const auto last = parse_day(words.back());
    if (!first || !last) throw std::invalid_argument("not a day: " + words[1]);
    span->second->push_back({*first, *last, words[0]});
  } else if (words[0] == "period") {
    calendar.periods.push_back({words.at(1), weekdays(words.at(2)), minute(words.at(3)), minute(words.at(4))});
  } else if (words[0] == "schedule") {
    add_schedule(world, words);
  } else if (words[0] == "zone") {
    world.state.settings.zone = words.at(1);
  } else {
    return false;
  }
  return true;
}

}  // namespace

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (end > 0) parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

Name name(std::string_view text) {
  const auto parsed = Name::from_text(text);
  if (!parsed) throw std::invalid_argument("not a name: " + std::string(text));
  return *parsed;
}

Address address(std::string_view text) {
  const auto parsed = Address::parse(text);
  if (!parsed) throw std::invalid_argument("not an address: " + std::string(text));
  return *parsed;
}

UtcSeconds World::time(std::string_view text) const {
  std::string full(text);
  if (full.size() == 5) full += ":00";
  if (full.size() == 8) full = day + "T" + full;
  if (full.size() == 10) full += "T00:00:00";
  if (!full.ends_with('Z')) full += "Z";
  const auto parsed = parse_rfc3339(full);
  if (!parsed) throw std::invalid_argument("not a time: " + std::string(text));
  return std::chrono::floor<std::chrono::seconds>(*parsed);
}

void World::add(std::string_view line) {
  const std::vector<std::string> words = split(line.substr(0, line.find('#')), ' ');
  if (words.empty()) return;
  const std::string& noun = words[0];
  if (add_time(*this, words)) return;
  if (noun == "day") {
    day = words.at(1);
  } else if (noun == "floor") {
    state.clock_floor = time(words.at(1));
  } else if (noun == "group") {
    add_group(*this, words);
  } else if (noun == "list" || noun == "rpz") {
    lists.push_back({words.at(1), words.at(2), split(words.at(3), ','), noun == "rpz"});
  } else if (noun == "bundle") {
    state.bundles[words.at(1)] = {words[1], words[1], split(words.at(2), ',')};
  } else if (noun == "essential") {
    state.settings.essentials.push_back(words.at(1));
  } else if (noun == "rule") {
    const RuleAction action = words.at(2) == "allow" ? RuleAction::allow : RuleAction::block;
    std::vector<std::string> groups = words.size() > 4 ? split(words.at(5), ',') : std::vector<std::string>{};
    state.rules[words[1]] = {words[1], action, words.at(3), std::move(groups)};
  } else if (noun == "unblock") {
    Unblock unblock;
    unblock.id = words.at(1);
    unblock.names = split(words.at(2), ',');
    unblock.groups = split(words.at(4), ',');
    unblock.starts = time(words.at(5));
    unblock.until = time(words.at(6));
    state.unblocks[unblock.id] = unblock;
  } else if (noun == "trial") {
    Unblock trial;
    trial.id = words.at(1);
    trial.names = split(words.at(2), ',');
    trial.trial = true;
    trial.device = prefix(words.at(4));
    trial.starts = time(words.at(5));
    trial.until = time(words.at(6));
    state.unblocks[trial.id] = trial;
  } else if (noun == "emergency") {
    const bool everything = words.at(2) == "everything";
    state.emergencies[words[1]] = {words[1], everything ? std::vector<std::string>{} : split(words[2], ','), {}};
  } else if (noun == "quarantine") {
    const bool forever = words.at(3) == "forever";
    state.quarantines[words[1]] = {words[1], prefix(words[2]),
                                   forever ? std::nullopt : std::optional(time(words.at(4)))};
  } else if (noun == "own") {
    state.forward_zones[words.at(1)] = {words.at(1), words.at(1), {"10.0.0.2"}};
  } else if (noun == "sealed") {
    sealed.push_back(words.at(1));
  } else {
    throw std::invalid_argument("no such noun: " + std::string(line));
  }
}

std::string zone_word(ZoneAction action) {
  std::string word(to_text(action));
  std::ranges::replace(word, ' ', '-');
  return word;
}

std::shared_ptr<const CompiledLists> compile_lists(const std::vector<ListText>& lists) {
  std::vector<CompileInput> inputs;
  for (const ListText& list : lists)
    inputs.push_back({{list.id, "List " + list.id, list.category, 1},
                      [&list]() -> std::expected<std::unique_ptr<EntryStream>, Fault> {
                        return std::make_unique<VectorStream>(list.zone ? zone_rules(list.names)
                                                                        : normalised(list.names));
                      }});
  auto compiled = compile(inputs, 1);
  if (!compiled) throw std::runtime_error(compiled.error().what);
  return std::make_shared<const CompiledLists>(std::move(*compiled));
}

std::shared_ptr<const Snapshot> World::snapshot() const {
  std::vector<SealedSet::Digest> digests;
  for (const std::string& text : sealed) digests.push_back(SealedSet::digest(sealing_key, name(text)));
  return Snapshot::build(std::make_shared<const PolicyState>(state), compile_lists(lists),
                         std::make_shared<const SealedSet>(sealing_key, std::move(digests)), built_at);
}

World make_world(std::string_view lines) {
  World world;
  for (const std::string& line : split(lines, '\n')) world.add(line);
  return world;
}

}  // namespace schoolgate::test
