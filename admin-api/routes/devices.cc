#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"

namespace schoolgate::routes {
namespace {

constexpr std::size_t max_each = 16;  // of each way to find a device; change control bounds them together

Json to_json(const Device& device) {
  Json addresses = Json::array();
  for (const Prefix& prefix : device.addresses) addresses.push_back(prefix.to_text());
  Json macs = Json::array();
  for (const MacAddress& mac : device.macs) macs.push_back(mac.to_text());
  return {{"id", device.id},
          {"name", device.name},
          {"group", device.group.empty() ? Json() : Json(device.group)},
          {"identities", device.identities},
          {"macs", macs},
          {"addresses", addresses},
          {"hosts", device.hosts}};
}

std::vector<MacAddress> read_macs(Fields& in) {
  const auto texts = in.texts("macs", max_each, max_id_octets);
  std::vector<MacAddress> macs;
  for (std::size_t n = 0; n < texts.size(); ++n) {
    if (const auto mac = MacAddress::parse(texts[n]))
      macs.push_back(*mac);
    else
      in.add_error("/macs/" + std::to_string(n), "This must be a hardware address such as 00:1a:2b:3c:4d:5e.");
  }
  return macs;
}

Answer show(const Context& context) {
  Json rows = Json::array();
  for (const auto state = context.changes.state(); const auto& [id, device] : state->devices)
    rows.push_back(to_json(device));
  return json_reply({{"devices", rows}});
}

/// Fields that are absent keep what they have; a group that is null is the one of the device's address.
Answer put(Context& context, const Call& call) {
  const auto state = context.changes.state();
  const auto existing = state->devices.find(call.ids[0]);
  const bool is_new = existing == state->devices.end();
  Device device = is_new ? Device{} : existing->second;
  device.id = call.ids[0];
  Fields in(call.request);
  device.name = is_new ? in.text("name", max_title_octets) : in.text_or("name", device.name, max_title_octets);
  if (in.is_null("group"))
    device.group.clear();
  else
    device.group = in.text_or("group", device.group, max_id_octets);
  if (in.has("identities")) device.identities = in.texts("identities", max_each, max_id_octets);
  if (in.has("macs")) device.macs = read_macs(in);
  if (in.has("addresses")) device.addresses = in.prefixes("addresses");
  if (in.has("hosts")) device.hosts = in.names("hosts");
  in.allow({"group", "identities", "macs", "addresses", "hosts"});
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return committed(context, call, reason, change::DeviceSet{device}, is_new ? 201 : 200);
}

Answer remove(Context& context, const Call& call) {
  Fields in(call.request);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (auto problem = unless_found(context.changes.state()->devices, call.ids[0], "device"))
    return std::unexpected(*problem);
  return committed(context, call, reason, change::DeviceRemoved{call.ids[0]});
}

}  // namespace

void add_devices(Router& router, Context& context) {
  router.add("GET", "/api/v1/devices", [&context](const Call&) { return show(context); });
  router.add("PUT", "/api/v1/devices/{id}", [&context](const Call& call) { return put(context, call); });
  router.add("DELETE", "/api/v1/devices/{id}", [&context](const Call& call) { return remove(context, call); });
}

}  // namespace schoolgate::routes
