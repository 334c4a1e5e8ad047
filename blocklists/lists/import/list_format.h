// The octets of stored lists: keys, headers, sealed chunks and front-coded entries, as list_store.h describes them.
// Private to this folder. Thread rules: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "blocklists/lists/entry.h"

namespace schoolgate::list_format {

inline constexpr std::string_view counter_prefix = "n";
inline constexpr std::string_view header_prefix = "h";
inline constexpr std::string_view chunk_prefix = "c";
inline constexpr std::size_t chunk_number_octets = 4;
inline constexpr std::size_t seal_octets = 4;
/// Ids are file and source names; what is longer is a mistake, and keys should stay short.
inline constexpr std::size_t max_list_id_octets = 512;

struct Header {
  std::uint64_t entries = 0;
  std::uint32_t chunks = 0;
};
struct KeyParts {
  std::string list_id;
  std::uint64_t version = 0;
};

std::string counter_key(std::string_view list_id);
std::string header_key(std::string_view list_id, std::uint64_t version);
std::string chunk_key(std::string_view list_id, std::uint64_t version, std::uint32_t number);
/// Of a header's or a chunk's key; nothing for other octets.
std::optional<KeyParts> parse_key(std::string_view key);

std::string encode_number(std::uint64_t number);
std::uint64_t decode_number(std::string_view octets);
std::string encode_header(std::string_view key, const Header& header);
std::optional<Header> decode_header(std::string_view key, std::string_view value);

/// `payload` with its CRC-32 before it.
std::string seal(std::string_view key, std::string_view payload);
bool is_sealed(std::string_view key, std::string_view value);

void append_entry(std::string& chunk, std::string_view last_key, const Entry& entry);
/// Takes one entry off `rest`; false when the octets make no sense.
bool take_entry(std::string_view& rest, std::string_view last_key, Entry& entry);

}  // namespace schoolgate::list_format
