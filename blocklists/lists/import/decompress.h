// A file as a stream of plain octets: stored plain, or packed with gzip (RFC 1952, several members), xz or zstd
// (RFC 8878), told by its first octets and not by its name.
// Memory: two fixed buffers and the decoder's own window, each with a limit.
// Errors: not_found (no such file), bad_input (cut off, damaged, an archive), limit (unpacks to too much), storage.
// Thread rules: one thread a source.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "blocklists/fault.h"

namespace schoolgate {

/// The largest public lists unpack to about 120 MB; a small packed file that unpacks to more than 1 GiB is an attack or
/// a mistake, and would keep a small box busy for minutes.
inline constexpr std::uint64_t max_unpacked_octets = std::uint64_t{1} << 30;

class OctetSource {
 public:
  virtual ~OctetSource() = default;
  /// Fills at least one octet of `into`, which must not be empty; 0 at the end.
  virtual std::expected<std::size_t, Fault> read(std::span<char> into) = 0;
  /// "none", "gzip", "xz" or "zstd".
  virtual std::string_view compression() const = 0;
};

std::expected<std::unique_ptr<OctetSource>, Fault> open_unpacked(const std::string& path,
                                                                 std::uint64_t limit = max_unpacked_octets);

}  // namespace schoolgate
