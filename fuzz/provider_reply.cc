// What a provider of the school's accounts may send: its description, its keys, a token, and the token's claims.
#include <cstddef>
#include <cstdint>
#include <string>

#include "admin-api/auth/oidc/account.h"
#include "admin-api/auth/oidc/id_token.h"
#include "admin-api/auth/oidc/key_set.h"
#include "admin-api/auth/oidc/metadata.h"
#include "fuzz/check.h"

using namespace schoolgate;
using namespace schoolgate::auth::oidc;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  SingleSignOn settings;
  settings.issuer = "https://id.school.example";
  settings.domain = "school.example";
  if (const auto metadata = read_metadata(text, settings))
    SCHOOLGATE_PROMISE(metadata->token_endpoint.starts_with("https://"));
  if (const auto keys = KeySet::read(text)) SCHOOLGATE_PROMISE(keys->size() > 0 && keys->size() <= max_keys);

  // RFC 7517, appendix A.1: nobody here has the private part, so nothing verifies.
  static const auto keys =
      KeySet::read(R"({"keys":[{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",)"
                   R"("y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","kid":"1"}]})");
  SCHOOLGATE_PROMISE(keys.has_value() && !keys->verify(text));

  const UtcSeconds now{std::chrono::seconds{1795420800}};
  const auto claims = check_claims(text, {settings.issuer, "client", "nonce", now, now});
  if (!claims) return 0;
  SCHOOLGATE_PROMISE(!claims->subject.empty());
  if (const auto account = account_of(*claims, settings)) SCHOOLGATE_PROMISE(!account->sign_in_name.empty());
  return 0;
}
