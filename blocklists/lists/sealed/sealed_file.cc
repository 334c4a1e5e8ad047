#include "blocklists/lists/sealed/sealed_file.h"

#include <algorithm>

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include "blocklists/lists/import/decompress.h"
#include "blocklists/lists/import/lines.h"
#include "blocklists/lists/keeper/guard.h"
#include "blocklists/lists/keeper/protected_names.h"
#include "blocklists/lists/sealed/sealed_line.h"
#include "blocklists/public_suffix.h"

namespace schoolgate {
namespace {

constexpr std::size_t max_sealed_line = 16 * 1024;       // URLs end at a few thousand octets
constexpr std::uint64_t lines_between_questions = 4096;  // whether to give up

/// The reader's own words name the file, which for a fetched one is no file that anybody knows.
std::unexpected<Fault> unreadable(const std::string& called, const Fault& why) {
  if (why.kind == Fault::Kind::not_found || why.kind == Fault::Kind::storage || why.kind == Fault::Kind::unavailable)
    return fault(why.kind, fmt::format("the file of the sealed list {} cannot be opened", called),
                 "Check that it is there, and that the service may read it.");
  if (why.kind == Fault::Kind::limit)
    return fault(why.kind, fmt::format("the sealed list {} is larger than {} MiB", called, max_sealed_octets >> 20U));
  return fault(why.kind, fmt::format("the sealed list {} is damaged, cut off, or no text", called),
               "It must be text with a name or URL a line, plain or packed with gzip, xz or zstd.");
}

void take(SealedFile& file, const SealedSet::Key& key, const ProtectedNames& kept_free, const Line& line) {
  SealedCounts& counts = file.counts;
  ++counts.lines;
  const SealedLine said = line.over_long ? SealedLine{SealedLine::Kind::unreadable, {}} : read_sealed_line(line.text);
  switch (said.kind) {
    case SealedLine::Kind::comment:
      ++counts.comments;
      return;
    case SealedLine::Kind::path:
      ++counts.paths;
      return;
    case SealedLine::Kind::port:
      ++counts.ports;
      return;
    case SealedLine::Kind::address:
      ++counts.addresses;
      return;
    case SealedLine::Kind::unreadable:
      ++counts.unreadable;
      return;
    case SealedLine::Kind::name:
      break;
  }
  if (is_public_suffix(said.name))
    ++counts.too_wide;
  else if (kept_free.hit(said.name, Scope::subtree))
    ++counts.is_protected;
  else
    file.digests.push_back(SealedSet::digest(key, said.name));
}

}  // namespace

std::expected<SealedFile, Fault> read_sealed_file(const std::string& path, const SealedSet::Key& key,
                                                  const std::string& called, const std::function<bool()>& cancelled) {
  auto octets = open_unpacked(path, max_sealed_octets);
  if (!octets) return unreadable(called, octets.error());
  // Only what is built in: a school that protected a name could keep a sealed list from being refreshed by it.
  const ProtectedNames kept_free({});
  LineReader lines(**octets, called, max_sealed_line);
  SealedFile file;
  for (Line line;;) {
    const auto more = lines.next(line);
    if (!more) return unreadable(called, more.error());
    if (!*more) break;
    take(file, key, kept_free, line);
    if (file.digests.size() > max_sealed_names)
      return fault(Fault::Kind::limit,
                   fmt::format("the sealed list {} has more than {} names", called, max_sealed_names));
    if (file.counts.lines % lines_between_questions == 0 && cancelled && cancelled())
      return fault(Fault::Kind::unavailable, "the appliance is going down");
  }
  std::ranges::sort(file.digests);
  const auto repeated = std::ranges::unique(file.digests);
  file.counts.duplicate = repeated.size();
  file.digests.erase(repeated.begin(), repeated.end());
  file.counts.names = file.digests.size();
  return file;
}

std::optional<std::string> reason_to_hold(const std::vector<SealedSet::Digest>& in_force, const SealedFile& fresh) {
  const SealedCounts& counts = fresh.counts;
  if (counts.names == 0 && counts.paths == 0) return fmt::format("it has no names in its {} lines", counts.lines);
  if (counts.unreadable * 2 > counts.lines - counts.comments)
    return fmt::format("{} of its {} lines are neither names nor URLs", counts.unreadable, counts.lines);
  if (counts.is_protected != 0)
    return fmt::format("it would block {} names that no list may block", counts.is_protected);
  std::vector<SealedSet::Digest> kept;
  std::ranges::set_intersection(in_force, fresh.digests, std::back_inserter(kept));
  if (kept.size() * most_shrinking < in_force.size())
    return fmt::format("only {} of the {} names in force are still in it", kept.size(), in_force.size());
  constexpr std::size_t small = 100;  // a list at its beginning may well grow tenfold
  if (in_force.size() > small && counts.names >= in_force.size() * most_growth)
    return fmt::format("it grew tenfold, from {} names to {}", in_force.size(), counts.names);
  return std::nullopt;
}

MemoryFile::MemoryFile() : descriptor_(::memfd_create("sealed-list", MFD_CLOEXEC)) {}

MemoryFile::~MemoryFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::string MemoryFile::path() const { return fmt::format("/proc/self/fd/{}", descriptor_); }

}  // namespace schoolgate
