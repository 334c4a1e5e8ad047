#include "blocklists/change-control/codec.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sodium.h>

#include "blocklists/change-control/codec_json.h"
#include "blocklists/change-control/merkle.h"
#include "blocklists/change-control/text.h"

namespace schoolgate {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr int leaf_version = 1;
constexpr std::size_t salt_octets = 16;  // as hard to guess as the hash is to invert for short values

constexpr codec::Word<Actor::Via> vias[] = {{Actor::Via::web, "web"},
                                            {Actor::Via::token, "token"},
                                            {Actor::Via::console, "console"},
                                            {Actor::Via::system, "system"}};

}  // namespace

namespace codec {

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

/// Moves the text at `place`, or each text of the list there, out of the leaf. Empty texts say nothing about anybody
/// and stay.
void commit_to(json& leaf, json& personal, const std::string& place) {
  const json::json_pointer at(place);
  if (leaf.contains(at) && leaf[at].is_array())
    for (std::size_t n = 0; n < leaf[at].size(); ++n) commit_to(leaf, personal, fmt::format("{}/{}", place, n));
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
  } else if (entry.kind.starts_with("review.")) {
    places.insert(places.end(), {"/before/reviewer", "/after/reviewer"});
  } else if (entry.kind.starts_with("report.")) {
    places.insert(places.end(), {"/before/text", "/before/device", "/after/text", "/after/device"});
  } else if (entry.kind.starts_with("quarantine.")) {
    places.insert(places.end(), {"/before/device", "/before/known", "/after/device", "/after/known"});
  } else if (entry.kind.starts_with("device.")) {
    places.insert(places.end(), {"/subject", "/before/id", "/before/name", "/before/addresses", "/before/hosts",
                                 "/before/identities", "/before/macs", "/after/id", "/after/name", "/after/addresses",
                                 "/after/hosts", "/after/identities", "/after/macs"});
  }
  return places;
}

/// Replaces commitments by their values, all the way down.
void fill_in(json& value, const std::string& place, const json& personal, std::size_t& used) {
  if (value.is_array())
    for (std::size_t n = 0; n < value.size(); ++n) fill_in(value[n], fmt::format("{}/{}", place, n), personal, used);
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
