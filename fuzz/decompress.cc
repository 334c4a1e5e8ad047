// A whole import of arbitrary octets: unpacking, lines, detection, parsing, sorting, counting, storing and reading
// back. A fault is fine; a report must add up, and the stored list must be in order.
#include <string>
#include <tuple>

#include <sys/mman.h>
#include <unistd.h>

#include "blocklists/lists/import/import.h"
#include "fuzz/check.h"
#include "tests/fake_store.h"

namespace schoolgate {
namespace {

void check_stored(const Store& store, const ImportReport& report) {
  auto stream = read_list(store, "list", report.version);
  SCHOOLGATE_PROMISE(stream.has_value());
  std::uint64_t names = 0;
  Entry last;
  for (Entry entry;; last = entry, ++names) {
    const auto more = (*stream)->next(entry);
    SCHOOLGATE_PROMISE(more.has_value());
    if (!*more) break;
    SCHOOLGATE_PROMISE(names == 0 || std::tie(last.key, last.scope, last.effect, last.data) <
                                         std::tie(entry.key, entry.scope, entry.effect, entry.data));
  }
  SCHOOLGATE_PROMISE(names == report.totals.names);
}

void import_octets(const std::uint8_t* data, std::size_t size) {
  const int file = ::memfd_create("list", MFD_CLOEXEC);
  SCHOOLGATE_PROMISE(file >= 0);
  SCHOOLGATE_PROMISE(::write(file, data, size) == static_cast<ssize_t>(size));
  FakeStore store;
  const auto report = import_list(store, {.path = "/proc/self/fd/" + std::to_string(file),
                                          .list_id = "list",
                                          .format = {},
                                          .work_dir = "/nonexistent",  // so small an input never needs it
                                          .refuse = {},
                                          .cancelled = {}});
  ::close(file);
  if (!report) {
    SCHOOLGATE_PROMISE(!report.error().what.empty());
    return;
  }
  const ImportTotals& totals = report->totals;
  SCHOOLGATE_PROMISE(totals.accepted + totals.duplicate + totals.covered + totals.rejected + totals.comments ==
                     totals.lines);
  std::uint64_t rejected = 0;
  for (const ImportFinding& finding : report->findings) {
    SCHOOLGATE_PROMISE(finding.count > 0 && !finding.first.empty() && finding.first.size() <= 3);
    if (!finding.warning) rejected += finding.count;
  }
  SCHOOLGATE_PROMISE(rejected == totals.rejected);
  check_stored(store, *report);
}

}  // namespace
}  // namespace schoolgate

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  schoolgate::import_octets(data, size);
  return 0;
}
