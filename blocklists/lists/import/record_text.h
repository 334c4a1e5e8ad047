// A record's type and data as master files write them (RFC 1035 section 5, RFC 3597 section 5) to octets: what response
// policy zones answer with. Private to this folder.
// Thread rules: pure functions.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace schoolgate::record_text {

/// Whether the type's data is read in words of its own: A, AAAA, CAA, CNAME, HTTPS, MX, PTR, SRV, SVCB, TXT.
bool is_known_type(std::string_view lower);
/// "TYPE65" or a known type to its number.
std::optional<std::uint16_t> type_number(std::string_view lower);

struct Data {
  std::uint16_t type = 0;
  std::vector<std::uint8_t> octets;
};
/// `fields` as the file has them, quotes kept; `origin` completes names without a dot at their end, nothing: they are
/// refused. "\# 4 c0000201" is taken for every type. The error is one of `kinds`, or a text for a report.
std::expected<Data, std::string_view> read(std::string_view lower_type, std::span<const std::string> fields,
                                           const std::optional<std::string>& origin);

/// "3600", "12h", "1W2D": seconds; nothing for anything else. What does not fit 31 bits is the most that does.
std::optional<std::uint32_t> read_time(std::string_view field);

}  // namespace schoolgate::record_text
