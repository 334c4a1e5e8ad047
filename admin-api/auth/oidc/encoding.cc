#include "admin-api/auth/oidc/encoding.h"

#include <algorithm>
#include <set>

#include <sodium.h>

namespace schoolgate::auth::oidc {
namespace {

constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
constexpr int max_depth = 8;  // discovery documents have two levels

}  // namespace

std::string to_base64url(std::string_view octets) {
  std::string text(sodium_base64_encoded_len(octets.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(octets.data()), octets.size(),
                    variant);
  text.pop_back();  // libsodium's terminating zero
  return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string octets(text.size(), '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(octets.data()), octets.size(), text.data(), text.size(),
                        nullptr, &size, &end, variant) != 0 ||
      end != text.data() + text.size())
    return std::nullopt;
  octets.resize(size);
  if (to_base64url(octets) != text) return std::nullopt;  // libsodium 1.0.18 takes characters that are not in the set
  return octets;
}

std::string sha256(std::string_view octets) {
  std::string hash(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(hash.data()),
                     reinterpret_cast<const unsigned char*>(octets.data()), octets.size());
  return hash;
}

std::string escaped(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view marks = "-._~";
  std::string result;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || marks.contains(c);
    if (plain) {
      result += c;
      continue;
    }
    result += '%';
    result += digits[octet >> 4U];
    result += digits[octet & 15U];
  }
  return result;
}

std::string form(const Parameters& parameters) {
  std::string text;
  for (const auto& [name, value] : parameters) {
    if (!text.empty()) text += '&';
    text += escaped(name);
    text += '=';
    text += escaped(value);
  }
  return text;
}

std::optional<Json> read_object(std::string_view text) {
  std::vector<std::set<std::string>> keys;  // of the objects that are open
  bool good = true;
  const auto watch = [&](int depth, Json::parse_event_t event, Json& value) {
    if (depth > max_depth) good = false;
    if (event == Json::parse_event_t::object_start) keys.emplace_back();
    if (event == Json::parse_event_t::object_end && !keys.empty()) keys.pop_back();
    if (event == Json::parse_event_t::key && (keys.empty() || !keys.back().insert(value.get<std::string>()).second))
      good = false;
    return true;
  };
  Json json = Json::parse(text, watch, false);
  if (!good || !json.is_object()) return std::nullopt;
  return json;
}

std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::vector<std::string> texts_at(const Json& object, const char* key) {
  std::vector<std::string> texts;
  const auto found = object.find(key);
  if (found == object.end() || !found->is_array()) return texts;
  for (const Json& each : *found)
    if (each.is_string()) texts.push_back(each.get<std::string>());
  return texts;
}

bool is_https(std::string_view address) {
  constexpr std::string_view https = "https://";
  if (!address.starts_with(https)) return false;
  const auto rest = address.substr(https.size());
  const auto server = rest.substr(0, rest.find_first_of("/?"));
  return !server.empty() && !server.contains('@') && std::ranges::all_of(address, [](unsigned char c) {
    return c > 0x20 && c < 0x7F && c != '#' && c != '"' && c != '<' && c != '>' && c != '\\';
  });
}

}  // namespace schoolgate::auth::oidc
