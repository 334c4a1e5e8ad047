#include "blocklists/printable.h"

#include <algorithm>

#include <fmt/format.h>

namespace schoolgate {
namespace {

/// Octets of the well-formed UTF-8 character that `text` begins with (RFC 3629); 0 when there is none.
std::size_t character_size(std::string_view text) {
  const auto octet = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned first = octet(0);
  if (first < 0x80) return 1;
  const std::size_t size = first >= 0xf0 && first <= 0xf4 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (size == 0 || first > 0xf4 || text.size() < size) return 0;
  for (std::size_t at = 1; at < size; ++at) {
    if ((octet(at) & 0xc0) != 0x80) return 0;
  }
  const unsigned second = octet(1);
  const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
  const bool not_unicode = (first == 0xed && second > 0x9f) || (first == 0xf4 && second > 0x8f);
  return overlong || not_unicode ? 0 : size;
}

}  // namespace

std::string printable(std::string_view text, std::size_t most) {
  std::string out;
  while (!text.empty()) {
    const std::size_t size = character_size(text);
    const auto octet = static_cast<unsigned char>(text.front());
    const bool plain = size > 1 || (size == 1 && octet >= 0x20 && octet != 0x7f);
    const std::string piece = plain ? std::string(text.substr(0, size)) : fmt::format("\\x{:02x}", octet);
    if (out.size() + piece.size() > most) break;
    out += piece;
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return out;
}

}  // namespace schoolgate
