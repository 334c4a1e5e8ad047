// Reads the messages of one zone transfer: AXFR (RFC 5936) or IXFR (RFC 1995), whichever the primary answers with.
// Nothing in a message is trusted: what does not add up ends the transfer.
// Thread rules: one transfer's, on one thread.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>

#include "blocklists/fault.h"
#include "blocklists/name.h"
#include "resolver/wire/cursor.h"

namespace schoolgate {

/// RFC 1982: whether serial number `a` is newer than `b`.
constexpr bool is_newer(std::uint32_t a, std::uint32_t b) { return a != b && a - b < (std::uint32_t{1} << 31U); }

struct ZoneSoa {
  std::uint32_t serial = 0, refresh = 0, retry = 0, expire = 0, minimum = 0;
  friend bool operator==(const ZoneSoa&, const ZoneSoa&) = default;
};

/// A record as a line of a zone file, its TTL apart: "bad.rpz.example.\tCNAME\t.", "x.rpz.example.\tTYPE1\t\# 4
/// c0000201".
struct TransferredRecord {
  std::string line;
  std::uint32_t ttl = 0;
};

class TransferSink {
 public:
  virtual ~TransferSink() = default;
  /// All records of the zone follow, with add(); else what changed, in order. False: this cannot be used.
  virtual bool begin(bool whole) = 0;
  virtual bool add(const TransferredRecord& record) = 0;
  virtual bool remove(const TransferredRecord& record) = 0;
};

class TransferReader {
 public:
  enum class State : std::uint8_t { more, done, up_to_date };
  /// `have`: the serial that was asked from, for IXFR.
  TransferReader(Name zone, std::uint16_t id, std::optional<std::uint32_t> have, TransferSink& sink)
      : zone_(zone), id_(id), have_(have), sink_(sink) {}

  /// The next message, its signature taken off. Faults: bad_input (the primary refuses, or speaks nonsense), limit.
  std::expected<State, Fault> read(std::span<const std::uint8_t> message);
  /// Of the zone as it is at the primary; known from the first message on.
  const ZoneSoa& soa() const { return newest_; }

 private:
  // Where in the answer we are: what the next SOA means depends on it.
  enum class Place : std::uint8_t { first, second, whole, removing, adding, end };
  bool is_at_end() const { return place_ == Place::end; }
  std::expected<void, Fault> check_head(std::span<const std::uint8_t> message, wire::Cursor& cursor) const;
  std::expected<void, Fault> record(std::span<const std::uint8_t> message, wire::Cursor& cursor);
  std::expected<void, Fault> take_soa(const ZoneSoa& soa);
  std::expected<void, Fault> take(const TransferredRecord& record);

  Name zone_;
  std::uint16_t id_;
  std::optional<std::uint32_t> have_;
  TransferSink& sink_;
  Place place_ = Place::first;
  ZoneSoa newest_;
  std::uint32_t reached_ = 0;  // the serial that the changes so far lead to
  std::uint64_t messages_ = 0, records_ = 0;
};

}  // namespace schoolgate
