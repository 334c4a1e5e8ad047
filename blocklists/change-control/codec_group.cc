// Groups and bundles as canonical JSON. Fields that a group does not set are null: its parent's hold.
#include "blocklists/change-control/codec_json.h"

namespace schoolgate {
namespace {

using codec::get_if_there;
using codec::json;
using codec::Word;

constexpr Word<YouTube> youtube_modes[] = {
    {YouTube::off, "off"}, {YouTube::moderate, "moderate"}, {YouTube::strict, "strict"}};
constexpr Word<EngineUse> engine_uses[] = {
    {EngineUse::open, "open"}, {EngineUse::safe, "safe"}, {EngineUse::blocked, "blocked"}};

json optional_flag(const std::optional<bool>& value) { return value ? json(*value) : json(); }

void read_flag(const json& j, const char* key, std::optional<bool>& value) {
  if (const auto found = j.find(key); found != j.end() && !found->is_null()) value = found->get<bool>();
}

json timed_rows(const std::vector<Timed>& rows) {
  json list = json::array();
  for (const Timed& row : rows)
    list.push_back({{"allowed_during", row.allowed_during}, {"id", row.id}, {"schedule", row.schedule}});
  return list;
}

void read_timed(const json& j, const char* key, std::vector<Timed>& rows) {
  const auto found = j.find(key);
  if (found == j.end()) return;
  for (const json& row : *found)
    rows.push_back(
        {row.at("id").get<std::string>(), row.at("allowed_during").get<bool>(), row.at("schedule").get<std::string>()});
}

}  // namespace

void to_json(json& j, const Group& v) {
  json addresses = json::array();
  for (const auto& prefix : v.addresses) addresses.push_back(prefix.to_text());
  json engines = json::object();
  for (const auto& [engine, use] : v.engines) engines[engine] = codec::word(engine_uses, use);
  j = {{"addresses", addresses},
       {"allowed_categories", v.allowed_categories},
       {"allowed_services", v.allowed_services},
       {"blocked_categories", v.blocked_categories},
       {"blocked_services", v.blocked_services},
       {"bundles", v.bundles},
       {"engines", engines},
       {"garden", v.garden},
       {"id", v.id},
       {"name", v.name},
       {"other_engines_blocked", optional_flag(v.other_engines_blocked)},
       {"parent", v.parent},
       {"safe_search", optional_flag(v.safe_search)},
       {"timed_categories", timed_rows(v.timed_categories)},
       {"timed_services", timed_rows(v.timed_services)},
       {"walled_garden", optional_flag(v.walled_garden)},
       {"youtube", v.youtube ? json(codec::word(youtube_modes, *v.youtube)) : json()}};
}

void from_json(const json& j, Group& v) {
  for (const auto& prefix : j.at("addresses")) v.addresses.push_back(codec::unprefix(prefix));
  get_if_there(j, "allowed_categories", v.allowed_categories);
  get_if_there(j, "allowed_services", v.allowed_services);
  j.at("blocked_categories").get_to(v.blocked_categories);
  get_if_there(j, "blocked_services", v.blocked_services);
  get_if_there(j, "bundles", v.bundles);
  if (const auto engines = j.find("engines"); engines != j.end())
    for (const auto& [engine, use] : engines->items()) v.engines[engine] = codec::unword(engine_uses, use);
  j.at("garden").get_to(v.garden);
  j.at("id").get_to(v.id);
  j.at("name").get_to(v.name);
  read_flag(j, "other_engines_blocked", v.other_engines_blocked);
  get_if_there(j, "parent", v.parent);
  read_flag(j, "safe_search", v.safe_search);
  read_timed(j, "timed_categories", v.timed_categories);
  read_timed(j, "timed_services", v.timed_services);
  read_flag(j, "walled_garden", v.walled_garden);
  if (!j.at("youtube").is_null()) v.youtube = codec::unword(youtube_modes, j.at("youtube"));
}

void to_json(json& j, const Bundle& v) { j = {{"id", v.id}, {"name", v.name}, {"names", v.names}}; }

void from_json(const json& j, Bundle& v) {
  j.at("id").get_to(v.id);
  j.at("name").get_to(v.name);
  j.at("names").get_to(v.names);
}

}  // namespace schoolgate
