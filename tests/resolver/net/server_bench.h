// A whole Server on free loopback ports, with a fake upstream behind it and a policy that the test can change.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "resolver/server.h"
#include "resolver/upstream/server_text.h"
#include "tests/catch.h"
#include "tests/resolver/net/dns_client.h"
#include "tests/resolver/upstream/fake_dns.h"

namespace schoolgate::test {

/// One group that everybody is in, and block rules for these names.
inline std::shared_ptr<const Snapshot> blocking(const std::vector<std::string>& names) {
  auto state = std::make_shared<PolicyState>();
  Group everybody;
  everybody.id = "everybody";
  everybody.name = "Everybody";
  state->groups.emplace(everybody.id, everybody);
  for (const std::string& name : names) {
    Rule rule;
    rule.id = "rule-" + name;
    rule.name = name;
    rule.action = RuleAction::block;
    state->rules.emplace(rule.id, rule);
  }
  return Snapshot::build(state, std::make_shared<CompiledLists>(), std::make_shared<SealedSet>());
}

class ServerBench {
 public:
  explicit ServerBench(std::vector<std::string> listen = {"127.0.0.1:0"}, unsigned workers = 2) {
    for (const std::string& text : listen) config.listen.push_back(parse_endpoint(text).value());
    for (const char* text : {"127.0.0.0/8", "::1/128"}) config.allow.push_back(Prefix::parse(text).value());
    config.workers = workers;
    config.upstream.dnssec = UpstreamConfig::Dnssec::off;
    config.upstream.servers.push_back(upstream_server(upstream));
    auto started = Server::start(config, system_clock_now, blocking({"blocked.example.org"}));
    if (!started) FAIL(started.error().what);
    server = std::move(*started);
  }
  static UpstreamServer upstream_server(const FakeDns& dns) {
    return parse_upstream("127.0.0.1:" + std::to_string(dns.port())).value();
  }
  Endpoint endpoint(std::size_t i = 0) const {
    Endpoint found = server->endpoints().at(i);
    if (found.address == Address::parse("0.0.0.0")) found.address = Address::parse("127.0.0.1").value();
    if (found.address == Address{}) found.address = Address::parse("::1").value();
    return found;
  }

  FakeDns upstream;
  ResolverConfig config;
  std::unique_ptr<Server> server;
};

}  // namespace schoolgate::test
