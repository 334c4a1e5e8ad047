#include "tests/blocklists/policy/world.h"

#include <algorithm>
#include <stdexcept>

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

constexpr SealedSet::Key sealing_key{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

Prefix prefix(const std::string& text) {
  const auto parsed = Prefix::parse(text);
  if (!parsed) throw std::invalid_argument("not a prefix: " + text);
  return *parsed;
}

void add_group(World& world, const std::vector<std::string>& words) {
  Group group;
  group.id = group.name = words.at(1);
  for (std::size_t at = 2; at < words.size(); at += 2) {
    const std::vector<std::string> values = split(words.at(at + 1), ',');
    if (words[at] == "at")
      for (const std::string& value : values) group.addresses.push_back(prefix(value));
    else if (words[at] == "blocks")
      group.blocked_categories = values;
    else if (words[at] == "garden")
      group.walled_garden = true, group.garden = values;
    else
      throw std::invalid_argument("group: " + words[at]);
  }
  world.state.groups[group.id] = group;
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
  if (noun == "day") {
    day = words.at(1);
  } else if (noun == "floor") {
    state.clock_floor = time(words.at(1));
  } else if (noun == "group") {
    add_group(*this, words);
  } else if (noun == "list") {
    lists.push_back({words.at(1), words.at(2), split(words.at(3), ',')});
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
  } else if (noun == "emergency") {
    const bool everything = words.at(2) == "everything";
    state.emergencies[words[1]] = {words[1], everything ? std::vector<std::string>{} : split(words[2], ','), {}};
  } else if (noun == "quarantine") {
    const bool forever = words.at(3) == "forever";
    state.quarantines[words[1]] = {words[1], prefix(words[2]),
                                   forever ? std::nullopt : std::optional(time(words.at(4)))};
  } else if (noun == "sealed") {
    sealed.push_back(words.at(1));
  } else {
    throw std::invalid_argument("no such noun: " + std::string(line));
  }
}

std::shared_ptr<const CompiledLists> compile_lists(const std::vector<ListText>& lists) {
  std::vector<CompileInput> inputs;
  for (const ListText& list : lists)
    inputs.push_back({{list.id, "List " + list.id, list.category, 1},
                      [&list]() -> std::expected<std::unique_ptr<EntryStream>, Fault> {
                        return std::make_unique<VectorStream>(normalised(list.names));
                      }});
  auto compiled = compile(inputs, 1);
  if (!compiled) throw std::runtime_error(compiled.error().what);
  return std::make_shared<const CompiledLists>(std::move(*compiled));
}

std::shared_ptr<const Snapshot> World::snapshot() const {
  std::vector<SealedSet::Digest> digests;
  for (const std::string& text : sealed) digests.push_back(SealedSet::digest(sealing_key, name(text)));
  return Snapshot::build(std::make_shared<const PolicyState>(state), compile_lists(lists),
                         std::make_shared<const SealedSet>(sealing_key, std::move(digests)));
}

World make_world(std::string_view lines) {
  World world;
  for (const std::string& line : split(lines, '\n')) world.add(line);
  return world;
}

}  // namespace schoolgate::test
