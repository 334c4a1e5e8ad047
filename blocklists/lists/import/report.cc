#include "blocklists/lists/import/report.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "blocklists/printable.h"

namespace schoolgate {
namespace {

constexpr std::string_view other_kinds = "other reasons";

}  // namespace

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
  if (finding.first.size() < max_places)
    finding.first.push_back({line, std::string(file), printable(text, max_place_octets)});
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
