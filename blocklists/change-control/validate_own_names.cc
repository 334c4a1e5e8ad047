// What local records and forwarded zones must fulfil: what the Snapshot would leave out does not come in.
#include <fmt/format.h>

#include "blocklists/change-control/validate_parts.h"
#include "blocklists/policy/own_names.h"

namespace schoolgate {
namespace {

Checked check_local_record(const PolicyState& state, LocalRecord& record) {
  if (!state.local_records.contains(record.id) && state.local_records.size() >= max_local_records)
    return fault(Fault::Kind::limit, fmt::format("there are {} local records already", max_local_records));
  if (auto checked = check_id("the record's id", record.id); !checked) return checked;
  if (auto checked = check_name("the record's name", record.name); !checked) return checked;
  if (auto checked = check_text("the record's value", record.value, max_text_octets); !checked) return checked;
  if (const auto compiled = compile_record(record); !compiled)
    return fault(Fault::Kind::bad_input, fmt::format("the record \"{}\": {}", record.id, compiled.error()));
  for (const auto& [id, other] : state.local_records)
    if (id != record.id && other.name == record.name && (other.type == "CNAME" || record.type == "CNAME"))
      return fault(Fault::Kind::conflict, fmt::format("{} has the record \"{}\" already", record.name, id),
                   "An alias (CNAME) is alone at its name.");
  return {};
}

Checked check_forward_zone(const PolicyState& state, ForwardZone& zone) {
  if (!state.forward_zones.contains(zone.id) && state.forward_zones.size() >= max_forward_zones)
    return fault(Fault::Kind::limit, fmt::format("there are {} forwarded zones already", max_forward_zones));
  if (auto checked = check_id("the zone's id", zone.id); !checked) return checked;
  if (auto checked = check_name("the zone's name", zone.zone); !checked) return checked;
  if (const auto compiled = compile_zone(zone); !compiled)
    return fault(Fault::Kind::bad_input, fmt::format("the zone \"{}\": {}", zone.id, compiled.error()));
  for (const auto& [id, other] : state.forward_zones)
    if (id != zone.id && other.zone == zone.zone)
      return fault(Fault::Kind::conflict, fmt::format("{} is forwarded already, by \"{}\"", zone.zone, id),
                   "Change that one.");
  return {};
}

}  // namespace

Checked check(const Situation& in, change::LocalRecordSet& c) { return check_local_record(in.state, c.record); }

Checked check(const Situation& in, change::LocalRecordRemoved& c) {
  return exists(in.state.local_records, "local record", c.id);
}

Checked check(const Situation& in, change::ForwardZoneSet& c) { return check_forward_zone(in.state, c.zone); }

Checked check(const Situation& in, change::ForwardZoneRemoved& c) {
  return exists(in.state.forward_zones, "forwarded zone", c.id);
}

}  // namespace schoolgate
