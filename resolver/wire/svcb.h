// The parameters of HTTPS and SVCB records, as far as a filter has to know them.
// Thread rules: pure.
// Source: RFC 9460 section 2.2; draft-ietf-tls-svcb-ech for key 5.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace schoolgate::wire {

struct ServiceRecord {
  bool well_formed = false;
  bool has_ech = false;
  bool needs_ech = false;  // its `mandatory` list names ech: useless without, so the record has to go as a whole
  bool private_hint = false;
};
ServiceRecord read_service(std::span<const std::uint8_t> data);
/// Appends the record's data without its ech parameter. Only for well-formed data.
void write_without_ech(std::span<const std::uint8_t> data, std::vector<std::uint8_t>& into);

}  // namespace schoolgate::wire
