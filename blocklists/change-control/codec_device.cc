// Devices and quarantines as canonical JSON.
#include "blocklists/change-control/codec_json.h"

namespace schoolgate {
namespace {

using codec::get_if_there;
using codec::json;

MacAddress unmac(const json& text) {
  const auto mac = MacAddress::parse(text.get<std::string>());
  if (!mac) throw std::invalid_argument("no hardware address");
  return *mac;
}

}  // namespace

void to_json(json& j, const Device& v) {
  json addresses = json::array();
  for (const Prefix& prefix : v.addresses) addresses.push_back(prefix.to_text());
  json macs = json::array();
  for (const MacAddress& mac : v.macs) macs.push_back(mac.to_text());
  j = {{"addresses", addresses},     {"group", v.group}, {"hosts", v.hosts}, {"id", v.id},
       {"identities", v.identities}, {"macs", macs},     {"name", v.name}};
}

void from_json(const json& j, Device& v) {
  for (const json& prefix : j.at("addresses")) v.addresses.push_back(codec::unprefix(prefix));
  j.at("group").get_to(v.group);
  j.at("hosts").get_to(v.hosts);
  j.at("id").get_to(v.id);
  j.at("identities").get_to(v.identities);
  for (const json& mac : j.at("macs")) v.macs.push_back(unmac(mac));
  j.at("name").get_to(v.name);
}

/// A quarantine of a known device has no address of its own.
void to_json(json& j, const Quarantine& v) {
  j = {{"device", v.known.empty() ? v.device.to_text() : ""},
       {"id", v.id},
       {"known", v.known},
       {"suspension", v.suspension},
       {"until", v.until ? json(codec::moment(*v.until)) : json()}};
}

void from_json(const json& j, Quarantine& v) {
  get_if_there(j, "known", v.known);
  if (v.known.empty()) v.device = codec::unprefix(j.at("device"));
  j.at("id").get_to(v.id);
  get_if_there(j, "suspension", v.suspension);
  if (!j.at("until").is_null()) v.until = codec::unmoment(j.at("until"));
}

}  // namespace schoolgate
