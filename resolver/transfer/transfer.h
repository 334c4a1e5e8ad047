// Zone transfers as a source of lists: a response policy zone from its primary, over TCP, whole (AXFR) or what changed
// (IXFR), signed when a key is named. The address of such a source is
//   axfr://10.0.0.53/rpz.example                 the primary, port 53, and the zone
//   axfr://10.0.0.53:5353,[2001:db8::53]/rpz.example?key=transfer-key      several, asked in order; a key by its name
// Keys stand in a file of the machine (tsig.h), never in the school's state: so no log, page or export has a secret.
// Thread rules: transfer() blocks; any thread but a worker's, one call at a time for one address. `cancelled` of the
// request is asked several times a second.
// Sources: RFC 5936, RFC 1995, RFC 1982, RFC 8945.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/lists/keeper/fetch.h"
#include "blocklists/time.h"
#include "resolver/config.h"
#include "resolver/transfer/tsig.h"

namespace schoolgate {

struct TransferAddress {
  std::vector<Endpoint> primaries;  // 1 to max_primaries
  Name zone;
  std::string key;  // name of the TSIG key; empty: unsigned
};
inline constexpr std::size_t max_primaries = 8;
inline constexpr std::string_view transfer_scheme = "axfr://";

/// Faults: bad_input, with what was expected.
std::expected<TransferAddress, Fault> parse_transfer_address(std::string_view text);

struct TransferLimits {
  std::chrono::seconds connect{10};
  /// Nothing for so long: the primary is given up.
  std::chrono::seconds idle{60};
  /// A message holds a record at least, and a zone no more than 20 million (transfer_reader.cc); primaries put hundreds
  /// in one.
  std::uint64_t messages = 2'000'000;
};

struct TransferOptions {
  std::string folder;    // for the last version of each zone; made when it is needed
  std::string key_file;  // empty: no keys
  std::function<UtcSeconds()> now;
  TransferLimits limits = {};
};

/// As fetch() for other addresses: the zone as a zone file at the request's target, or that it has not changed. The
/// request's limits on octets and on the whole time hold. Validators: the serial, as `serial N` in `etag`.
std::expected<Fetched, Fault> transfer(const TransferOptions& options, const FetchRequest& request);

}  // namespace schoolgate
