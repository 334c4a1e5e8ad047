// The school's own names as canonical JSON.
#include "blocklists/change-control/codec_json.h"

namespace schoolgate {

using codec::json;

void to_json(json& j, const LocalRecord& v) {
  j = {{"id", v.id}, {"name", v.name}, {"ttl", v.ttl}, {"type", v.type}, {"value", v.value}};
}

void from_json(const json& j, LocalRecord& v) {
  j.at("id").get_to(v.id);
  j.at("name").get_to(v.name);
  j.at("ttl").get_to(v.ttl);
  j.at("type").get_to(v.type);
  j.at("value").get_to(v.value);
}

void to_json(json& j, const ForwardZone& v) { j = {{"id", v.id}, {"servers", v.servers}, {"zone", v.zone}}; }

void from_json(const json& j, ForwardZone& v) {
  j.at("id").get_to(v.id);
  j.at("servers").get_to(v.servers);
  j.at("zone").get_to(v.zone);
}

}  // namespace schoolgate
