#include "admin-api/routes/group_json.h"

#include <array>

#include "blocklists/policy/effective.h"
#include "blocklists/policy/search_engine.h"
#include "blocklists/policy/services.h"

namespace schoolgate::routes {
namespace {

constexpr std::array<std::string_view, 3> youtube_words{"off", "moderate", "strict"};  // as YouTube's values
constexpr std::array<std::string_view, 3> use_words{"open", "safe", "blocked"};        // as EngineUse's values
constexpr std::array<std::string_view, 2> during_words{"blocked", "allowed"};          // Timed::allowed_during
constexpr std::array<std::string_view, 5> stance_words{"none", "allowed", "blocked", "allowed_during",
                                                       "blocked_during"};  // as Stance's values

Json timed_json(const std::vector<Timed>& rows) {
  Json list = Json::array();
  for (const Timed& row : rows)
    list.push_back({{"id", row.id}, {"during", during_words[row.allowed_during ? 1 : 0]}, {"schedule", row.schedule}});
  return list;
}

/// What a group does not set: null where a parent may, else what holds then.
template <class Value>
Json own(const Group& group, const std::optional<Value>& value, Json otherwise) {
  if (!value) return group.parent.empty() ? std::move(otherwise) : Json();
  if constexpr (std::is_same_v<Value, YouTube>)
    return youtube_words[static_cast<std::size_t>(*value)];
  else
    return *value;
}

Json said_json(const std::map<std::string, EffectiveGroup::Said>& heard) {
  Json rows = Json::array();
  for (const auto& [id, said] : heard) {
    Json row = {{"id", id}, {"is", stance_words[static_cast<std::size_t>(said.stance)]}, {"from", said.group}};
    if (!said.schedule.empty()) row["schedule"] = said.schedule;
    rows.push_back(std::move(row));
  }
  return rows;
}

Json from_json(const std::map<std::string, std::string>& rows, const char* noun) {
  Json list = Json::array();
  for (const auto& [what, group] : rows) list.push_back({{noun, what}, {"from", group}});
  return list;
}

Json effective_json(const EffectiveGroup& whole) {
  const auto flag = [](const EffectiveGroup::From<bool>& said) {
    return Json{{"is", said.value}, {"from", said.group}};
  };
  Json engines = Json::array();
  for (const auto& [engine, said] : whole.engines)
    engines.push_back({{"id", engine}, {"is", use_words[static_cast<std::size_t>(said.value)]}, {"from", said.group}});
  return {{"categories", said_json(whole.categories)},
          {"services", said_json(whole.services)},
          {"walled_garden", flag(whole.walled_garden)},
          {"garden", from_json(whole.garden, "name")},
          {"bundles", from_json(whole.bundles, "id")},
          {"safe_search", flag(whole.safe_search)},
          {"other_engines_blocked", flag(whole.other_engines_blocked)},
          {"youtube",
           {{"is", youtube_words[static_cast<std::size_t>(whole.youtube.value)]}, {"from", whole.youtube.group}}},
          {"engines", engines}};
}

void read_flag(Fields& in, std::string_view key, std::optional<bool>& value) {
  if (in.is_null(key))
    value.reset();
  else if (in.has(key))
    value = in.boolean_or(key, false);
  in.allow({key});
}

std::vector<Timed> read_timed(Fields& in, std::string_view key, std::size_t most) {
  std::vector<Timed> rows;
  in.rows(key, most, [&rows](Fields& row) {
    Timed timed;
    timed.id = row.text("id", max_id_octets);
    timed.allowed_during = row.choice("during", during_words) == 1;
    timed.schedule = row.text("schedule", max_id_octets);
    rows.push_back(std::move(timed));
  });
  return rows;
}

std::map<std::string, EngineUse> read_engines(Fields& in) {
  std::map<std::string, EngineUse> engines;
  in.rows("engines", search_engines().size(), [&engines](Fields& row) {
    const std::string id = row.text("id", max_id_octets);
    engines[id] = static_cast<EngineUse>(row.choice("use", use_words));
  });
  return engines;
}

}  // namespace

Json group_json(const PolicyState& state, const Group& group) {
  Json addresses = Json::array();
  for (const Prefix& prefix : group.addresses) addresses.push_back(prefix.to_text());
  Json engines = Json::array();
  for (const auto& [engine, use] : group.engines)
    engines.push_back({{"id", engine}, {"use", use_words[static_cast<std::size_t>(use)]}});
  return {{"id", group.id},
          {"name", group.name},
          {"parent", group.parent.empty() ? Json() : Json(group.parent)},
          {"addresses", addresses},
          {"blocked_categories", group.blocked_categories},
          {"allowed_categories", group.allowed_categories},
          {"timed_categories", timed_json(group.timed_categories)},
          {"blocked_services", group.blocked_services},
          {"allowed_services", group.allowed_services},
          {"timed_services", timed_json(group.timed_services)},
          {"walled_garden", own(group, group.walled_garden, false)},
          {"garden", group.garden},
          {"bundles", group.bundles},
          {"safe_search", own(group, group.safe_search, false)},
          {"other_engines_blocked", own(group, group.other_engines_blocked, false)},
          {"youtube", own(group, group.youtube, youtube_words[0])},
          {"engines", engines},
          {"effective", effective_json(effective(state, group))}};
}

void read_group(Fields& in, Group& group) {
  if (in.is_null("parent"))
    group.parent.clear();
  else
    group.parent = in.text_or("parent", group.parent, max_id_octets);
  if (in.has("addresses")) group.addresses = in.prefixes("addresses");
  for (auto [key, list] :
       {std::pair{"blocked_categories", &group.blocked_categories}, {"allowed_categories", &group.allowed_categories}})
    if (in.has(key)) *list = in.categories(key);
  for (auto [key, list] :
       {std::pair{"blocked_services", &group.blocked_services}, {"allowed_services", &group.allowed_services}})
    if (in.has(key)) *list = in.texts(key, services().size(), max_id_octets);
  if (in.has("timed_categories")) group.timed_categories = read_timed(in, "timed_categories", max_names);
  if (in.has("timed_services")) group.timed_services = read_timed(in, "timed_services", max_names);
  read_flag(in, "walled_garden", group.walled_garden);
  if (in.has("garden")) group.garden = in.names("garden");
  if (in.has("bundles")) group.bundles = in.texts("bundles", max_names, max_id_octets);
  read_flag(in, "safe_search", group.safe_search);
  read_flag(in, "other_engines_blocked", group.other_engines_blocked);
  if (in.is_null("youtube"))
    group.youtube.reset();
  else if (in.has("youtube"))
    group.youtube = static_cast<YouTube>(in.choice("youtube", youtube_words));
  if (in.has("engines")) group.engines = read_engines(in);
  in.allow({"parent", "addresses", "blocked_categories", "allowed_categories", "blocked_services", "allowed_services",
            "timed_categories", "timed_services", "garden", "bundles", "youtube", "engines"});
}

}  // namespace schoolgate::routes
