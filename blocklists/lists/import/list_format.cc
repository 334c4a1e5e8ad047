#include "blocklists/lists/import/list_format.h"

#include <algorithm>

#include <zlib.h>

#include "blocklists/lists/zone_rule.h"
#include "blocklists/name.h"

namespace schoolgate::list_format {
namespace {

constexpr char header_version = 1;  // entries with effects that an older reader does not know are damage to it

void append_number(std::string& out, std::uint64_t number, int octets) {
  for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8) out += static_cast<char>((number >> shift) & 0xff);
}

std::string list_key(std::string_view prefix, std::string_view list_id) {
  std::string key(prefix);
  append_number(key, list_id.size(), 2);
  key += list_id;
  return key;
}

std::uint32_t checksum(std::string_view key, std::string_view payload) {
  const auto add = [](uLong sum, std::string_view octets) {
    return crc32(sum, reinterpret_cast<const Bytef*>(octets.data()), static_cast<uInt>(octets.size()));
  };
  return static_cast<std::uint32_t>(add(add(0, key), payload));
}

bool take_record(std::string_view& rest, std::string& record) {
  if (rest.size() < 2) return false;
  const auto size = static_cast<std::size_t>(decode_number(rest.substr(0, 2)));
  if (rest.size() - 2 < size) return false;
  record = rest.substr(2, size);
  rest.remove_prefix(2 + size);
  return decode_zone_record(record).has_value();
}

}  // namespace

std::string counter_key(std::string_view list_id) { return list_key(counter_prefix, list_id); }

std::string header_key(std::string_view list_id, std::uint64_t version) {
  std::string key = list_key(header_prefix, list_id);
  append_number(key, version, 8);
  return key;
}

std::string chunk_key(std::string_view list_id, std::uint64_t version, std::uint32_t number) {
  std::string key = list_key(chunk_prefix, list_id);
  append_number(key, version, 8);
  append_number(key, number, chunk_number_octets);
  return key;
}

std::optional<KeyParts> parse_key(std::string_view key) {
  constexpr std::size_t id_at = 3;
  if (key.size() < id_at) return std::nullopt;
  const auto size = static_cast<std::size_t>(decode_number(key.substr(1, 2)));
  const std::size_t after = key.starts_with(chunk_prefix) ? 8 + chunk_number_octets : 8;
  if (key.size() != id_at + size + after) return std::nullopt;
  return KeyParts{std::string(key.substr(id_at, size)), decode_number(key.substr(id_at + size, 8))};
}

std::string encode_number(std::uint64_t number) {
  std::string octets;
  append_number(octets, number, 8);
  return octets;
}

std::uint64_t decode_number(std::string_view octets) {
  std::uint64_t number = 0;
  for (const char octet : octets) number = number << 8 | static_cast<unsigned char>(octet);
  return number;
}

std::string encode_header(std::string_view key, const Header& header) {
  std::string fields(1, header_version);
  append_number(fields, header.entries, 8);
  append_number(fields, header.chunks, 4);
  return seal(key, fields);
}

std::optional<Header> decode_header(std::string_view key, std::string_view value) {
  if (value.size() != seal_octets + 13 || !is_sealed(key, value) || value[seal_octets] != header_version) {
    return std::nullopt;
  }
  return Header{decode_number(value.substr(seal_octets + 1, 8)),
                static_cast<std::uint32_t>(decode_number(value.substr(seal_octets + 9, 4)))};
}

std::string seal(std::string_view key, std::string_view payload) {
  std::string value;
  value.reserve(seal_octets + payload.size());
  append_number(value, checksum(key, payload), seal_octets);
  value += payload;
  return value;
}

bool is_sealed(std::string_view key, std::string_view value) {
  return value.size() >= seal_octets &&
         decode_number(value.substr(0, seal_octets)) == checksum(key, value.substr(seal_octets));
}

void append_entry(std::string& chunk, std::string_view last_key, const Entry& entry) {
  const auto differ = std::ranges::mismatch(last_key, entry.key);
  const auto shared = static_cast<std::size_t>(differ.in1 - last_key.begin());
  chunk += static_cast<char>(shared);
  chunk += static_cast<char>(entry.key.size() - shared);
  chunk += static_cast<char>(static_cast<unsigned>(entry.scope) | static_cast<unsigned>(entry.effect) << 2);
  chunk.append(entry.key, shared);
  if (entry.effect != Effect::zone_data) return;
  append_number(chunk, entry.data.size(), 2);
  chunk += entry.data;
}

bool take_entry(std::string_view& rest, std::string_view last_key, Entry& entry) {
  constexpr std::size_t head = 3;
  if (rest.size() < head) return false;
  const auto shared = static_cast<std::size_t>(static_cast<unsigned char>(rest[0]));
  const auto further = static_cast<std::size_t>(static_cast<unsigned char>(rest[1]));
  const auto flags = static_cast<unsigned char>(rest[2]);
  const bool known =
      (flags & 3) <= static_cast<unsigned>(Scope::below) && flags >> 2 <= static_cast<unsigned>(last_effect);
  if (!known || shared > last_key.size() || rest.size() - head < further || shared + further >= max_name_octets)
    return false;
  entry.key.assign(last_key.substr(0, shared)).append(rest.substr(head, further));
  entry.scope = static_cast<Scope>(flags & 3);
  entry.effect = static_cast<Effect>(flags >> 2);
  rest.remove_prefix(head + further);
  entry.data.clear();
  return entry.effect != Effect::zone_data || take_record(rest, entry.data);
}

}  // namespace schoolgate::list_format
