#include "blocklists/change-control/codec.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sodium.h>

#include "blocklists/change-control/merkle.h"
#include "blocklists/change-control/text.h"

namespace schoolgate {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr int leaf_version = 1;
constexpr std::size_t salt_octets = 16;  // as hard to guess as the hash is to invert for short values

template <class Json>
std::string dump(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);  // texts are checked at the edge; never throw here
}

template <class Enum>
struct Word {
  Enum value;
  const char* text;
};
constexpr Word<Role> roles[] = {
    {Role::network_manager, "network_manager"}, {Role::staff, "staff"}, {Role::governor, "governor"}};
constexpr Word<YouTube> youtube_modes[] = {
    {YouTube::off, "off"}, {YouTube::moderate, "moderate"}, {YouTube::strict, "strict"}};
constexpr Word<RuleAction> rule_actions[] = {{RuleAction::allow, "allow"}, {RuleAction::block, "block"}};
constexpr Word<BlockStyle> block_styles[] = {{BlockStyle::null_address, "null_address"},
                                             {BlockStyle::nxdomain, "nxdomain"},
                                             {BlockStyle::refused, "refused"},
                                             {BlockStyle::block_page, "block_page"}};
constexpr Word<Actor::Via> vias[] = {{Actor::Via::web, "web"},
                                     {Actor::Via::token, "token"},
                                     {Actor::Via::console, "console"},
                                     {Actor::Via::system, "system"}};

template <class Enum, std::size_t N>
const char* word(const Word<Enum> (&words)[N], Enum value) {
  for (const auto& each : words) {
    if (each.value == value) return each.text;
  }
  return words[0].text;
}

template <class Enum, std::size_t N>
Enum unword(const Word<Enum> (&words)[N], const json& text) {
  for (const auto& each : words) {
    if (text == each.text) return each.value;
  }
  throw std::invalid_argument("an unknown word");  // caught by guarded()
}

std::string moment(UtcSeconds when) { return to_rfc3339(when); }
UtcSeconds unmoment(const json& text) {
  const auto when = parse_rfc3339(text.get<std::string>());
  if (!when) throw std::invalid_argument("no time");
  return std::chrono::floor<std::chrono::seconds>(*when);
}
Prefix unprefix(const json& text) {
  const auto prefix = Prefix::parse(text.get<std::string>());
  if (!prefix) throw std::invalid_argument("no address");
  return *prefix;
}

/// Runs a decoder; whatever is wrong with the text becomes one fault. nlohmann/json reports by exception.
template <class T>
std::expected<T, Fault> guarded(std::string_view what, const std::function<T()>& decode) {
  try {
    return decode();
  } catch (const std::exception& error) {
    return fault(Fault::Kind::damaged, fmt::format("{} cannot be read: {}", what, error.what()),
                 "Restore the latest backup.");
  }
}

}  // namespace

// nlohmann/json finds these by argument-dependent lookup, so they stand in the namespace of the values.
static void to_json(json& j, const Settings& v) {
  j = {{"block_page_addresses", v.block_page_addresses},
       {"block_style", word(block_styles, v.block_style)},
       {"essentials", v.essentials},
       {"protected_names", v.protected_names},
       {"school", v.school},
       {"zone", v.zone}};
}
static void from_json(const json& j, Settings& v) {
  j.at("block_page_addresses").get_to(v.block_page_addresses);
  v.block_style = unword(block_styles, j.at("block_style"));
  j.at("essentials").get_to(v.essentials);
  j.at("protected_names").get_to(v.protected_names);
  j.at("school").get_to(v.school);
  j.at("zone").get_to(v.zone);
}
static void to_json(json& j, const Person& v) {
  j = {{"disabled", v.disabled},
       {"must_change_password", v.must_change_password},
       {"name", v.name},
       {"password_hash", v.password_hash},
       {"role", word(roles, v.role)},
       {"user", v.user}};
}
static void from_json(const json& j, Person& v) {
  j.at("disabled").get_to(v.disabled);
  j.at("must_change_password").get_to(v.must_change_password);
  j.at("name").get_to(v.name);
  j.at("password_hash").get_to(v.password_hash);
  v.role = unword(roles, j.at("role"));
  j.at("user").get_to(v.user);
}
static void to_json(json& j, const Group& v) {
  json addresses = json::array();
  for (const auto& prefix : v.addresses) addresses.push_back(prefix.to_text());
  j = {{"addresses", addresses},
       {"blocked_categories", v.blocked_categories},
       {"garden", v.garden},
       {"id", v.id},
       {"name", v.name},
       {"safe_search", v.safe_search},
       {"walled_garden", v.walled_garden},
       {"youtube", word(youtube_modes, v.youtube)}};
}
static void from_json(const json& j, Group& v) {
  for (const auto& prefix : j.at("addresses")) v.addresses.push_back(unprefix(prefix));
  j.at("blocked_categories").get_to(v.blocked_categories);
  j.at("garden").get_to(v.garden);
  j.at("id").get_to(v.id);
  j.at("name").get_to(v.name);
  j.at("safe_search").get_to(v.safe_search);
  j.at("walled_garden").get_to(v.walled_garden);
  v.youtube = unword(youtube_modes, j.at("youtube"));
}
static void to_json(json& j, const Rule& v) {
  j = {{"action", word(rule_actions, v.action)}, {"groups", v.groups}, {"id", v.id}, {"name", v.name}};
}
static void from_json(const json& j, Rule& v) {
  v.action = unword(rule_actions, j.at("action"));
  j.at("groups").get_to(v.groups);
  j.at("id").get_to(v.id);
  j.at("name").get_to(v.name);
}
static void to_json(json& j, const Unblock& v) {
  j = {{"groups", v.groups},
       {"id", v.id},
       {"names", v.names},
       {"requested_by", v.requested_by},
       {"risk", v.risk ? json(*v.risk) : json()},
       {"starts", moment(v.starts)},
       {"topic", v.topic},
       {"until", moment(v.until)}};
}
static void from_json(const json& j, Unblock& v) {
  j.at("groups").get_to(v.groups);
  j.at("id").get_to(v.id);
  j.at("names").get_to(v.names);
  j.at("requested_by").get_to(v.requested_by);
  if (!j.at("risk").is_null()) v.risk = j.at("risk").get<int>();
  v.starts = unmoment(j.at("starts"));
  j.at("topic").get_to(v.topic);
  v.until = unmoment(j.at("until"));
}
static void to_json(json& j, const EmergencyBlock& v) {
  j = {{"id", v.id}, {"names", v.names}, {"since", moment(v.since)}};
}
static void from_json(const json& j, EmergencyBlock& v) {
  j.at("id").get_to(v.id);
  j.at("names").get_to(v.names);
  v.since = unmoment(j.at("since"));
}
static void to_json(json& j, const Quarantine& v) {
  j = {{"device", v.device.to_text()}, {"id", v.id}, {"until", v.until ? json(moment(*v.until)) : json()}};
}
static void from_json(const json& j, Quarantine& v) {
  v.device = unprefix(j.at("device"));
  j.at("id").get_to(v.id);
  if (!j.at("until").is_null()) v.until = unmoment(j.at("until"));
}
static void to_json(json& j, const Source& v) {
  j = {{"address", v.address}, {"category", v.category},
       {"enabled", v.enabled}, {"every_hours", v.every_hours},
       {"format", v.format},   {"id", v.id},
       {"title", v.title}};
}
static void from_json(const json& j, Source& v) {
  j.at("address").get_to(v.address);
  j.at("category").get_to(v.category);
  j.at("enabled").get_to(v.enabled);
  j.at("every_hours").get_to(v.every_hours);
  j.at("format").get_to(v.format);
  j.at("id").get_to(v.id);
  j.at("title").get_to(v.title);
}
static void to_json(json& j, const ImportTotals& v) {
  j = {{"accepted", v.accepted}, {"comments", v.comments}, {"covered", v.covered},  {"duplicate", v.duplicate},
       {"lines", v.lines},       {"names", v.names},       {"rejected", v.rejected}};
}
static void from_json(const json& j, ImportTotals& v) {
  j.at("accepted").get_to(v.accepted);
  j.at("comments").get_to(v.comments);
  j.at("covered").get_to(v.covered);
  j.at("duplicate").get_to(v.duplicate);
  j.at("lines").get_to(v.lines);
  j.at("names").get_to(v.names);
  j.at("rejected").get_to(v.rejected);
}
static void to_json(json& j, const ListState& v) {
  j = {{"category", v.category},   {"enabled", v.enabled}, {"format", v.format},
       {"held", v.held},           {"id", v.id},           {"origin", v.origin},
       {"since", moment(v.since)}, {"title", v.title},     {"totals", v.totals},
       {"version", v.version}};
}
static void from_json(const json& j, ListState& v) {
  j.at("category").get_to(v.category);
  j.at("enabled").get_to(v.enabled);
  j.at("format").get_to(v.format);
  j.at("held").get_to(v.held);
  j.at("id").get_to(v.id);
  j.at("origin").get_to(v.origin);
  v.since = unmoment(j.at("since"));
  j.at("title").get_to(v.title);
  j.at("totals").get_to(v.totals);
  j.at("version").get_to(v.version);
}

namespace codec {

std::string encode(const Settings& value) { return dump(json(value)); }
std::string encode(const Person& value) { return dump(json(value)); }
std::string encode(const Group& value) { return dump(json(value)); }
std::string encode(const Rule& value) { return dump(json(value)); }
std::string encode(const Unblock& value) { return dump(json(value)); }
std::string encode(const EmergencyBlock& value) { return dump(json(value)); }
std::string encode(const Quarantine& value) { return dump(json(value)); }
std::string encode(const Source& value) { return dump(json(value)); }
std::string encode(const ListState& value) { return dump(json(value)); }

std::string encode(const Head& value) {
  return dump(json{{"clock_floor", moment(value.clock_floor)},
                   {"serial", value.serial},
                   {"trie_generation", value.trie_generation}});
}

std::expected<Head, Fault> decode_head(std::string_view text) {
  return guarded<Head>("the state's head", [&] {
    const json j = json::parse(text);
    return Head{j.at("serial"), j.at("trie_generation"), unmoment(j.at("clock_floor"))};
  });
}

std::expected<void, Fault> decode_into(PolicyState& state, std::string_view noun, const std::string& id,
                                       std::string_view value) {
  const auto read = guarded<bool>(fmt::format("{}/{} in the state", noun, id), [&] {
    const json j = json::parse(value);
    if (noun == "settings")
      state.settings = j.get<Settings>();
    else if (noun == "people")
      state.people[id] = j.get<Person>();
    else if (noun == "groups")
      state.groups[id] = j.get<Group>();
    else if (noun == "rules")
      state.rules[id] = j.get<Rule>();
    else if (noun == "unblocks")
      state.unblocks[id] = j.get<Unblock>();
    else if (noun == "emergencies")
      state.emergencies[id] = j.get<EmergencyBlock>();
    else if (noun == "quarantines")
      state.quarantines[id] = j.get<Quarantine>();
    else if (noun == "sources")
      state.sources[id] = j.get<Source>();
    else if (noun == "lists")
      state.lists[id] = j.get<ListState>();
    else
      throw std::invalid_argument("an unknown kind of value");
    return true;
  });
  if (!read) return std::unexpected(read.error());
  return {};
}

std::optional<std::string> as_logged(std::string_view noun, std::string_view value) {
  json j = json::parse(value, nullptr, false);
  if (!j.is_object()) return std::nullopt;
  if (noun == "people") {
    j.erase("password_hash");
    j.erase("must_change_password");
  }
  return dump(j);
}

std::string fields(const std::vector<std::pair<std::string, std::string>>& texts,
                   const std::vector<std::pair<std::string, std::uint64_t>>& numbers) {
  json j = json::object();
  for (const auto& [key, text] : texts) j[key] = text;
  for (const auto& [key, number] : numbers) j[key] = number;
  return dump(j);
}

std::string with_number(const std::string& value, const std::string& key, std::uint64_t number) {
  json j = json::parse(value);
  j[key] = number;
  return dump(j);
}

std::string without(const std::string& value, const std::string& key) {
  json j = json::parse(value);
  j.erase(key);
  return dump(j);
}

namespace {

std::string commitment(const std::string& salt, const std::string& value) {
  return to_hex(merkle::sha256(salt + value));
}

/// Moves the text at `place` out of the leaf. Empty texts say nothing about anybody and stay.
void commit_to(json& leaf, json& personal, const char* place) {
  const json::json_pointer at(place);
  if (!leaf.contains(at) || !leaf[at].is_string() || leaf[at].get_ref<const std::string&>().empty()) return;
  std::string salt(salt_octets, '\0');
  randombytes_buf(salt.data(), salt.size());
  const auto value = leaf[at].get<std::string>();
  personal[place] = {{"salt", to_hex(as_octets(salt))}, {"value", value}};
  leaf[at] = {{"commitment", commitment(salt, value)}};
}

std::vector<const char*> personal_places(const Entry& entry) {
  std::vector<const char*> places;
  const bool person = entry.actor.via == Actor::Via::web || entry.actor.via == Actor::Via::token;
  places.push_back("/actor/address");
  if (person) places.push_back("/actor/user");
  if (entry.actor.via != Actor::Via::system) places.push_back("/why");
  if (entry.kind.starts_with("person.") || entry.kind.starts_with("password.")) {
    places.insert(places.end(), {"/subject", "/before/user", "/before/name", "/after/user", "/after/name"});
  } else if (entry.kind.starts_with("unblock.")) {
    places.insert(places.end(), {"/before/topic", "/before/requested_by", "/after/topic", "/after/requested_by"});
  } else if (entry.kind.starts_with("quarantine.")) {
    places.insert(places.end(), {"/before/device", "/after/device"});
  }
  return places;
}

/// Replaces commitments by their values, all the way down.
void fill_in(json& value, const std::string& place, const json& personal, std::size_t& used) {
  if (!value.is_object()) return;
  if (value.size() == 1 && value.contains("commitment")) {
    const auto found = personal.find(place);
    if (found == personal.end()) {
      value = erased;
      return;
    }
    const auto salt = from_hex(found->at("salt").get<std::string>());
    const auto text = found->at("value").get<std::string>();
    if (!salt || value.at("commitment") != commitment(*salt, text)) {
      throw std::invalid_argument("its personal part does not match its commitment at " + place);
    }
    value = text;
    ++used;
    return;
  }
  for (auto& [key, child] : value.items()) fill_in(child, place + "/" + key, personal, used);
}

std::string text_or_empty(const json& value) { return value.is_null() ? std::string() : dump(value); }

}  // namespace

Leaf encode_leaf(const Entry& entry) {
  const auto parsed = [](const std::string& text) { return text.empty() ? json() : json::parse(text); };
  json leaf{{"v", leaf_version},
            {"serial", entry.serial},
            {"time", to_rfc3339(entry.time)},
            {"clock", entry.clock_trusted ? "trusted" : "not trusted"},
            {"kind", entry.kind},
            {"actor",
             {{"user", entry.actor.user},
              {"address", entry.actor.address},
              {"role", word(roles, entry.actor.role)},
              {"via", word(vias, entry.actor.via)}}},
            {"why", entry.why},
            {"subject", entry.subject},
            {"before", parsed(entry.before)},
            {"after", parsed(entry.after)}};
  json personal = json::object();
  for (const char* place : personal_places(entry)) commit_to(leaf, personal, place);
  return {dump(leaf), personal.empty() ? std::string() : dump(personal)};
}

std::expected<Record, Fault> decode_record(std::string_view leaf, std::string_view personal) {
  return guarded<Record>("the entry", [&] {
    json j = json::parse(leaf);
    const json values = personal.empty() ? json::object() : json::parse(personal);
    if (j.at("v") != leaf_version) throw std::invalid_argument("it has a version that this program does not know");
    std::size_t used = 0;
    fill_in(j, "", values, used);
    if (used != values.size()) throw std::invalid_argument("its personal part holds what the entry does not");
    Record record;
    record.serial = j.at("serial");
    const auto time = parse_rfc3339(j.at("time").get<std::string>());
    if (!time) throw std::invalid_argument("no time");
    record.time = *time;
    record.clock_trusted = j.at("clock") == "trusted";
    const json& actor = j.at("actor");
    actor.at("user").get_to(record.user);
    actor.at("role").get_to(record.role);
    actor.at("via").get_to(record.via);
    actor.at("address").get_to(record.address);
    j.at("kind").get_to(record.kind);
    j.at("why").get_to(record.why);
    j.at("subject").get_to(record.subject);
    record.before = text_or_empty(j.at("before"));
    record.after = text_or_empty(j.at("after"));
    record.leaf = leaf;
    record.personal = personal;
    return record;
  });
}

std::optional<UtcMillis> leaf_time(std::string_view leaf) {
  // Quotes inside values are escaped, so this can only be the key; keys are sorted, and it is near the end.
  constexpr std::string_view key = "\"time\":\"";
  const auto begin = leaf.rfind(key);
  if (begin == std::string_view::npos) return std::nullopt;
  const auto end = leaf.find('"', begin + key.size());
  if (end == std::string_view::npos) return std::nullopt;
  return parse_rfc3339(leaf.substr(begin + key.size(), end - begin - key.size()));
}

std::string line(const std::vector<std::pair<std::string, std::string>>& texts) {
  ordered_json j = ordered_json::object();
  for (const auto& [key, text] : texts) j[key] = text;
  return dump(j);
}

std::optional<std::vector<std::pair<std::string, std::string>>> parse_line(std::string_view text) {
  const auto j = ordered_json::parse(text, nullptr, false);
  if (!j.is_object()) return std::nullopt;
  std::vector<std::pair<std::string, std::string>> texts;
  for (const auto& [key, value] : j.items()) {
    if (!value.is_string()) return std::nullopt;
    texts.emplace_back(key, value.template get<std::string>());
  }
  return texts;
}

std::string record_line(const Record& record, const std::string& leaf_hash) {
  // Written piece by piece: before and after are canonical JSON already, and reading them again would cost more than
  // all the rest of verifying an export.
  const auto text = [](std::string_view key, const std::string& value) {
    return fmt::format(",\"{}\":{}", key, dump(json(value)));
  };
  const auto raw = [](std::string_view key, const std::string& value) {
    return fmt::format(",\"{}\":{}", key, value.empty() ? "null" : value);
  };
  return fmt::format("{{\"serial\":{}", record.serial) + text("time", to_rfc3339(record.time)) +
         text("clock", record.clock_trusted ? "trusted" : "not trusted") + text("who", record.user) +
         text("role", record.role) + text("via", record.via) + text("address", record.address) +
         text("kind", record.kind) + text("why", record.why) + text("subject", record.subject) +
         raw("before", record.before) + raw("after", record.after) + text("leaf_hash", leaf_hash) +
         text("leaf", record.leaf) + text("personal", record.personal) + "}";
}

std::optional<RecordLine> parse_record_line(std::string_view text) {
  const json j = json::parse(text, nullptr, false);
  if (!j.is_object()) return std::nullopt;
  const auto is_text = [&](const char* key) { return j.contains(key) && j[key].is_string(); };
  if (!j.contains("serial") || !j["serial"].is_number_unsigned() || !is_text("leaf") || !is_text("personal") ||
      !is_text("leaf_hash")) {
    return std::nullopt;
  }
  return RecordLine{j["serial"], j["leaf"], j["personal"], j["leaf_hash"]};
}

}  // namespace codec
}  // namespace schoolgate
