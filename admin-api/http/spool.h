// A reply too large for memory, in a file that has no name: it vanishes with the last handle, whatever happens.
// An export is written here whole before its first octet is sent, so a fault half-way is still an honest error reply,
// and no worker waits for a slow reader.
// Thread rules: used by one thread at a time; may be handed over.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "blocklists/fault.h"

namespace schoolgate::http {

class Spool {
 public:
  /// Empty, and takes nothing until open().
  Spool() = default;
  Spool(Spool&& other) noexcept;
  Spool& operator=(Spool&& other) noexcept;
  ~Spool();

  /// In this directory. Faults: storage.
  static std::expected<Spool, Fault> open(const std::string& directory);
  /// False when the disk refuses.
  bool append(std::string_view piece);
  std::uint64_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  /// Fills `buffer` from `offset`; the count read, 0 at the end or when the disk fails.
  std::size_t read(std::uint64_t offset, char* buffer, std::size_t count) const;

 private:
  int fd_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace schoolgate::http
