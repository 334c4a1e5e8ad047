#include "blocklists/policy/own_names.h"

#include <algorithm>

#include <fmt/format.h>

#include "blocklists/policy/record_data.h"
#include "blocklists/public_suffix.h"

namespace schoolgate {
namespace {

constexpr std::uint16_t type_cname = 5;

/// Names that never go to any server, not even the school's: they mean this machine, or nothing at all.
bool is_nobodys(const std::string& zone) {
  constexpr std::string_view nobodys[] = {"localhost", "invalid", "onion", "alt", "127.in-addr.arpa"};
  return std::ranges::any_of(nobodys, [&](std::string_view name) {
    return zone == name ||
           (zone.size() > name.size() && zone.ends_with(name) && zone[zone.size() - name.size() - 1] == '.');
  });
}

}  // namespace

std::expected<OwnNames::Record, std::string> compile_record(const LocalRecord& record) {
  if (const auto name = Name::from_text(record.name); !name)
    return std::unexpected(fmt::format("\"{}\" is not a name ({})", record.name, describe(name.error())));
  if (record.ttl > max_local_ttl) return std::unexpected(fmt::format("a TTL is {} seconds at most", max_local_ttl));
  auto data = record_data(record.type, record.value);
  if (!data) return std::unexpected(std::move(data.error()));
  return OwnNames::Record{data->type, record.ttl, std::move(data->octets)};
}

std::expected<OwnNames::Zone, std::string> compile_zone(const ForwardZone& zone) {
  const auto name = Name::from_text(zone.zone);
  if (!name) return std::unexpected(fmt::format("\"{}\" is not a name ({})", zone.zone, describe(name.error())));
  OwnNames::Zone made{name->to_text(), {}};
  constexpr std::string_view homes = "home.arpa";  // RFC 8375: every site's own, on the Public Suffix List or not
  if (made.name != homes && is_listed_public_suffix(*name))
    return std::unexpected(
        fmt::format("{} is no zone of the school: unrelated sites of many owners are registered below it, and no list "
                    "would block them",
                    made.name));
  if (is_nobodys(made.name))
    return std::unexpected(fmt::format("{} is nobody's to answer: it never leaves the machine", made.name));
  if (zone.servers.empty() || zone.servers.size() > max_zone_servers)
    return std::unexpected(fmt::format("a zone is forwarded to 1 to {} servers", max_zone_servers));
  for (const std::string& text : zone.servers) {
    const auto server = parse_zone_server(text);
    if (!server)
      return std::unexpected(
          fmt::format("\"{}\" is not a server such as 10.0.0.2, 10.0.0.2:5353 or [2001:db8::2]:53", text));
    made.servers.push_back(*server);
  }
  return made;
}

OwnNames::OwnNames(const PolicyState& state, std::vector<std::string>& warnings) {
  std::size_t records = 0;
  for (const auto& [id, record] : state.local_records) {
    if (++records > max_local_records) {
      warnings.push_back(fmt::format("there are more than {} local records; record {} and those after it are left out",
                                     max_local_records, id));
      break;
    }
    add_record(record, warnings);
  }
  for (const auto& [id, zone] : state.forward_zones) add_zone(zone, warnings);
}

OwnNames::Said& OwnNames::at(NameView name) {
  Said& said = said_.at(name);
  said.octets = static_cast<std::uint8_t>(name.wire().size());
  return said;
}

void OwnNames::add_record(const LocalRecord& record, std::vector<std::string>& warnings) {
  auto compiled = compile_record(record);
  if (!compiled) {
    warnings.push_back(fmt::format("local record {}: {}; it is left out", record.id, compiled.error()));
    return;
  }
  auto& records = at(*Name::from_text(record.name)).records;
  // RFC 1034 section 3.6.2: an alias is alone at its name.
  const bool alias = compiled->type == type_cname;
  if (!records.empty() && (alias || records.front().type == type_cname)) {
    warnings.push_back(fmt::format("local record {}: {} has an alias (CNAME) and other records; it is left out",
                                   record.id, record.name));
    return;
  }
  records.push_back(std::move(*compiled));
}

void OwnNames::add_zone(const ForwardZone& zone, std::vector<std::string>& warnings) {
  auto compiled = compile_zone(zone);
  if (!compiled) {
    warnings.push_back(fmt::format("forwarded zone {}: {}; it is left out", zone.id, compiled.error()));
    return;
  }
  Said& said = at(*Name::from_text(compiled->name));
  if (said.forwarded || zones_.size() == max_forward_zones) {
    warnings.push_back(fmt::format("forwarded zone {}: {}; it is left out", zone.id,
                                   said.forwarded ? fmt::format("{} is forwarded already", compiled->name)
                                                  : fmt::format("there are more than {}", max_forward_zones)));
    return;
  }
  said.forwarded = true;
  zones_.push_back(std::move(*compiled));
}

OwnNames::Found OwnNames::find(NameView name) const {
  Found found;
  said_.find(name, [&](const Said& said) {
    if (said.octets == name.wire().size() && !said.records.empty()) found.records = &said.records;
    found.forwarded = found.forwarded || said.forwarded;
    return found.forwarded;  // nothing above it says more
  });
  return found;
}

}  // namespace schoolgate
