// The school's own names, compiled for answering: local records, and zones whose questions go to the school's own
// servers (conditional forwarding, for Active Directory and its reverse zones). Built with the Snapshot that holds it.
//  - a record is the answer for exactly its name; a name with records has nothing of another type;
//  - of several zones the longest one that holds a name gets its questions; a local record comes before any zone.
// Thread rules: immutable after building; find functions allocate nothing and may run on any number of threads.
// Sources: RFC 1035 section 3.3, RFC 2782 (SRV), RFC 3596 (AAAA), RFC 2181 section 8 (TTL).
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "blocklists/name.h"
#include "blocklists/policy/model.h"
#include "blocklists/policy/name_index.h"

namespace schoolgate {

/// A school's own host list; each takes some 200 octets once in the Snapshot.
inline constexpr std::size_t max_local_records = 10'000;
/// A domain, its reverse zones, and those of a trust: a context of the resolving library takes each, on every worker.
inline constexpr std::size_t max_forward_zones = 64;
inline constexpr std::size_t max_zone_servers = 8;
inline constexpr std::uint32_t max_local_ttl = 604'800;  // a week: longer is never what is meant
inline constexpr std::size_t max_text_octets = 1024;     // of a TXT record

class OwnNames {
 public:
  struct Record {
    std::uint16_t type = 0;
    std::uint32_t ttl = 0;
    std::vector<std::uint8_t> data;  // uncompressed; a CNAME's is the target as wire labels
    friend bool operator==(const Record&, const Record&) = default;
  };
  struct Server {
    Address address;
    std::uint16_t port = 53;
    friend bool operator==(const Server&, const Server&) = default;
  };
  struct Zone {
    std::string name;  // canonical text
    std::vector<Server> servers;
    friend bool operator==(const Zone&, const Zone&) = default;
  };

  /// Nothing is the school's own.
  OwnNames() = default;
  /// What cannot be used is left out and told in `warnings` (change control lets none in).
  OwnNames(const PolicyState& state, std::vector<std::string>& warnings);

  struct Found {
    const std::vector<Record>* records = nullptr;  // of exactly the name; null when it has none
    bool forwarded = false;                        // at or below a zone that is forwarded
    explicit operator bool() const { return records != nullptr || forwarded; }
  };
  /// In one walk of the name.
  Found find(NameView name) const;
  const std::vector<Zone>& zones() const { return zones_; }

 private:
  struct Said {
    std::uint8_t octets = 0;      // of the name: tells it from the names below it
    std::vector<Record> records;  // in the order of their ids
    bool forwarded = false;
  };
  Said& at(NameView name);
  void add_record(const LocalRecord& record, std::vector<std::string>& warnings);
  void add_zone(const ForwardZone& zone, std::vector<std::string>& warnings);

  NameIndex<Said> said_;
  std::vector<Zone> zones_;
};

/// Of one record or zone, for change control as well; the error says in words what is wrong with it.
std::expected<OwnNames::Record, std::string> compile_record(const LocalRecord& record);
std::expected<OwnNames::Zone, std::string> compile_zone(const ForwardZone& zone);

}  // namespace schoolgate
