#include "blocklists/policy/preview.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "blocklists/policy/decision.h"
#include "blocklists/policy/effective.h"
#include "blocklists/policy/explain.h"

namespace schoolgate {
namespace {

using Said = std::map<std::string, EffectiveGroup::Said>;

std::string words(const Said& heard, const std::string& id) {
  const auto found = heard.find(id);
  if (found == heard.end()) return "allowed";
  const EffectiveGroup::Said& said = found->second;
  switch (said.stance) {
    case Stance::blocked:
      return "blocked";
    case Stance::allowed_during:
      return fmt::format("allowed during {}", said.schedule);
    case Stance::blocked_during:
      return fmt::format("blocked during {}", said.schedule);
    default:
      return "allowed";
  }
}

std::string service_words(const Said& heard, const std::string& id) {
  return heard.contains(id) ? words(heard, id) : "as its categories";
}

std::string youtube_words(YouTube mode) {
  return mode == YouTube::off ? "off" : mode == YouTube::moderate ? "moderate" : "strict";
}

class Comparison {
 public:
  Comparison(const Snapshot& before, const Snapshot& after, UtcSeconds now, std::span<const std::string> asked)
      : before_(before), after_(after), now_(now), asked_(asked) {}

  Preview run() {
    for (const std::string& group : group_ids()) {
      const EffectiveGroup old_words = effective_in(*before_.state, group);
      const EffectiveGroup new_words = effective_in(*after_.state, group);
      stances(group, old_words, new_words);
      settings(group, old_words, new_words);
      engines(group);
      schedules(group, new_words);
    }
    names();
    own_names();
    devices();
    quarantines();
    asked_names();
    preview_.warnings = after_.warnings;
    return std::move(preview_);
  }

 private:
  std::set<std::string> group_ids() const {
    std::set<std::string> ids;
    for (const PolicyState* state : {before_.state.get(), after_.state.get()})
      for (const auto& [id, group] : state->groups) ids.insert(id);
    return ids;
  }

  static EffectiveGroup effective_in(const PolicyState& state, const std::string& id) {
    const auto found = state.groups.find(id);
    return found == state.groups.end() ? EffectiveGroup{} : effective(state, found->second);
  }

  void tell(const std::string& group, std::string subject, std::string id, std::string before, std::string after,
            std::uint64_t names = 0) {
    if (before == after) return;
    if (preview_.rows.size() == max_preview_rows) {
      ++preview_.left_out;
      return;
    }
    preview_.rows.push_back({group, std::move(subject), std::move(id), std::move(before), std::move(after), names});
  }

  void stances(const std::string& group, const EffectiveGroup& before, const EffectiveGroup& after) {
    for (const Category& category : categories()) {
      const std::string id(category.id);
      tell(group, "category", id, words(before.categories, id), words(after.categories, id), names_in(id));
    }
    for (const Service& service : services()) {
      const std::string id(service.id);
      tell(group, "service", id, service_words(before.services, id), service_words(after.services, id));
    }
  }

  void settings(const std::string& group, const EffectiveGroup& before, const EffectiveGroup& after) {
    const auto flag = [](bool value) { return std::string(value ? "on" : "off"); };
    tell(group, "setting", "walled_garden", flag(before.walled_garden.value), flag(after.walled_garden.value));
    tell(group, "setting", "youtube", youtube_words(before.youtube.value), youtube_words(after.youtube.value));
  }

  static const Snapshot::GroupView* view_in(const Snapshot& snapshot, const std::string& id) {
    const auto found = std::ranges::find(snapshot.groups, id, &Snapshot::GroupView::id);
    return found == snapshot.groups.end() ? nullptr : &*found;
  }

  static std::string engine_words(const Snapshot::GroupView* view, EngineNumber engine) {
    if (view == nullptr) return "open";
    if (view->services[engine_service(engine)].inside == Snapshot::Says::block) return "blocked";
    return ((view->safe_engines >> engine) & 1U) != 0 ? "safe" : "open";
  }

  void engines(const std::string& group) {
    const auto* before = view_in(before_, group);
    const auto* after = view_in(after_, group);
    for (std::size_t n = 0; n < search_engines().size(); ++n) {
      const auto engine = static_cast<EngineNumber>(n);
      tell(group, "search engine", std::string(search_engines()[n].id), engine_words(before, engine),
           engine_words(after, engine));
    }
  }

  /// What a schedule that the group uses says now. One whose hours differ only later than its next change is not told.
  void schedules(const std::string& group, const EffectiveGroup& after) {
    std::set<std::string> used;
    for (const Said* heard : {&after.categories, &after.services})
      for (const auto& [id, said] : *heard)
        if (!said.schedule.empty()) used.insert(said.schedule);
    for (const std::string& id : used) {
      const auto [words, is_new] = schedule_words_.try_emplace(id);
      if (is_new) words->second = {schedule_words(before_, id), schedule_words(after_, id)};
      tell(group, "schedule", id, words->second.first, words->second.second);
    }
  }

  std::string schedule_words(const Snapshot& snapshot, const std::string& id) const {
    const auto found = std::ranges::find(snapshot.schedule_ids, id);
    if (found == snapshot.schedule_ids.end()) return "not there";
    const CompiledSchedule& schedule =
        snapshot.schedules[static_cast<std::size_t>(found - snapshot.schedule_ids.begin())];
    const auto next = schedule.next_change(now_);
    return fmt::format("{} {}", schedule.at(now_).in_force ? "in force" : "not in force",
                       next ? "until " + to_rfc3339(*next) : "for a year to come");
  }

  /// What is answered for a name and type here, and who is asked for a zone. By the school's words: what of them cannot
  /// be used is among the warnings.
  using OwnWords = std::map<std::string, std::string>;
  static OwnWords records_in(const PolicyState& state) {
    OwnWords words;
    for (const auto& [id, record] : state.local_records) {
      std::string& values = words[record.name + " " + record.type];
      values += (values.empty() ? "" : ", ") + record.value;
    }
    return words;
  }
  static OwnWords zones_in(const PolicyState& state) {
    OwnWords words;
    for (const auto& [id, zone] : state.forward_zones)
      words[zone.zone] = fmt::format("asked of {}", fmt::join(zone.servers, ", "));
    return words;
  }

  void tell_own(const char* subject, const OwnWords& before, const OwnWords& after, const std::string& otherwise) {
    const auto said = [&otherwise](const OwnWords& words, const std::string& id) {
      const auto found = words.find(id);
      return found == words.end() ? otherwise : found->second;
    };
    for (const auto& [id, words] : before) tell("", subject, id, words, said(after, id));
    for (const auto& [id, words] : after)
      if (!before.contains(id)) tell("", subject, id, otherwise, words);
  }

  void own_names() {
    tell_own("local record", records_in(*before_.state), records_in(*after_.state), "not answered here");
    tell_own("forwarded zone", zones_in(*before_.state), zones_in(*after_.state), "not forwarded");
  }

  static std::string device_words(const PolicyState& state, const std::string& id) {
    const auto found = state.devices.find(id);
    if (found == state.devices.end()) return "not known";
    return found->second.group.empty() ? "in the group of its address" : "in " + found->second.group;
  }

  void devices() {
    std::set<std::string> ids;
    for (const PolicyState* state : {before_.state.get(), after_.state.get()})
      for (const auto& [id, device] : state->devices) ids.insert(id);
    for (const std::string& id : ids)
      tell("", "device", id, device_words(*before_.state, id), device_words(*after_.state, id));
  }

  void quarantines() {
    const auto whom = [](const Quarantine& one) { return one.known.empty() ? one.device.to_text() : one.known; };
    const auto gone = [&](const PolicyState& state, const PolicyState& other, bool starts) {
      for (const auto& [id, one] : state.quarantines) {
        if (other.quarantines.contains(id)) continue;
        const std::string off =
            fmt::format("off the internet until {}", one.until ? to_rfc3339(*one.until) : "somebody releases it");
        tell("", "quarantine", whom(one), starts ? "free" : off, starts ? off : "free");
      }
    };
    gone(*before_.state, *after_.state, false);
    gone(*after_.state, *before_.state, true);
  }

  std::uint64_t names_in(const std::string& category) const {
    std::uint64_t names = 0;
    for (const auto& [id, list] : after_.state->lists)
      if (list.category == category && list.enabled) names += list.totals.names;
    return names;
  }

  /// The names that one of the two states speaks of and the other does not, or not so.
  std::set<std::string> names_that_differ() const {
    std::set<std::string> names;
    const auto gather = [&names](const PolicyState& one, const PolicyState& other) {
      for (const auto& [id, rule] : one.rules)
        if (!other.rules.contains(id)) names.insert(rule.name);
      for (const auto& [id, unblock] : one.unblocks)
        if (!other.unblocks.contains(id)) names.insert(unblock.names.begin(), unblock.names.end());
      for (const auto& [id, block] : one.emergencies)
        if (!other.emergencies.contains(id)) names.insert(block.names.begin(), block.names.end());
      for (const auto& [id, bundle] : one.bundles)
        if (const auto same = other.bundles.find(id); same == other.bundles.end() || same->second != bundle)
          names.insert(bundle.names.begin(), bundle.names.end());
      for (const auto& [id, group] : one.groups)
        if (const auto same = other.groups.find(id); same == other.groups.end() || same->second != group)
          names.insert(group.garden.begin(), group.garden.end());
      for (const auto& [id, record] : one.local_records)
        if (const auto same = other.local_records.find(id); same == other.local_records.end() || same->second != record)
          names.insert(record.name);
      for (const auto& [id, zone] : one.forward_zones)
        if (const auto same = other.forward_zones.find(id); same == other.forward_zones.end() || same->second != zone)
          names.insert(zone.zone);
      if (one.settings.essentials != other.settings.essentials)
        names.insert(one.settings.essentials.begin(), one.settings.essentials.end());
    };
    gather(*before_.state, *after_.state);
    gather(*after_.state, *before_.state);
    return names;
  }

  std::string verdict(const Snapshot& snapshot, const std::string& group, const Name& name) const {
    const auto* view = view_in(snapshot, group);
    if (view == nullptr) return "no such group";
    const Client client{static_cast<GroupNumber>(view - snapshot.groups.data()), true, nullptr, nullptr};
    const Decision decision = decide(snapshot, client, name, 1, now_);
    if (decision.own && decision.tier == Tier::standard) return "allowed (the school's own)";
    return fmt::format("{} ({})", decision.verdict == Verdict::allow ? "allowed" : "blocked", to_text(decision.tier));
  }

  void names() {
    for (const std::string& text : names_that_differ()) {
      const auto name = Name::from_text(text);
      if (!name) continue;
      for (const std::string& group : group_ids())
        tell(group, "name", text, verdict(before_, group, *name), verdict(after_, group, *name));
    }
  }

  /// Names that devices use, by group: "this would take the maths site away from Year 9".
  void asked_names() {
    const std::set<std::string> told = names_that_differ();
    std::size_t rows = 0;
    for (const std::string& text : asked_) {
      const auto name = Name::from_text(text);
      if (!name || told.contains(text)) continue;
      for (const std::string& group : group_ids()) {
        std::string before = verdict(before_, group, *name), after = verdict(after_, group, *name);
        if (before == after) continue;
        if (rows++ < max_asked_name_rows)
          tell(group, "asked name", text, std::move(before), std::move(after));
        else
          ++preview_.left_out;
      }
    }
  }

  const Snapshot& before_;
  const Snapshot& after_;
  const UtcSeconds now_;
  const std::span<const std::string> asked_;
  std::map<std::string, std::pair<std::string, std::string>> schedule_words_;  // by id: before and after
  Preview preview_;
};

}  // namespace

Preview compare(const Snapshot& before, const Snapshot& after, UtcSeconds now, std::span<const std::string> asked) {
  return Comparison(before, after, now, asked).run();
}

}  // namespace schoolgate
