// Every claim that a sign-in rests on, changed one at a time.
#include "admin-api/auth/oidc/id_token.h"

#include <nlohmann/json.hpp>

#include "tests/catch.h"

using namespace schoolgate;
using namespace std::chrono_literals;
using Json = nlohmann::json;

namespace {

constexpr UtcSeconds now{std::chrono::seconds{1795420800}};
constexpr std::int64_t at = 1795420800;
const auth::oidc::Expected expected{"https://id.school.example", "client", "the-nonce", now - 60s, now};

Json good() {
  return {{"iss", expected.issuer}, {"aud", "client"}, {"sub", "subject"}, {"exp", at + 300}, {"iat", at}, {"nbf", at},
          {"nonce", "the-nonce"}};
}

SignInRefusal refused(const char* claim, const Json& value) {
  Json claims = good();
  claims[claim] = value;
  const auto checked = auth::oidc::check_claims(claims.dump(), expected);
  INFO(claim << " " << value.dump());
  REQUIRE_FALSE(checked);
  return checked.error();
}

SignInRefusal refused_without(const char* claim) {
  Json claims = good();
  claims.erase(claim);
  const auto checked = auth::oidc::check_claims(claims.dump(), expected);
  INFO(claim);
  REQUIRE_FALSE(checked);
  return checked.error();
}

bool accepted(const char* claim, const Json& value) {
  Json claims = good();
  claims[claim] = value;
  return auth::oidc::check_claims(claims.dump(), expected).has_value();
}

}  // namespace

TEST_CASE("a token that says what it must is believed, and tells who it is about") {
  Json claims = good();
  claims.update({{"email", "j.smith@school.example"},
                 {"email_verified", true},
                 {"preferred_username", "j.smith"},
                 {"name", "Jo Smith"},
                 {"hd", "school.example"},
                 {"tid", "t"},
                 {"idp", "i"},
                 {"acct", 1}});
  const auto checked = auth::oidc::check_claims(claims.dump(), expected);
  REQUIRE(checked);
  CHECK(checked->subject == "subject");
  CHECK(checked->email == "j.smith@school.example");
  CHECK(checked->email_verified);
  CHECK(checked->preferred_username == "j.smith");
  CHECK(checked->name == "Jo Smith");
  CHECK(checked->hosted_domain == "school.example");
  CHECK(checked->tenant == "t");
  CHECK(checked->identity_provider == "i");
  CHECK(checked->guest);
}

TEST_CASE("the issuer is compared character by character") {
  for (const char* other : {"https://id.school.example/", "https://ID.school.example", "http://id.school.example",
                            "https://id.school.example.evil.example", ""})
    CHECK(refused("iss", other) == SignInRefusal::issuer);
  CHECK(refused("iss", Json::array({expected.issuer})) == SignInRefusal::issuer);
  CHECK(refused_without("iss") == SignInRefusal::issuer);
}

TEST_CASE("the audience is this client and nobody besides") {
  CHECK(accepted("aud", Json::array({"client"})));
  CHECK(accepted("azp", "client"));
  for (const Json& other : {Json("other"), Json(""), Json(1), Json::array(), Json::array({"other"}),
                            Json::array({"client", "other"}), Json::array({"other", "client"}), Json::object()})
    CHECK(refused("aud", other) == SignInRefusal::audience);
  CHECK(refused("azp", "other") == SignInRefusal::audience);
  CHECK(refused("azp", nullptr) == SignInRefusal::audience);
  CHECK(refused_without("aud") == SignInRefusal::audience);
}

TEST_CASE("a token that has expired is refused, two minutes of skew allowed") {
  const auto skew = std::chrono::seconds(auth::oidc::clock_skew).count();
  CHECK(accepted("exp", at - skew + 1));
  CHECK(refused("exp", at - skew) == SignInRefusal::expired);
  CHECK(refused("exp", 0) == SignInRefusal::expired);
  CHECK(refused("exp", -1) == SignInRefusal::expired);
  CHECK(refused("exp", 1e300) == SignInRefusal::expired);
  CHECK(refused("exp", "1795421100") == SignInRefusal::expired);
  CHECK(refused_without("exp") == SignInRefusal::expired);
}

TEST_CASE("a token from the future, and one from before this sign-in, are refused") {
  const auto skew = std::chrono::seconds(auth::oidc::clock_skew).count();
  CHECK(accepted("iat", at + skew));
  CHECK(refused("iat", at + skew + 1) == SignInRefusal::issued_at);
  CHECK(accepted("iat", at - 60 - skew));
  CHECK(refused("iat", at - 60 - skew - 1) == SignInRefusal::issued_at);
  CHECK(refused("iat", "now") == SignInRefusal::issued_at);
  CHECK(refused_without("iat") == SignInRefusal::issued_at);
  CHECK(refused("nbf", at + skew + 1) == SignInRefusal::issued_at);
  CHECK(refused("nbf", "later") == SignInRefusal::issued_at);
  CHECK(accepted("iat", static_cast<double>(at) + 0.5));
}

TEST_CASE("the nonce is this sign-in's") {
  for (const Json& other : {Json("another"), Json("the-nonce "), Json(""), Json(nullptr), Json::array({"the-nonce"})})
    CHECK(refused("nonce", other) == SignInRefusal::nonce);
  CHECK(refused_without("nonce") == SignInRefusal::nonce);
  Json claims = good();
  claims["nonce"] = "";
  auto without = expected;
  without.nonce = "";
  CHECK_FALSE(auth::oidc::check_claims(claims.dump(), without));
}

TEST_CASE("a subject is short visible text") {
  CHECK(accepted("sub", std::string(255, 'a')));
  for (const Json& other :
       {Json(""), Json(7), Json(nullptr), Json(std::string(256, 'a')), Json("a b"), Json("a\nb"), Json("\u00e9")})
    CHECK(refused("sub", other) == SignInRefusal::subject);
  CHECK(refused_without("sub") == SignInRefusal::subject);
}

TEST_CASE("claims that are not one JSON object with each key once are no token") {
  const std::string twice = R"({"iss":"https://id.school.example","aud":"client","aud":"client"})";
  for (const std::string& text : {std::string(), std::string("[]"), std::string("null"), std::string("{"), twice,
                                  std::string(100, '[') + std::string(100, ']')}) {
    const auto checked = auth::oidc::check_claims(text, expected);
    REQUIRE_FALSE(checked);
    CHECK(checked.error() == SignInRefusal::token_form);
  }
}

TEST_CASE("a mail address is verified when the token says true, and by nothing else") {
  for (const Json& other : {Json("true"), Json(1), Json(nullptr), Json(false)}) {
    Json claims = good();
    claims["email_verified"] = other;
    CHECK_FALSE(auth::oidc::check_claims(claims.dump(), expected)->email_verified);
  }
}
