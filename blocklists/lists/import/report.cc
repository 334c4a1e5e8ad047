#include "blocklists/lists/import/report.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace schoolgate {
namespace {

constexpr std::string_view other_kinds = "other reasons";

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

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t size = character_size(text);
    const auto octet = static_cast<unsigned char>(text.front());
    const bool plain = size > 1 || (size == 1 && octet >= 0x20 && octet != 0x7f);
    const std::string piece = plain ? std::string(text.substr(0, size)) : fmt::format("\\x{:02x}", octet);
    if (out.size() + piece.size() > max_place_octets) break;
    out += piece;
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return out;
}

void Findings::add(std::string_view kind, bool warning, std::uint64_t line, std::string_view file,
                   std::string_view text) {
  auto found = by_kind_.find(kind);
  if (found == by_kind_.end()) {
    if (by_kind_.size() >= max_kinds && !warning) kind = other_kinds;
    found = by_kind_.try_emplace(std::string(kind)).first;
    found->second.kind = kind;
    found->second.warning = warning;
  }
  ImportFinding& finding = found->second;
  ++finding.count;
  if (finding.first.size() < max_places) finding.first.push_back({line, std::string(file), printable(text)});
}

std::vector<ImportFinding> Findings::take() {
  std::vector<ImportFinding> findings;
  for (auto& [kind, finding] : by_kind_) findings.push_back(std::move(finding));
  by_kind_.clear();
  std::ranges::sort(findings, [](const ImportFinding& a, const ImportFinding& b) {
    return std::tie(a.warning, b.count, a.kind) < std::tie(b.warning, a.count, b.kind);
  });
  return findings;
}

}  // namespace schoolgate
