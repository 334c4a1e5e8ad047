// Transaction signatures: what we sign, what we trust.
#include "resolver/transfer/tsig.h"

#include "tests/catch.h"
#include "tests/resolver/transfer/messages.h"

namespace schoolgate {
namespace {

using test::Message;
using test::Octets;

constexpr UtcSeconds now{std::chrono::seconds{1'800'000'000}};

TsigKey key(std::string_view name = "transfer", std::uint8_t secret = 1,
            TsigKey::Algorithm algorithm = TsigKey::Algorithm::hmac_sha256) {
  return {*Name::from_text(name), algorithm, std::vector<std::uint8_t>(32, secret)};
}

Octets asked() {
  Octets message = Message().octets;
  wire::put16(&message[2], 0);
  return message;
}

TEST_CASE("keys are read as tsig-keygen writes them") {
  const auto keys = parse_tsig_keys(
      "# ours\nkey \"Transfer-Key\" {\n\talgorithm hmac-sha256;\n\tsecret \"AAECAwQFBgcICQ==\";\n};\n"
      "key b { secret \"/////w==\"; algorithm \"hmac-sha512\"; };");
  REQUIRE(keys);
  REQUIRE(keys->size() == 2);
  CHECK((*keys)[0].name.to_text() == "transfer-key");
  CHECK((*keys)[0].secret == std::vector<std::uint8_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
  CHECK((*keys)[1].algorithm == TsigKey::Algorithm::hmac_sha512);
  CHECK((*keys)[1].secret == std::vector<std::uint8_t>(4, 255));
  CHECK(parse_tsig_keys("")->empty());
}

TEST_CASE("a key file's fault is told without its secret") {
  for (const char* text :
       {"zone x {};", "key a { algorithm hmac-md5; secret \"c2VjcmV0\"; };", "key a { secret \"c2VjcmV0\"; };",
        "key a { algorithm hmac-sha256; };", "key a { algorithm hmac-sha256; secret \"c2VjcmV0!\"; };", "key a",
        "key a { algorithm hmac-sha256", "key \"..\" { algorithm hmac-sha256; secret \"c2VjcmV0\"; };",
        "key a { algorithm hmac-sha256; secret \"c2VjcmV0\"; port 53; };"}) {
    INFO(text);
    const auto keys = parse_tsig_keys(text);
    REQUIRE_FALSE(keys);
    CHECK(keys.error().what.find("c2VjcmV0") == std::string::npos);
  }
}

TEST_CASE("a question is signed in a record of its own, once") {
  const TsigKey with = key();
  TsigSession session(with);
  Octets message = asked();
  const std::size_t bare = message.size();
  session.sign(message, now);
  CHECK(wire::get16(&message[10]) == 1);
  CHECK(message.size() == bare + 10 + 10 + 13 + 6 + 2 + 2 + 32 + 6);  // name, head, algorithm, time, fudge, MAC, rest
}

TEST_CASE("what is not signed with our key, or was changed, is not trusted") {
  const TsigKey with = key();
  TsigSession session(with);
  Octets question = asked();
  session.sign(question, now);
  SECTION("no signature") {
    Octets message = Message().soa(1).octets;
    CHECK_FALSE(session.verify(message, now));
  }
  SECTION("our own question sent back: its MAC does not cover the request's") {
    Octets message = question;
    CHECK_FALSE(session.verify(message, now));
  }
  SECTION("another key") {
    const TsigKey other = key("other");
    TsigSession forger(other);
    Octets message = Message().soa(1).octets;
    forger.sign(message, now);
    const auto verified = session.verify(message, now);
    REQUIRE_FALSE(verified);
    CHECK(verified.error().what == "the primary's answer is signed with another key");
  }
  SECTION("cut off, at any octet") {
    Octets signed_message = Message().soa(1).octets;
    TsigSession forger(with);
    forger.sign(signed_message, now);
    for (std::size_t size = 0; size < signed_message.size(); ++size) {
      TsigSession fresh(with);
      Octets ours = asked();
      fresh.sign(ours, now);
      Octets part(signed_message.begin(), signed_message.begin() + static_cast<std::ptrdiff_t>(size));
      INFO(size);
      CHECK_FALSE(fresh.verify(part, now));
    }
  }
}

}  // namespace
}  // namespace schoolgate
