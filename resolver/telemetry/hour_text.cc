#include "resolver/telemetry/hour_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace schoolgate {
namespace {

constexpr std::array<std::pair<std::string_view, std::uint64_t HourCounts::*>, 5> totals{
    {{"queries", &HourCounts::queries},
     {"blocked", &HourCounts::blocked},
     {"rewritten", &HourCounts::rewritten},
     {"failed", &HourCounts::failed},
     {"cached", &HourCounts::cached}}};

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const auto end = std::min(line.find(' '), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return words;
}

bool read_number(std::string_view word, std::uint64_t& number) {
  const auto parsed = std::from_chars(word.data(), word.data() + word.size(), number);
  return parsed.ec == std::errc{} && parsed.ptr == word.data() + word.size();
}

bool read_line(std::string_view line, HourCounts& hour) {
  const auto words = words_of(line);
  if (words.size() == 2) {
    const auto* total =
        std::ranges::find(totals, words[0], &std::pair<std::string_view, std::uint64_t HourCounts::*>::first);
    return total != totals.end() && read_number(words[1], hour.*(total->second));
  }
  if (words.size() == 3 && words[0] == "category")
    return read_number(words[2], hour.by_category[std::string(words[1])]);
  if (words.size() != 4 || words[0] != "group") return false;
  HourCounts::OfGroup& group = hour.by_group[std::string(words[1])];
  return read_number(words[2], group.queries) && read_number(words[3], group.blocked);
}

}  // namespace

std::string hour_text(const HourCounts& hour) {
  std::string text;
  auto to = std::back_inserter(text);
  for (const auto& [word, count] : totals) fmt::format_to(to, "{} {}\n", word, hour.*count);
  for (const auto& [category, count] : hour.by_category) fmt::format_to(to, "category {} {}\n", category, count);
  for (const auto& [group, counts] : hour.by_group)
    fmt::format_to(to, "group {} {} {}\n", group, counts.queries, counts.blocked);
  return text;
}

std::optional<HourCounts> parse_hour(std::string_view text) {
  HourCounts hour;
  while (!text.empty()) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos || !read_line(text.substr(0, end), hour)) return std::nullopt;
    text.remove_prefix(end + 1);
  }
  return hour;
}

}  // namespace schoolgate
