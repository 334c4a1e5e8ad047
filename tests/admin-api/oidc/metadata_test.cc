// What a provider says of itself, and the flows that were begun.
#include "admin-api/auth/oidc/metadata.h"

#include "admin-api/auth/oidc/encoding.h"
#include "admin-api/auth/oidc/pending_flows.h"
#include "tests/admin-api/oidc/provider/provider.h"
#include "tests/catch.h"

using namespace schoolgate;
using namespace std::chrono_literals;
using auth::oidc::PendingFlows;
using auth::oidc::read_metadata;

namespace {

constexpr UtcSeconds monday{std::chrono::seconds{1795420800}};

std::string refused(const nlohmann::json& metadata, const SingleSignOn& settings) {
  const auto read = read_metadata(metadata.dump(), settings);
  REQUIRE_FALSE(read);
  return read.error().what;
}

}  // namespace

TEST_CASE("a provider's description is looked for below the issuer, as it is written") {
  CHECK(auth::oidc::metadata_address("https://accounts.google.com") ==
        "https://accounts.google.com/.well-known/openid-configuration");
  CHECK(auth::oidc::metadata_address("https://login.example/t/v2.0/") ==
        "https://login.example/t/v2.0/.well-known/openid-configuration");
}

TEST_CASE("a description with another issuer, plain http, or without what a sign-in needs is refused") {
  const test::Provider provider([] { return UtcMillis(monday); });
  const auto settings = provider.settings();
  REQUIRE(read_metadata(provider.metadata.dump(), settings));
  const auto with = [&](const char* key, const nlohmann::json& value) {
    auto metadata = provider.metadata;
    metadata[key] = value;
    return metadata;
  };
  CHECK(refused(with("issuer", "https://id.school.example/"), settings).contains("issuer"));
  CHECK(refused(with("issuer", "https://evil.example"), settings).contains("https://evil.example"));
  for (const char* endpoint : {"authorization_endpoint", "token_endpoint", "jwks_uri"})
    for (const nlohmann::json& bad :
         {nlohmann::json("http://id.school.example/x"), nlohmann::json(""), nlohmann::json(1),
          nlohmann::json("https://user@id.school.example/x"), nlohmann::json("https:///x"),
          nlohmann::json("https://id.school.example/x#y"), nlohmann::json("https://id.school.example/\r\nX: y")})
      CHECK(refused(with(endpoint, bad), settings).contains("https://"));
  CHECK(refused(with("response_types_supported", {"id_token"}), settings).contains("code flow"));
  CHECK(refused(with("code_challenge_methods_supported", {"plain"}), settings).contains("PKCE"));
  CHECK(refused(with("id_token_signing_alg_values_supported", {"HS256", "none"}), settings).contains("RS256"));
  CHECK(refused(with("token_endpoint_auth_methods_supported", {"private_key_jwt"}), settings)
            .contains("client_secret_basic"));
  // Microsoft's document does not list the methods of PKCE.
  auto silent = provider.metadata;
  silent.erase("code_challenge_methods_supported");
  CHECK(read_metadata(silent.dump(), settings));
  CHECK_FALSE(read_metadata("<html>", settings));
  CHECK_FALSE(read_metadata("", settings));
}

TEST_CASE("PKCE's challenge is the one of RFC 7636, appendix B") {
  CHECK(auth::oidc::challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") ==
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

TEST_CASE("base64url has one spelling, and form fields are escaped") {
  CHECK(auth::oidc::to_base64url("\xfb\xff") == "-_8");
  CHECK(auth::oidc::from_base64url("-_8") == "\xfb\xff");
  for (const char* bad : {"+/8", "-_8=", "-_9", "-", "-_ 8"}) CHECK_FALSE(auth::oidc::from_base64url(bad));
  CHECK(auth::oidc::form({{"a", "b c&d"}, {"e", "\xc3\xa9~"}}) == "a=b%20c%26d&e=%C3%A9~");
}

TEST_CASE("a flow is good once, in its browser, for ten minutes") {
  UtcMillis now = monday;
  PendingFlows flows([&] { return now; });
  const auto begun = flows.begin("192.0.2.1", "https://id.school.example", "client");
  CHECK(begun.state.size() == 43);
  CHECK(begun.flow.verifier.size() == 43);
  CHECK(begun.state != begun.browser);
  CHECK(flows.take("made up", begun.browser).error() == SignInRefusal::unknown_flow);
  CHECK(flows.take(begun.state, begun.browser)->nonce == begun.flow.nonce);
  CHECK(flows.take(begun.state, begun.browser).error() == SignInRefusal::unknown_flow);

  // In another browser; and then it is over in its own as well.
  const auto second = flows.begin("192.0.2.1", "i", "c");
  CHECK(flows.take(second.state, begun.browser).error() == SignInRefusal::other_browser);
  CHECK(flows.take(second.state, second.browser).error() == SignInRefusal::unknown_flow);
  const auto third = flows.begin("192.0.2.1", "i", "c");
  CHECK(flows.take(third.state, "").error() == SignInRefusal::other_browser);

  const auto late = flows.begin("192.0.2.1", "i", "c");
  now += auth::oidc::flow_limit;
  CHECK(flows.take(late.state, late.browser).error() == SignInRefusal::unknown_flow);
  const auto earlier = flows.begin("192.0.2.1", "i", "c");
  now -= 1min;  // a clock that goes back lengthens nothing
  CHECK(flows.take(earlier.state, earlier.browser).error() == SignInRefusal::unknown_flow);
}

TEST_CASE("whoever begins many sign-ins pushes out their own, and the table does not grow") {
  UtcMillis now = monday;
  PendingFlows flows([&] { return now; });
  const auto mine = flows.begin("192.0.2.1", "i", "c");
  for (std::size_t n = 0; n < 3 * auth::oidc::max_pending_flows_per_address; ++n) {
    now += 1ms;
    flows.begin("192.0.2.66", "i", "c");
  }
  CHECK(flows.size() == auth::oidc::max_pending_flows_per_address + 1);
  CHECK(flows.take(mine.state, mine.browser));
  for (std::size_t n = 0; n < auth::oidc::max_pending_flows + 10; ++n)
    flows.begin("2001:db8::" + std::to_string(n), "i", "c");
  CHECK(flows.size() == auth::oidc::max_pending_flows);
}
