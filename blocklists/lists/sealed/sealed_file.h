// A file of a sealed list -> keyed hashes and counts. Names are held for as long as one line takes: nothing is spilled,
// no line is kept, quoted or logged. Plain, or packed with gzip, xz or zstd.
// Thread rules: any thread.
// Errors: not_found, bad_input, limit, storage; none quotes the file.
#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "blocklists/fault.h"
#include "blocklists/policy/model.h"
#include "blocklists/policy/sealed.h"

namespace schoolgate {

/// The IWF's list has tens of thousands of entries; at this many the hashes take 20 MiB.
inline constexpr std::uint64_t max_sealed_names = 1'000'000;
/// A million URLs.
inline constexpr std::uint64_t max_sealed_octets = std::uint64_t{128} << 20U;

struct SealedFile {
  std::vector<SealedSet::Digest> digests;  // sorted, each once
  SealedCounts counts;
};

/// `called` is what the list is called in faults.
std::expected<SealedFile, Fault> read_sealed_file(const std::string& path, const SealedSet::Key& key,
                                                  const std::string& called, const std::function<bool()>& cancelled);

/// Why a file may not take the place of the hashes in force (none: it is the first), in a sentence with numbers only.
/// Most of what is in force must be in it: a list that was exchanged for another one would be a way to disable it.
std::optional<std::string> reason_to_hold(const std::vector<SealedSet::Digest>& in_force, const SealedFile& fresh);

/// A file in memory that no folder shows: what is fetched is never on a disk.
class MemoryFile {
 public:
  MemoryFile();
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  bool good() const { return descriptor_ >= 0; }
  std::string path() const;  // for this process

 private:
  int descriptor_;
};

}  // namespace schoolgate
