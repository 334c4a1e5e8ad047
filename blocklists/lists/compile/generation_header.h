// The header record of a stored generation; its layout is in FORMAT.md beside this file.
// Thread rules: pure functions.
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/fault.h"
#include "blocklists/lists/compile/compile.h"

namespace schoolgate {

struct GenerationHeader {
  std::uint64_t generation = 0;
  std::uint64_t trie_octets = 0;
  std::uint64_t zone_data_octets = 0;
  std::uint32_t octets_checksum = 0;
  std::vector<std::uint32_t> chunk_checksums;
  std::vector<CompiledList> lists;
};

std::string encode(const GenerationHeader& header);
/// Faults: damaged.
std::expected<GenerationHeader, Fault> decode_generation_header(std::string_view record);

/// CRC-32 as zlib has it, going on from `before`.
std::uint32_t checksum(std::string_view octets, std::uint32_t before = 0);

}  // namespace schoolgate
