// The school's own names: local records, and zones that are forwarded to its own servers.
#include "blocklists/policy/own_names.h"

#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"

namespace schoolgate::routes {
namespace {

constexpr std::array<std::string_view, 6> types{"A", "AAAA", "CNAME", "PTR", "SRV", "TXT"};
constexpr std::size_t max_server_octets = 60;  // "[" an IPv6 address "]:" a port

Answer show_records(const Context& context) {
  Json rows = Json::array();
  for (const auto state = context.changes.state(); const auto& [id, record] : state->local_records)
    rows.push_back(
        {{"id", id}, {"name", record.name}, {"type", record.type}, {"value", record.value}, {"ttl", record.ttl}});
  return json_reply({{"local_records", rows}});
}

Answer put_record(Context& context, const Call& call) {
  const auto state = context.changes.state();
  const bool is_new = !state->local_records.contains(call.ids[0]);
  Fields in(call.request);
  LocalRecord record;
  record.id = call.ids[0];
  record.name = in.name("name");
  record.type = types[in.choice("type", types)];
  record.value = in.text("value", max_text_octets);
  if (in.has("ttl")) record.ttl = static_cast<std::uint32_t>(in.integer("ttl", 0, max_local_ttl).value_or(0));
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return committed(context, call, reason, change::LocalRecordSet{record}, is_new ? 201 : 200);
}

Answer remove_record(Context& context, const Call& call) {
  Fields in(call.request);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (auto problem = unless_found(context.changes.state()->local_records, call.ids[0], "local record"))
    return std::unexpected(*problem);
  return committed(context, call, reason, change::LocalRecordRemoved{call.ids[0]});
}

Answer show_zones(const Context& context) {
  Json rows = Json::array();
  for (const auto state = context.changes.state(); const auto& [id, zone] : state->forward_zones)
    rows.push_back({{"id", id}, {"zone", zone.zone}, {"servers", zone.servers}});
  return json_reply({{"forward_zones", rows}});
}

Answer put_zone(Context& context, const Call& call) {
  const auto state = context.changes.state();
  const bool is_new = !state->forward_zones.contains(call.ids[0]);
  Fields in(call.request);
  ForwardZone zone;
  zone.id = call.ids[0];
  zone.zone = in.name("zone");
  zone.servers = in.texts("servers", max_zone_servers, max_server_octets);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return committed(context, call, reason, change::ForwardZoneSet{zone}, is_new ? 201 : 200);
}

Answer remove_zone(Context& context, const Call& call) {
  Fields in(call.request);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (auto problem = unless_found(context.changes.state()->forward_zones, call.ids[0], "forwarded zone"))
    return std::unexpected(*problem);
  return committed(context, call, reason, change::ForwardZoneRemoved{call.ids[0]});
}

}  // namespace

void add_own_names(Router& router, Context& context) {
  router.add("GET", "/api/v1/local-records", [&context](const Call&) { return show_records(context); });
  router.add("PUT", "/api/v1/local-records/{id}", [&context](const Call& call) { return put_record(context, call); });
  router.add("DELETE", "/api/v1/local-records/{id}",
             [&context](const Call& call) { return remove_record(context, call); });
  router.add("GET", "/api/v1/forward-zones", [&context](const Call&) { return show_zones(context); });
  router.add("PUT", "/api/v1/forward-zones/{id}", [&context](const Call& call) { return put_zone(context, call); });
  router.add("DELETE", "/api/v1/forward-zones/{id}",
             [&context](const Call& call) { return remove_zone(context, call); });
}

}  // namespace schoolgate::routes
