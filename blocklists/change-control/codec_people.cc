// People, and what they sign in with, as canonical JSON. as_logged() in codec.cc takes out what stays on the box.
#include "blocklists/change-control/codec.h"
#include "blocklists/change-control/codec_json.h"

namespace schoolgate {

using codec::get_if_there;
using codec::json;
using codec::moment;
using codec::roles;
using codec::unmoment;
using codec::unprefix;
using codec::unword;
using codec::Word;
using codec::word;

namespace {

constexpr Word<TokenScope> scopes[] = {{TokenScope::read, "read"},
                                       {TokenScope::requests, "requests"},
                                       {TokenScope::lists, "lists"},
                                       {TokenScope::full, "full"}};

/// The epoch stands for "never", and is not written.
void put_if_known(json& j, const char* key, UtcSeconds when) {
  if (when != UtcSeconds{}) j[key] = moment(when);
}
UtcSeconds moment_if_there(const json& j, const char* key) {
  const auto found = j.find(key);
  return found == j.end() ? UtcSeconds{} : unmoment(*found);
}

}  // namespace

void to_json(json& j, const Person& v) {
  j = {{"disabled", v.disabled},
       {"must_change_password", v.must_change_password},
       {"name", v.name},
       {"password_hash", v.password_hash},
       {"role", word(roles, v.role)},
       {"user", v.user}};
  if (!v.mail.empty()) j["mail"] = v.mail;  // rows that were written before there was one stay as the log says
  put_if_known(j, "password_set", v.password_set);
  put_if_known(j, "first_signed_in", v.first_signed_in);
}

void from_json(const json& j, Person& v) {
  j.at("disabled").get_to(v.disabled);
  get_if_there(j, "mail", v.mail);
  j.at("must_change_password").get_to(v.must_change_password);
  j.at("name").get_to(v.name);
  j.at("password_hash").get_to(v.password_hash);
  v.role = unword(roles, j.at("role"));
  j.at("user").get_to(v.user);
  v.password_set = moment_if_there(j, "password_set");
  v.first_signed_in = moment_if_there(j, "first_signed_in");
}

void to_json(json& j, const SecondFactor& v) {
  j = {{"key", v.key},
       {"recovery_hashes", v.recovery_hashes},
       {"since", moment(v.since)},
       {"used_step", v.used_step},
       {"user", v.user}};
}

void from_json(const json& j, SecondFactor& v) {
  j.at("key").get_to(v.key);
  j.at("recovery_hashes").get_to(v.recovery_hashes);
  v.since = unmoment(j.at("since"));
  j.at("used_step").get_to(v.used_step);
  j.at("user").get_to(v.user);
}

void to_json(json& j, const ApiToken& v) {
  j = {{"hash", v.hash},
       {"id", v.id},
       {"made", moment(v.made)},
       {"name", v.name},
       {"scope", word(scopes, v.scope)},
       {"until", moment(v.until)},
       {"user", v.user}};
}

void from_json(const json& j, ApiToken& v) {
  j.at("hash").get_to(v.hash);
  j.at("id").get_to(v.id);
  v.made = unmoment(j.at("made"));
  j.at("name").get_to(v.name);
  v.scope = unword(scopes, j.at("scope"));
  v.until = unmoment(j.at("until"));
  j.at("user").get_to(v.user);
}

void to_json(json& j, const Invitation& v) {
  j = {{"hash", v.hash}, {"invited_by", v.invited_by},  {"made", moment(v.made)},   {"mail", v.mail},
       {"name", v.name}, {"role", word(roles, v.role)}, {"until", moment(v.until)}, {"user", v.user}};
}

void from_json(const json& j, Invitation& v) {
  j.at("hash").get_to(v.hash);
  j.at("invited_by").get_to(v.invited_by);
  v.made = unmoment(j.at("made"));
  j.at("mail").get_to(v.mail);
  j.at("name").get_to(v.name);
  v.role = unword(roles, j.at("role"));
  v.until = unmoment(j.at("until"));
  j.at("user").get_to(v.user);
}

void to_json(json& j, const Rescue& v) { j = {{"id", v.id}, {"since", moment(v.since)}, {"user", v.user}}; }

void from_json(const json& j, Rescue& v) {
  j.at("id").get_to(v.id);
  v.since = unmoment(j.at("since"));
  j.at("user").get_to(v.user);
}

void to_json(json& j, const SignInRules& v) {
  json networks = json::array();
  for (const Prefix& prefix : v.networks) networks.push_back(prefix.to_text());
  j = {{"factor_days", v.factor_days},
       {"idle_minutes", v.idle_minutes},
       {"longest_hours", v.longest_hours},
       {"networks", networks},
       {"password_days", v.password_days}};
}

void from_json(const json& j, SignInRules& v) {
  j.at("factor_days").get_to(v.factor_days);
  j.at("idle_minutes").get_to(v.idle_minutes);
  j.at("longest_hours").get_to(v.longest_hours);
  v.networks.clear();
  for (const json& text : j.at("networks")) v.networks.push_back(unprefix(text));
  j.at("password_days").get_to(v.password_days);
}

namespace codec {

std::string encode(const Person& value) { return dump(json(value)); }
std::string encode(const SecondFactor& value) { return dump(json(value)); }
std::string encode(const ApiToken& value) { return dump(json(value)); }
std::string encode(const Invitation& value) { return dump(json(value)); }
std::string encode(const Rescue& value) { return dump(json(value)); }

void take_out_secrets(std::string_view noun, json& value) {
  const auto erase = [&](std::initializer_list<const char*> keys) {
    for (const char* key : keys) value.erase(key);
  };
  if (noun == "people") erase({"password_hash", "must_change_password", "password_set", "first_signed_in"});
  if (noun == "factors") erase({"key", "recovery_hashes", "used_step"});
  if (noun == "tokens" || noun == "invitations") erase({"hash"});
}

}  // namespace codec
}  // namespace schoolgate
