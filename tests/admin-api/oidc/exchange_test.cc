// What is asked over the network: HTTPS and nothing else, and not when the appliance is ending.
#include "admin-api/auth/oidc/exchange.h"

#include "tests/catch.h"

using namespace schoolgate;
using auth::oidc::over_https;

TEST_CASE("only https is spoken, and a fault tells neither path nor secret") {
  const auto exchange = over_https("", [] { return false; });
  for (const char* address :
       {"http://127.0.0.1:9/secret", "file:///etc/passwd", "ftp://127.0.0.1:9/secret", "nonsense"}) {
    const auto reply = exchange({address, std::nullopt, "client", "password-of-client", {}});
    INFO(address);
    REQUIRE_FALSE(reply);
    CHECK(reply.error().kind == Fault::Kind::unavailable);
    CHECK_FALSE(reply.error().what.contains("password-of-client"));
    CHECK_FALSE(reply.error().what.contains("/secret"));
  }
}

TEST_CASE("nothing is asked any more when the appliance is ending") {
  bool asked = false;
  const auto exchange = over_https("", [&] { return asked = true; });
  CHECK_FALSE(exchange({"https://127.0.0.1:9/", std::nullopt, {}, {}, {}}));
  CHECK(asked);
}
