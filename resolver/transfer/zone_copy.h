// The last version of a transferred zone, as a file: what IXFR starts from, also after a restart, and what the list
// keeper imports. Written beside the old one and renamed, so that a crash leaves one whole version.
//   ; schoolgate: a transferred zone
//   $ORIGIN rpz.example.
//   @ 3600 IN SOA . . serial refresh retry expire minimum
//   a record a line: owner, TTL, IN, type, data, parted by tabs
//   ; records 1234
// Memory: that of the changes, not of the zone.
// Thread rules: one thread a copy.
#pragma once

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <unordered_map>

#include "resolver/transfer/transfer_reader.h"

namespace schoolgate {

/// Changes that are kept in memory before they are applied; a zone that changes more is transferred whole.
inline constexpr std::size_t max_changed_records = 500'000;

class ZoneCopy final : public TransferSink {
 public:
  /// `octets`: the largest file that may be written.
  ZoneCopy(std::string file, Name zone, std::uint64_t octets);
  ~ZoneCopy() override;  // what was not finished is removed
  ZoneCopy(const ZoneCopy&) = delete;
  ZoneCopy& operator=(const ZoneCopy&) = delete;

  /// The version that the file holds; nothing when there is none, or it is not whole.
  std::optional<ZoneSoa> version() const;

  bool begin(bool whole) override;
  bool add(const TransferredRecord& record) override;
  bool remove(const TransferredRecord& record) override;
  /// Puts the new version in the old one's place. False: it cannot be written, or the changes do not fit the old
  /// version.
  bool finish(const ZoneSoa& soa);

 private:
  bool write(const TransferredRecord& record);
  bool write_line(const std::string& line);
  bool apply();
  std::string new_file() const { return file_ + ".new"; }

  std::string file_;
  Name zone_;
  std::uint64_t octets_, written_ = 0, records_ = 0;
  bool whole_ = false;
  std::ofstream out_;
  std::unordered_map<std::string, std::uint32_t> added_, removed_;  // line -> TTL
};

}  // namespace schoolgate
