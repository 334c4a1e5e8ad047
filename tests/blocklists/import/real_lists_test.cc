// Every real list at hand imports, and its counts add up to the lines that an independent reader counts.
// Runs when SCHOOLGATE_TEST_LISTS names a folder of lists: packed with gzip or plain, in any depth.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

#include <fmt/format.h>
#include <zlib.h>

#include "blocklists/lists/import/squidguard.h"
#include "tests/blocklists/import/importing.h"

namespace schoolgate {
namespace {

namespace fs = std::filesystem;

/// zlib reads plain files too. A line is what ends in LF, and what is left at the end.
std::uint64_t count_lines(const std::string& path) {
  const gzFile file = gzopen(path.c_str(), "rb");
  REQUIRE(file != nullptr);
  std::uint64_t lines = 0;
  char last = '\n';
  std::vector<char> buffer(1 << 16);
  for (int got; (got = gzread(file, buffer.data(), static_cast<unsigned>(buffer.size()))) > 0;) {
    lines += static_cast<std::uint64_t>(std::count(buffer.begin(), buffer.begin() + got, '\n'));
    last = buffer[static_cast<std::size_t>(got) - 1];
  }
  gzclose(file);
  return last == '\n' ? lines : lines + 1;
}

struct Sum {
  std::size_t files = 0;
  ImportTotals totals;
};

void import_one(const std::string& path, std::uint64_t lines, Sum& sum) {
  INFO(path);
  Importing import;
  const auto report = import.file(path);
  if (path.ends_with(".tar.gz")) {
    REQUIRE_FALSE(report);
    CHECK(report.error().what.find("a tar archive") != std::string::npos);
    return;
  }
  REQUIRE(report);
  const ImportTotals& totals = report->totals;
  CHECK(totals.lines == lines);
  CHECK(adds_up(totals));
  std::uint64_t rejected = 0;
  for (const ImportFinding& finding : report->findings) rejected += finding.warning ? 0 : finding.count;
  CHECK(rejected == totals.rejected);
  const auto entries = import.entries(*report);
  CHECK(entries.size() == totals.names);
  CHECK(totals.names >= totals.accepted);
  if (std::getenv("SCHOOLGATE_TEST_VERBOSE") != nullptr) {
    fmt::print("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", path, to_text(report->format), totals.lines, totals.accepted,
               totals.duplicate, totals.covered, totals.rejected, totals.comments, totals.names);
    for (const auto& finding : report->findings) {
      fmt::print("    {}{} {}: {}\n", finding.warning ? "warning: " : "", finding.count, finding.kind,
                 finding.first.front().text);
    }
  }
  ++sum.files;
  sum.totals.lines += totals.lines;
  sum.totals.accepted += totals.accepted;
  sum.totals.duplicate += totals.duplicate;
  sum.totals.covered += totals.covered;
  sum.totals.rejected += totals.rejected;
  sum.totals.comments += totals.comments;
  sum.totals.names += totals.names;
}

TEST_CASE("every real list at hand imports and adds up") {
  const char* const root = std::getenv("SCHOOLGATE_TEST_LISTS");
  if (root == nullptr) {
    SUCCEED("SCHOOLGATE_TEST_LISTS is not set");
    return;
  }
  Sum files;
  Sum directories;
  std::set<std::string> parents;
  for (const auto& item : fs::recursive_directory_iterator(root)) {
    // Queries and captures for other tests may lie beside the lists.
    if (!item.is_regular_file() || item.path().string().find("/queries/") != std::string::npos) continue;
    import_one(item.path().string(), count_lines(item.path().string()), files);
    parents.insert(item.path().parent_path().string());
  }
  for (const std::string& parent : parents) {
    const auto parts = find_squidguard_files(parent);
    if (!parts) continue;
    std::uint64_t lines = 0;
    for (const SquidguardFile& part : *parts) lines += count_lines(part.path);
    import_one(parent, lines, directories);
  }
  for (const auto& [what, sum] : {std::pair{"files", files}, std::pair{"directories", directories}}) {
    WARN(fmt::format("{} {}: {} lines = {} accepted + {} duplicate + {} covered + {} rejected + {} comments; {} names",
                     sum.files, what, sum.totals.lines, sum.totals.accepted, sum.totals.duplicate, sum.totals.covered,
                     sum.totals.rejected, sum.totals.comments, sum.totals.names));
  }
}

}  // namespace
}  // namespace schoolgate
