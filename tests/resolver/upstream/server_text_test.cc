#include "resolver/upstream/server_text.h"

#include "tests/catch.h"

using namespace schoolgate;

TEST_CASE("an endpoint is an address with a port, or with the default one") {
  CHECK(to_text(parse_endpoint("192.0.2.1").value()) == "192.0.2.1:53");
  CHECK(to_text(parse_endpoint("127.0.0.1:5353").value()) == "127.0.0.1:5353");
  CHECK(to_text(parse_endpoint("[::]:53").value()) == "[::]:53");
  CHECK(to_text(parse_endpoint("[2001:db8::1]", 853).value()) == "[2001:db8::1]:853");
  CHECK(to_text(parse_endpoint("2001:db8::1").value()) == "[2001:db8::1]:53");
  CHECK(to_text(parse_endpoint("0.0.0.0:0").value()) == "0.0.0.0:0");
}

TEST_CASE("what is not an endpoint is refused with a hint") {
  const auto text = GENERATE("", ":", "localhost", "192.0.2.1:", "192.0.2.1:65536", "192.0.2.1:5 3", "192.0.2.1:-1",
                             "[192.0.2.1]:53", "[::1", "[::1]53", "[::1]:", "::1:53:x", "192.0.2.256");
  INFO(text);
  const auto parsed = parse_endpoint(text);
  REQUIRE(!parsed);
  CHECK(parsed.error().kind == Fault::Kind::bad_input);
  CHECK(!parsed.error().hint.empty());
}

TEST_CASE("an upstream server is read with its transport") {
  CHECK(to_text(parse_upstream("192.0.2.1").value()) == "192.0.2.1:53");
  CHECK(to_text(parse_upstream("udp://192.0.2.1:5400").value()) == "192.0.2.1:5400");
  CHECK(to_text(parse_upstream("tcp://[2001:db8::1]").value()) == "tcp://[2001:db8::1]:53");
  CHECK(to_text(parse_upstream("tls://9.9.9.9#dns.quad9.net").value()) == "tls://9.9.9.9:853#dns.quad9.net");
  CHECK(to_text(parse_upstream("tls://9.9.9.9:8853#DNS.Quad9.net").value()) == "tls://9.9.9.9:8853#dns.quad9.net");
}

TEST_CASE("an encrypted upstream without a name to check is refused") {
  CHECK(!parse_upstream("tls://9.9.9.9:853"));
  CHECK(!parse_upstream("tls://9.9.9.9:853#"));
  CHECK(!parse_upstream("tls://9.9.9.9#two words"));
  CHECK(!parse_upstream("192.0.2.1#name"));
  CHECK(!parse_upstream("192.0.2.1:0"));
  CHECK(!parse_upstream("https://192.0.2.1/dns-query"));
}

TEST_CASE("an encrypted and a plain upstream cannot be mixed") {
  UpstreamConfig config;
  CHECK(faults(config).size() == 1);
  config.servers.push_back(parse_upstream("tls://9.9.9.9#dns.quad9.net").value());
  CHECK(faults(config).empty());
  config.servers.push_back(parse_upstream("192.0.2.1").value());
  REQUIRE(faults(config).size() == 1);
  CHECK(faults(config).front().starts_with("an encrypted and a plain upstream cannot be mixed"));
}
