// Sealed lists and their connectors as canonical JSON: numbers, moments and addresses, never a name or a secret.
#include "blocklists/change-control/codec_json.h"

namespace schoolgate {

using codec::json;
using codec::moment;
using codec::unmoment;
using codec::unword;
using codec::Word;
using codec::word;

namespace {

constexpr Word<SignInWith> sign_ins[] = {{SignInWith::nothing, "nothing"},
                                         {SignInWith::password, "password"},
                                         {SignInWith::token, "token"},
                                         {SignInWith::certificate, "certificate"}};

}  // namespace

void to_json(json& j, const SealedSource& v) {
  j = {{"address", v.address}, {"every_hours", v.every_hours},
       {"id", v.id},           {"sign_in", word(sign_ins, v.sign_in)},
       {"title", v.title},     {"warn_after_days", v.warn_after_days}};
}

void from_json(const json& j, SealedSource& v) {
  j.at("address").get_to(v.address);
  j.at("every_hours").get_to(v.every_hours);
  j.at("id").get_to(v.id);
  v.sign_in = unword(sign_ins, j.at("sign_in"));
  j.at("title").get_to(v.title);
  j.at("warn_after_days").get_to(v.warn_after_days);
}

static void to_json(json& j, const SealedCounts& v) {
  j = {{"addresses", v.addresses}, {"comments", v.comments},
       {"duplicate", v.duplicate}, {"lines", v.lines},
       {"names", v.names},         {"paths", v.paths},
       {"ports", v.ports},         {"protected", v.is_protected},
       {"too_wide", v.too_wide},   {"unreadable", v.unreadable}};
}

static void from_json(const json& j, SealedCounts& v) {
  j.at("addresses").get_to(v.addresses);
  j.at("comments").get_to(v.comments);
  j.at("duplicate").get_to(v.duplicate);
  j.at("lines").get_to(v.lines);
  j.at("names").get_to(v.names);
  j.at("paths").get_to(v.paths);
  j.at("ports").get_to(v.ports);
  j.at("protected").get_to(v.is_protected);
  j.at("too_wide").get_to(v.too_wide);
  j.at("unreadable").get_to(v.unreadable);
}

void to_json(json& j, const SealedList& v) {
  j = {{"counts", v.counts},   {"held", v.held},           {"id", v.id},       {"origin", v.origin},
       {"problem", v.problem}, {"since", moment(v.since)}, {"title", v.title}, {"version", v.version}};
}

void from_json(const json& j, SealedList& v) {
  j.at("counts").get_to(v.counts);
  j.at("held").get_to(v.held);
  j.at("id").get_to(v.id);
  j.at("origin").get_to(v.origin);
  j.at("problem").get_to(v.problem);
  v.since = unmoment(j.at("since"));
  j.at("title").get_to(v.title);
  j.at("version").get_to(v.version);
}

}  // namespace schoolgate
