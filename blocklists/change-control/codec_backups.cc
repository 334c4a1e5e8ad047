// Backups, as canonical JSON: places, public keys and moments, never a secret.
#include "blocklists/change-control/codec_json.h"

namespace schoolgate {
namespace {

using codec::json;

constexpr codec::Word<BackupPlace> places[] = {
    {BackupPlace::none, "none"}, {BackupPlace::usb, "usb"}, {BackupPlace::sftp, "sftp"}, {BackupPlace::https, "https"}};

void put_moment(json& j, const char* key, const std::optional<UtcSeconds>& when) {
  if (when) j[key] = codec::moment(*when);
}

std::optional<UtcSeconds> moment_if_there(const json& j, const char* key) {
  const auto found = j.find(key);
  if (found == j.end()) return std::nullopt;
  return codec::unmoment(*found);
}

}  // namespace

void to_json(json& j, const BackupPlan& v) {
  j = {{"address", v.address},
       {"at", v.at},
       {"host_key", v.host_key},
       {"keep", v.keep},
       {"own_authority", v.own_authority},
       {"place", codec::word(places, v.place)},
       {"signs_in", v.signs_in},
       {"since", codec::moment(v.since)}};
}

void from_json(const json& j, BackupPlan& v) {
  j.at("address").get_to(v.address);
  j.at("at").get_to(v.at);
  j.at("host_key").get_to(v.host_key);
  j.at("keep").get_to(v.keep);
  j.at("own_authority").get_to(v.own_authority);
  v.place = codec::unword(places, j.at("place"));
  j.at("signs_in").get_to(v.signs_in);
  v.since = codec::unmoment(j.at("since"));
}

void to_json(json& j, const BackupLock& v) {
  j = {{"id", v.id},     {"mebibytes", v.mebibytes},       {"passes", v.passes}, {"public_key", v.public_key},
       {"salt", v.salt}, {"since", codec::moment(v.since)}};
}

void from_json(const json& j, BackupLock& v) {
  j.at("id").get_to(v.id);
  j.at("mebibytes").get_to(v.mebibytes);
  j.at("passes").get_to(v.passes);
  j.at("public_key").get_to(v.public_key);
  j.at("salt").get_to(v.salt);
  v.since = codec::unmoment(j.at("since"));
}

void to_json(json& j, const BackupState& v) {
  j = {{"file", v.file}, {"problem", v.problem}};
  put_moment(j, "taken", v.taken);
  put_moment(j, "kept", v.kept);
  put_moment(j, "failing_since", v.failing_since);
}

void from_json(const json& j, BackupState& v) {
  j.at("file").get_to(v.file);
  j.at("problem").get_to(v.problem);
  v.taken = moment_if_there(j, "taken");
  v.kept = moment_if_there(j, "kept");
  v.failing_since = moment_if_there(j, "failing_since");
}

}  // namespace schoolgate
