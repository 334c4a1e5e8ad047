// How people are told, as canonical JSON: servers and switches, never a secret.
#include "blocklists/change-control/codec_json.h"

namespace schoolgate {

using codec::json;

void to_json(json& j, const MailSettings& v) {
  j = {{"from", v.from},
       {"in_clear", v.in_clear},
       {"own_authority", v.own_authority},
       {"server", v.server},
       {"signs_in", v.signs_in}};
}

void from_json(const json& j, MailSettings& v) {
  j.at("from").get_to(v.from);
  j.at("in_clear").get_to(v.in_clear);
  j.at("own_authority").get_to(v.own_authority);
  j.at("server").get_to(v.server);
  j.at("signs_in").get_to(v.signs_in);
}

void to_json(json& j, const NoticeSettings& v) {
  j = {{"addresses", json::object()}, {"off", v.off}};
  for (const auto& [whom, addresses] : v.addresses) j["addresses"][whom] = addresses;
}

void from_json(const json& j, NoticeSettings& v) {
  j.at("addresses").get_to(v.addresses);
  j.at("off").get_to(v.off);
}

void to_json(json& j, const Webhook& v) {
  j = {{"address", v.address}, {"id", v.id}, {"own_authority", v.own_authority}, {"with_people", v.with_people}};
}

void from_json(const json& j, Webhook& v) {
  j.at("address").get_to(v.address);
  j.at("id").get_to(v.id);
  j.at("own_authority").get_to(v.own_authority);
  j.at("with_people").get_to(v.with_people);
}

}  // namespace schoolgate
