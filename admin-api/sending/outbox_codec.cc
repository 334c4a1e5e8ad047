#include "admin-api/sending/outbox_codec.h"

#include <charconv>

#include <nlohmann/json.hpp>

namespace schoolgate::sending {
namespace {

using Json = nlohmann::json;

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::int64_t seconds(UtcSeconds when) { return when.time_since_epoch().count(); }
UtcSeconds moment(const Json& json, const char* key) {
  return UtcSeconds(std::chrono::seconds(json.at(key).get<std::int64_t>()));
}

/// nlohmann/json reports by exception.
template <class Value, class Read>
std::optional<Value> guarded(std::string_view text, Read&& read) try {
  return read(Json::parse(text));
} catch (const Json::exception&) {
  return std::nullopt;
}

}  // namespace

std::string encode(const Entry& entry) {
  return dump({{"id", entry.id},
               {"to", entry.to},
               {"kind", entry.kind},
               {"serial", entry.serial},
               {"subject", entry.subject},
               {"due", seconds(entry.due)},
               {"queued", seconds(entry.queued)},
               {"problem", entry.problem},
               {"given_up", seconds(entry.given_up)},
               {"number", entry.number}});
}

std::optional<Entry> decode_entry(std::string_view text) {
  return guarded<Entry>(text, [](const Json& json) {
    Entry entry;
    json.at("number").get_to(entry.number);
    json.at("id").get_to(entry.id);
    json.at("to").get_to(entry.to);
    json.at("kind").get_to(entry.kind);
    json.at("serial").get_to(entry.serial);
    json.at("subject").get_to(entry.subject);
    json.at("problem").get_to(entry.problem);
    entry.due = moment(json, "due");
    entry.queued = moment(json, "queued");
    entry.given_up = moment(json, "given_up");
    return entry;
  });
}

std::string encode(const Trouble& trouble) {
  return dump({{"since", seconds(trouble.since)}, {"problem", trouble.problem}});
}

std::optional<Trouble> decode_trouble(std::string_view text) {
  return guarded<Trouble>(text, [](const Json& json) {
    Trouble trouble;
    trouble.since = moment(json, "since");
    json.at("problem").get_to(trouble.problem);
    return trouble;
  });
}

std::optional<std::uint64_t> decode_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string numbered(std::string_view prefix, std::uint64_t number) {
  std::string key(prefix);
  for (int shift = 56; shift >= 0; shift -= 8) key += static_cast<char>(number >> static_cast<unsigned>(shift) & 0xFFU);
  return key;
}

}  // namespace schoolgate::sending
