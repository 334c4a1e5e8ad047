#include "tests/bench/micro/school.h"

#include <algorithm>
#include <random>
#include <utility>

#include <fmt/format.h>

#include "blocklists/name.h"
#include "blocklists/policy/category.h"
#include "tests/bench/load/names.h"

namespace schoolgate::bench {
namespace {

constexpr std::uint64_t seed = 20261122;
constexpr std::size_t list_count = 24;
constexpr std::size_t category_count = 12;

class PickedStream final : public EntryStream {
 public:
  PickedStream(std::shared_ptr<const std::vector<std::string>> keys, std::size_t list)
      : keys_(std::move(keys)), list_(list) {}
  std::expected<bool, Fault> next(Entry& entry) override {
    while (at_ < keys_->size() && !holds((*keys_)[at_])) ++at_;
    if (at_ == keys_->size()) return false;
    entry = {(*keys_)[at_++], Scope::subtree, Effect::block};
    return true;
  }

 private:
  /// The few large lists hold most names.
  bool holds(const std::string& key) const {
    const std::size_t number = std::hash<std::string>{}(key);
    const auto pick = [](std::size_t n) { return (n % list_count) * (n / list_count % list_count) / list_count; };
    return pick(number) == list_ || (number % 5 == 0 && pick(number >> 20) == list_);
  }
  std::shared_ptr<const std::vector<std::string>> keys_;
  std::size_t list_;
  std::size_t at_ = 0;
};

Name made_name(NameMaker& maker, std::mt19937_64& random, Questions::Kind kind, const std::vector<std::string>& keys) {
  std::string key = keys[random() % keys.size()];
  switch (kind) {
    case Questions::Kind::listed:
      return from_key(key);
    case Questions::Kind::below_listed:
      key += random() % 2 == 0 ? "www" : "cdn";
      return from_key(key + '\0');
    case Questions::Kind::near_miss: {
      const std::size_t label = key.find('\0') + 1;
      char& octet = key[label + random() % (key.size() - 1 - label)];
      if (octet != '\0') octet = octet == 'q' ? 'z' : 'q';
      return from_key(key);
    }
    case Questions::Kind::unlisted: {
      // Under the same top-level domains as listed names, as most of what is asked.
      const std::string top = from_key(key.substr(0, key.find('\0') + 1)).to_text();
      const std::string visited = maker.visited();
      return *Name::from_text(visited.substr(0, visited.find_last_of('.')) + "." + top);
    }
    case Questions::Kind::mixed:
      return made_name(maker, random, static_cast<Questions::Kind>(random() % 4), keys);
  }
  return {};
}

}  // namespace

std::shared_ptr<const std::vector<std::string>> listed_keys(std::size_t count) {
  static std::shared_ptr<const std::vector<std::string>> made;
  if (made && made->size() == count) return made;
  NameMaker maker(seed);
  auto keys = std::make_shared<std::vector<std::string>>();
  while (keys->size() < count) {
    while (keys->size() < count + count / 16) keys->push_back(to_key(*Name::from_text(maker.listed())));
    std::ranges::sort(*keys);
    const auto covers = [](const std::string& above, const std::string& name) { return name.starts_with(above); };
    keys->erase(std::unique(keys->begin(), keys->end(), covers), keys->end());
  }
  // Thinned out evenly, not at one end of the alphabet.
  const std::size_t spare = keys->size() - count;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < keys->size(); ++i) {
    const bool drop = (i + 1) * spare / keys->size() != i * spare / keys->size();
    if (!drop) std::swap((*keys)[kept++], (*keys)[i]);
  }
  keys->resize(count);
  made = std::move(keys);
  return made;
}

std::vector<CompileInput> lists_of(std::shared_ptr<const std::vector<std::string>> keys) {
  std::vector<CompileInput> inputs;
  for (std::size_t list = 0; list < list_count; ++list) {
    const std::string id = fmt::format("list-{}", list);
    const std::string category(categories()[list % category_count].id);
    inputs.push_back({{id, id, category, 1}, [keys, list]() -> std::expected<std::unique_ptr<EntryStream>, Fault> {
                        return std::make_unique<PickedStream>(keys, list);
                      }});
  }
  return inputs;
}

std::shared_ptr<const CompiledLists> compiled_lists(std::size_t names) {
  static std::shared_ptr<const CompiledLists> made;
  static std::size_t made_names = 0;
  if (made && made_names == names) return made;
  made.reset();
  made = std::make_shared<const CompiledLists>(std::move(*compile(lists_of(listed_keys(names)), 1)));
  made_names = names;
  return made;
}

std::shared_ptr<const Snapshot> snapshot_of(const Policy& policy, std::shared_ptr<const CompiledLists> lists) {
  NameMaker maker(seed + 1);
  auto state = std::make_shared<PolicyState>();
  const auto group_id = [&](std::size_t n) { return fmt::format("group-{}", n % policy.groups); };
  for (std::size_t n = 0; n < policy.groups; ++n) {
    Group group;
    group.id = group.name = group_id(n);
    for (std::size_t c = n % 3; c < category_count; ++c) group.blocked_categories.emplace_back(categories()[c].id);
    state->groups[group.id] = group;
  }
  for (std::size_t n = 0; n < policy.clients; ++n) {
    const std::string address = fmt::format("10.{}.{}.{}", n >> 16 & 0xff, n >> 8 & 0xff, n & 0xff);
    state->groups[group_id(n)].addresses.push_back(*Prefix::parse(address));
  }
  for (std::size_t n = 0; n < policy.schedules; ++n) {
    Schedule schedule;
    schedule.id = schedule.name = fmt::format("schedule-{}", n);
    // Some in force at any moment, each with edges of its own.
    const auto from = static_cast<MinuteOfDay>(n * 7 % minutes_a_day);
    schedule.windows = {{every_day, Season::always, "", from, static_cast<MinuteOfDay>((from + 90) % minutes_a_day)}};
    Group& group = state->groups[group_id(n)];
    const std::size_t round = n / policy.groups;  // of this group
    if (round % 2 == 0 && round / 2 < category_count) {
      const std::string category(categories()[round / 2].id);
      std::erase(group.blocked_categories, category);
      group.timed_categories.push_back({category, true, schedule.id});
    } else {
      group.timed_services.push_back({std::string(services()[n % services().size()].id), true, schedule.id});
    }
    state->schedules[schedule.id] = std::move(schedule);
  }
  state->groups[group_id(0)].addresses.push_back(*Prefix::parse("127.0.0.0/8"));
  for (std::size_t n = 0; n < policy.rules; ++n) {
    const std::string id = fmt::format("r-{}", n);
    state->rules[id] = {id, n % 2 == 0 ? RuleAction::block : RuleAction::allow, maker.visited(), {group_id(n)}};
  }
  for (std::size_t n = 0; n < policy.unblocks; ++n) {
    Unblock unblock;
    unblock.id = fmt::format("u-{}", n);
    unblock.names = {maker.visited()};
    unblock.groups = {group_id(n)};
    unblock.until = UtcSeconds{std::chrono::seconds{4'000'000'000}};
    state->unblocks[unblock.id] = unblock;
  }
  return Snapshot::build(std::move(state), std::move(lists), nullptr, bench_now);
}

Questions::Questions(Kind kind, const std::vector<std::string>& keys, std::size_t count) {
  NameMaker maker(seed + 2);
  std::mt19937_64 random(seed + 3);
  for (std::size_t n = 0; n < count; ++n) {
    const Name name = made_name(maker, random, kind, keys);
    const auto wire = name.view().wire();
    wires_.insert(wires_.end(), wire.begin(), wire.end());
    starts_.push_back(wires_.size());
  }
}

}  // namespace schoolgate::bench
