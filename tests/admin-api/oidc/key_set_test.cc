// Keys and signatures: what is accepted, and each way of getting round it.
#include "admin-api/auth/oidc/key_set.h"

#include "admin-api/auth/oidc/encoding.h"
#include "tests/admin-api/oidc/provider/token_key.h"
#include "tests/catch.h"

using namespace schoolgate;
using auth::oidc::KeySet;
using test::Claims;
using test::TokenKey;

namespace {

const Claims claims{{"sub", "a"}, {"iss", "https://id.school.example"}};

const TokenKey& rsa() {
  static const TokenKey key = TokenKey::rsa("rsa-1");
  return key;
}
const TokenKey& ec() {
  static const TokenKey key = TokenKey::ec("ec-1");
  return key;
}

KeySet published(const std::vector<nlohmann::json>& keys) {
  auto set = KeySet::read(test::key_set(keys));
  REQUIRE(set);
  return *set;
}

SignInRefusal refusal(const KeySet& keys, const std::string& token) {
  const auto verified = keys.verify(token);
  REQUIRE_FALSE(verified);
  return verified.error();
}

}  // namespace

TEST_CASE("a token signed with RS256, PS256 or ES256 by a published key gives its payload") {
  const KeySet keys = published({rsa().public_part(), ec().public_part()});
  CHECK(keys.size() == 2);
  for (const auto& token : {rsa().sign("RS256", claims), rsa().sign("PS256", claims), ec().sign("ES256", claims)}) {
    const auto payload = keys.verify(token);
    REQUIRE(payload);
    CHECK(nlohmann::json::parse(*payload) == claims);
  }
  // Without a key's name while there is but one that fits.
  CHECK(keys.verify(rsa().sign("RS256", claims, false)));
}

TEST_CASE("an unsigned token is refused, however none is spelt") {
  const KeySet keys = published({rsa().public_part()});
  for (const char* name : {"none", "None", "NONE", ""})
    CHECK(refusal(keys, test::unsigned_token({{"alg", name}}, claims)) == SignInRefusal::algorithm);
  CHECK(refusal(keys, test::unsigned_token({{"typ", "JWT"}}, claims)) == SignInRefusal::algorithm);
  CHECK(refusal(keys, test::unsigned_token({{"alg", 1}}, claims)) == SignInRefusal::algorithm);
  // The name of an accepted algorithm, and no signature.
  CHECK_FALSE(keys.verify(test::unsigned_token({{"alg", "RS256"}, {"kid", "rsa-1"}}, claims)));
}

TEST_CASE("a public key is no secret: HS256 is refused whatever it was made with") {
  const KeySet keys = published({rsa().public_part()});
  const auto as_secret = TokenKey::secret("rsa-1", rsa().public_part().dump());
  for (const char* name : {"HS256", "HS384", "HS512"})
    CHECK(refusal(keys, as_secret.sign(name, claims)) == SignInRefusal::algorithm);
  // Nor is a symmetric key taken from the provider's set.
  CHECK_FALSE(KeySet::read(test::key_set({{{"kty", "oct"}, {"k", "c2VjcmV0"}, {"kid", "s"}}})));
}

TEST_CASE("other algorithms of the same family are not on the list") {
  const KeySet keys = published({rsa().public_part()});
  for (const char* name : {"RS384", "RS512", "PS384", "PS512"})
    CHECK(refusal(keys, rsa().sign(name, claims)) == SignInRefusal::algorithm);
}

TEST_CASE("a key does what it is for: another algorithm, another key's name and another use are refused") {
  auto part = rsa().public_part();
  part["alg"] = "RS256";
  const KeySet bound = published({part, ec().public_part()});
  CHECK(bound.verify(rsa().sign("RS256", claims)));
  CHECK(refusal(bound, rsa().sign("PS256", claims)) == SignInRefusal::key);
  // An RSA signature that claims the elliptic key's name, and the other way round.
  CHECK(refusal(bound, TokenKey::rsa("ec-1").sign("RS256", claims)) == SignInRefusal::key);
  CHECK(refusal(bound, TokenKey::ec("rsa-1").sign("ES256", claims)) == SignInRefusal::key);
  part.erase("alg");
  part["use"] = "enc";
  CHECK_FALSE(KeySet::read(test::key_set({part})));
}

TEST_CASE("a changed payload, a changed signature and a stranger's key are found out") {
  const KeySet keys = published({rsa().public_part(), ec().public_part()});
  for (const auto& token : {rsa().sign("RS256", claims), rsa().sign("PS256", claims), ec().sign("ES256", claims)}) {
    const auto first = token.find('.');
    const auto second = token.rfind('.');
    const auto other = auth::oidc::to_base64url(Claims{{"sub", "b"}, {"iss", "https://id.school.example"}}.dump());
    CHECK(refusal(keys, token.substr(0, first + 1) + other + token.substr(second)) == SignInRefusal::signature);
    std::string changed = token;
    changed[second + 10] = changed[second + 10] == 'A' ? 'B' : 'A';
    CHECK(refusal(keys, changed) == SignInRefusal::signature);
    CHECK_FALSE(keys.verify(token.substr(0, second + 1)));
  }
  CHECK(refusal(keys, TokenKey::ec("ec-1").sign("ES256", claims)) == SignInRefusal::signature);
  CHECK(refusal(keys, TokenKey::rsa("rsa-1").sign("RS256", claims)) == SignInRefusal::signature);
}

TEST_CASE("a key that is not published is asked for; one that is not named must be the only one") {
  const KeySet keys = published({ec().public_part(), TokenKey::ec("ec-2").public_part()});
  CHECK(refusal(keys, TokenKey::ec("ec-3").sign("ES256", claims)) == SignInRefusal::key);
  CHECK(refusal(keys, ec().sign("ES256", claims, false)) == SignInRefusal::key);
  CHECK(keys.verify(ec().sign("ES256", claims)));
}

TEST_CASE("what is no signed token of three parts is refused before any key is looked at") {
  const KeySet keys = published({ec().public_part()});
  const auto token = ec().sign("ES256", claims);
  for (const std::string& bad :
       {std::string(), std::string("."), std::string(".."), std::string("a.b.c"), token + ".", token + "..x",
        token.substr(0, token.rfind('.')), "e30" + token.substr(token.find('.')), "=" + token,
        std::string(auth::oidc::max_token_octets, 'a') + token})
    CHECK_FALSE(keys.verify(bad));
  CHECK(refusal(keys, token + ".") == SignInRefusal::token_form);
  // An extension that must be understood is not, and neither is another way of signing.
  CHECK(refusal(keys, ec().sign("ES256", claims, true, {{"crit", {"exp"}}})) == SignInRefusal::token_form);
  CHECK(refusal(keys, ec().sign("ES256", claims, true, {{"b64", nlohmann::json::array({false})}})) ==
        SignInRefusal::token_form);
  // A header with one key twice has two readings.
  const auto twice = auth::oidc::to_base64url(R"({"alg":"none","kid":"ec-1","alg":"ES256"})");
  CHECK(refusal(keys, twice + token.substr(token.find('.'))) == SignInRefusal::token_form);
}

TEST_CASE("a token brings no key along") {
  const KeySet keys = published({ec().public_part()});
  const auto own = TokenKey::ec("ec-1");
  CHECK(refusal(keys, own.sign("ES256", claims, true, {{"jwk", own.public_part()}})) == SignInRefusal::signature);
  CHECK(refusal(keys, own.sign("ES256", claims, true, {{"jku", "https://evil.example/keys"}})) ==
        SignInRefusal::signature);
}

TEST_CASE("weak, strange and damaged keys are left out, and a set without any other is refused") {
  const auto weak = TokenKey::rsa("weak", 1024).public_part();
  CHECK_FALSE(KeySet::read(test::key_set({weak})));
  auto damaged = ec().public_part();
  damaged["x"] = "AAAA";
  auto other_curve = ec().public_part();
  other_curve["crv"] = "P-384";
  const KeySet keys =
      published({weak, damaged, other_curve, {{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", "AAAA"}}, ec().public_part()});
  CHECK(keys.size() == 1);
  for (const char* bad :
       {"", "[]", "{}", R"({"keys": 1})", R"({"keys": []})", R"({"keys": [1, null]})", R"({"keys": [], "keys": []})"})
    CHECK_FALSE(KeySet::read(bad));
  CHECK_FALSE(KeySet::read(test::key_set(std::vector(auth::oidc::max_keys + 1, ec().public_part()))));
}
