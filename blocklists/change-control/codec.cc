#include "blocklists/change-control/codec.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "blocklists/change-control/codec_json.h"
#include "blocklists/change-control/personal.h"

namespace schoolgate {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr int leaf_version = 1;

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
  take_out_secrets(noun, j);
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

/// Puts commitments in the place of every text below `value` that may be personal, in the order in which dump() writes.
void commit_to(json& value, std::vector<personal::Value>& values) {
  if (value.is_object()) {
    for (auto& [key, child] : value.items())
      if (!personal::is_plain_key(key)) commit_to(child, values);
  } else if (value.is_array()) {
    for (json& child : value) commit_to(child, values);
  } else if (value.is_string() && !personal::is_plain_text(value.get_ref<const std::string&>())) {
    values.push_back({personal::new_salt(), value.get<std::string>(), 0, personal::Was::text, 0});
    value = {{"commitment", personal::commitment(values.back().salt, values.back().value)}};
  }
}

bool rewrite(json& value, const ReplaceText& replace) {
  bool changed = false;
  if (value.is_object()) {
    for (auto& [key, child] : value.items())
      if (!personal::is_plain_key(key)) changed |= rewrite(child, replace);
  } else if (value.is_array()) {
    for (json& child : value) changed |= rewrite(child, replace);
  } else if (value.is_string() && !personal::is_plain_text(value.get_ref<const std::string&>())) {
    if (auto text = replace(value.get_ref<const std::string&>())) {
      value = std::move(*text);
      changed = true;
    }
  }
  return changed;
}

/// Takes a value's fields as the parser meets them: long exports read each value several times, and need no tree of it.
class Flattener final : public json::json_sax_t {
 public:
  std::vector<Field> fields;

  bool null() override { return true; }
  bool boolean(bool value) override { return add(value ? "yes" : "no"); }
  bool number_integer(json::number_integer_t value) override { return add(std::to_string(value)); }
  bool number_unsigned(json::number_unsigned_t value) override { return add(std::to_string(value)); }
  bool number_float(json::number_float_t value, const std::string& /*text*/) override { return add(dump(json(value))); }
  bool string(std::string& value) override { return add(std::move(value)); }
  bool binary(json::binary_t& /*value*/) override { return false; }  // JSON has none
  bool start_object(std::size_t /*size*/) override {
    outer_.push_back(place_.size());
    return true;
  }
  bool key(std::string& name) override {
    place_.resize(outer_.back());
    if (!place_.empty()) place_ += '.';
    place_ += name;
    return true;
  }
  bool end_object() override {
    place_.resize(outer_.back());
    outer_.pop_back();
    return true;
  }
  bool start_array(std::size_t /*size*/) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t /*at*/, const std::string& /*token*/, const json::exception& /*why*/) override {
    return false;
  }

 private:
  bool add(std::string text) {
    fields.push_back({place_, std::move(text)});
    return true;
  }
  std::string place_;
  std::vector<std::size_t> outer_;  // of each open object: how much of place_ is its own
};

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
  // In the order of the leaf's keys. The console and the system are nobody's names.
  std::vector<personal::Value> values;
  json& actor = leaf["actor"];
  commit_to(actor["address"], values);
  if (entry.actor.via == Actor::Via::web || entry.actor.via == Actor::Via::token) commit_to(actor["user"], values);
  for (const char* key : {"after", "before", "subject", "why"}) commit_to(leaf[key], values);
  return {dump(leaf), personal::encode(values)};
}

std::optional<std::string> with_texts_replaced(std::string_view value, const ReplaceText& replace) {
  json j = json::parse(value, nullptr, false);
  if (j.is_discarded() || !rewrite(j, replace)) return std::nullopt;
  return dump(j);
}

std::vector<Field> fields_of(std::string_view value) {
  Flattener flattener;
  if (!json::sax_parse(value, &flattener)) return {};
  return std::move(flattener.fields);
}

std::string as_stored(std::string_view noun, std::string_view logged) {
  json whole = noun == "people" ? json::parse(encode(Person{})) : json::object();
  const json known = json::parse(logged, nullptr, false);
  if (known.is_object()) whole.update(known);
  return dump(whole);
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

}  // namespace codec
}  // namespace schoolgate
