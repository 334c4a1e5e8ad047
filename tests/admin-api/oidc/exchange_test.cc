// What is asked over the network: HTTPS and nothing else, and not when the appliance is ending.
#include "admin-api/auth/oidc/exchange.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

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

TEST_CASE("whoever waits for a provider that says nothing is let go when the appliance is ending") {
  // Connections are taken by the system, and nobody ever answers on them.
  const int silent = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  REQUIRE(::bind(silent, reinterpret_cast<const sockaddr*>(&address), size) == 0);
  REQUIRE(::listen(silent, 8) == 0);
  REQUIRE(::getsockname(silent, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  bool asked = false;
  const auto exchange = over_https("", [&] { return asked = true; });
  CHECK_FALSE(
      exchange({"https://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/", std::nullopt, {}, {}, {}}));
  CHECK(asked);
  ::close(silent);
}
