#include "blocklists/change-control/export_parts.h"

#include <algorithm>
#include <charconv>

#include "blocklists/change-control/text.h"

namespace schoolgate {
namespace {

constexpr const char* format_name = "schoolgate change-control log";
constexpr const char* format_version = "1";

std::optional<std::uint64_t> number(const std::string& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string join(const std::vector<Hash>& hashes) {
  std::string text;
  for (const auto& hash : hashes) text += (text.empty() ? "" : " ") + to_hex(hash);
  return text;
}

std::optional<std::vector<Hash>> split(std::string_view text) {
  std::vector<Hash> hashes;
  constexpr std::size_t digits = 2 * std::tuple_size_v<Hash>;
  while (!text.empty()) {
    const auto octets = from_hex(text.substr(0, digits));
    Hash hash;
    if (!octets || octets->size() != hash.size()) return std::nullopt;
    std::ranges::copy(as_octets(*octets), hash.begin());
    hashes.push_back(hash);
    text.remove_prefix(digits);
    if (!text.empty()) text.remove_prefix(1);  // the blank: the row is rendered again and compared
  }
  return hashes;
}

bool has_names(const Pairs& pairs, const Pairs& like) {
  return std::ranges::equal(pairs, like, {}, &Pairs::value_type::first, &Pairs::value_type::first);
}

}  // namespace

Pairs ExportHeader::to_pairs() const {
  return {{format_name, format_version},
          {"origin", origin},
          {"key", key},
          {"first entry", std::to_string(first)},
          {"last entry", std::to_string(last)},
          {"entries in the log", std::to_string(size)},
          {"generated", generated},
          {"left", join(left)},
          {"school", school},
          {"time zone", zone},
          {"period", period},
          {"names", names}};
}

std::optional<ExportHeader> ExportHeader::from(const Pairs& pairs) {
  ExportHeader header;
  if (!has_names(pairs, header.to_pairs()) || pairs[0].second != format_version) return std::nullopt;
  const auto first = number(pairs[3].second);
  const auto last = number(pairs[4].second);
  const auto size = number(pairs[5].second);
  auto left = split(pairs[7].second);
  if (!first || !last || !size || !left) return std::nullopt;
  return ExportHeader{pairs[1].second,  pairs[2].second, pairs[6].second, *first,           *last,           *size,
                      std::move(*left), pairs[8].second, pairs[9].second, pairs[10].second, pairs[11].second};
}

Pairs ExportFooter::to_pairs() const { return {{"checkpoint", checkpoint}, {"right", join(right)}}; }

std::optional<ExportFooter> ExportFooter::from(const Pairs& pairs) {
  if (!has_names(pairs, ExportFooter{}.to_pairs())) return std::nullopt;
  auto right = split(pairs[1].second);
  if (!right) return std::nullopt;
  return ExportFooter{pairs[0].second, std::move(*right)};
}

std::string digest_text(const std::string& origin, const Hash& digest) {
  return "schoolgate export digest v1\n" + origin + "\n" + to_base64(digest) + "\n";
}

}  // namespace schoolgate
