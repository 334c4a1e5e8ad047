// Single sign-on as canonical JSON. The client's secret is not among it.
#include "blocklists/change-control/codec.h"
#include "blocklists/change-control/codec_json.h"

namespace schoolgate {

using codec::json;
using codec::unword;
using codec::Word;
using codec::word;

namespace {

constexpr Word<AccountProvider> providers[] = {
    {AccountProvider::google, "google"}, {AccountProvider::entra, "entra"}, {AccountProvider::other, "other"}};
constexpr Word<ClientAuthentication> authentications[] = {{ClientAuthentication::basic, "client_secret_basic"},
                                                          {ClientAuthentication::post, "client_secret_post"}};
constexpr Word<SignInRefusal> refusals[] = {{SignInRefusal::clock, "clock"},
                                            {SignInRefusal::provider, "provider"},
                                            {SignInRefusal::unknown_flow, "unknown_flow"},
                                            {SignInRefusal::other_browser, "other_browser"},
                                            {SignInRefusal::provider_refused, "provider_refused"},
                                            {SignInRefusal::other_issuer, "other_issuer"},
                                            {SignInRefusal::code, "code"},
                                            {SignInRefusal::token_form, "token_form"},
                                            {SignInRefusal::algorithm, "algorithm"},
                                            {SignInRefusal::key, "key"},
                                            {SignInRefusal::signature, "signature"},
                                            {SignInRefusal::issuer, "issuer"},
                                            {SignInRefusal::audience, "audience"},
                                            {SignInRefusal::expired, "expired"},
                                            {SignInRefusal::issued_at, "issued_at"},
                                            {SignInRefusal::nonce, "nonce"},
                                            {SignInRefusal::subject, "subject"},
                                            {SignInRefusal::domain, "domain"},
                                            {SignInRefusal::tenant, "tenant"},
                                            {SignInRefusal::unverified, "unverified"},
                                            {SignInRefusal::no_name, "no_name"},
                                            {SignInRefusal::unknown, "unknown"},
                                            {SignInRefusal::disabled, "disabled"},
                                            {SignInRefusal::other_account, "other_account"}};

}  // namespace

void to_json(json& j, const SingleSignOn& v) {
  j = {{"authentication", word(authentications, v.authentication)},
       {"client_id", v.client_id},
       {"create_teachers", v.create_teachers},
       {"domain", v.domain},
       {"enabled", v.enabled},
       {"has_secret", v.has_secret},
       {"issuer", v.issuer},
       {"provider", word(providers, v.provider)},
       {"redirect_uri", v.redirect_uri},
       {"required", v.required},
       {"tenant", v.tenant}};
}

void from_json(const json& j, SingleSignOn& v) {
  v.authentication = unword(authentications, j.at("authentication"));
  j.at("client_id").get_to(v.client_id);
  j.at("create_teachers").get_to(v.create_teachers);
  j.at("domain").get_to(v.domain);
  j.at("enabled").get_to(v.enabled);
  j.at("has_secret").get_to(v.has_secret);
  j.at("issuer").get_to(v.issuer);
  v.provider = unword(providers, j.at("provider"));
  j.at("redirect_uri").get_to(v.redirect_uri);
  j.at("required").get_to(v.required);
  j.at("tenant").get_to(v.tenant);
}

void to_json(json& j, const SignInLink& v) {
  j = {{"issuer", v.issuer}, {"sign_in_name", v.sign_in_name}, {"subject", v.subject}, {"user", v.user}};
}

void from_json(const json& j, SignInLink& v) {
  j.at("issuer").get_to(v.issuer);
  j.at("sign_in_name").get_to(v.sign_in_name);
  j.at("subject").get_to(v.subject);
  j.at("user").get_to(v.user);
}

std::string codec::text_of(SignInRefusal reason) { return word(refusals, reason); }

}  // namespace schoolgate
