#include "blocklists/lists/keeper/content.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <string_view>

#include <fmt/format.h>

namespace schoolgate {

std::string fingerprint_of_file(const std::string& path) {
  constexpr std::uint64_t basis = 0xcbf29ce484222325, prime = 0x100000001b3;  // FNV-1a, 64 bits
  std::ifstream file(path, std::ios::binary);
  if (!file) return {};
  std::uint64_t hash = basis, octets = 0;
  std::array<char, 64 * 1024> buffer;
  while (file.read(buffer.data(), buffer.size()) || file.gcount() > 0) {
    const auto count = static_cast<std::size_t>(file.gcount());
    for (std::size_t i = 0; i < count; ++i) hash = (hash ^ static_cast<unsigned char>(buffer[i])) * prime;
    octets += count;
  }
  return fmt::format("{:016x}-{}", hash, octets);
}

bool looks_like_web_page(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string head(256, '\0');  // a doctype comes first, after blanks and a byte order mark at most
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(file.gcount()));
  std::ranges::transform(head, head.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  std::string_view text = head;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  return text.starts_with("<!doctype html") || text.starts_with("<html") || text.starts_with("<head");
}

}  // namespace schoolgate
