// The live test of upstream servers: each is asked, and each answer told apart.
#include "resolver/upstream/upstream_probe.h"

#include "tests/resolver/upstream/engine_bench.h"

using namespace schoolgate;
using namespace schoolgate::test;

namespace {

std::vector<ProbeResult> probe(const std::vector<const FakeDns*>& servers, const std::string& name) {
  std::vector<std::string> texts;
  for (const FakeDns* server : servers) texts.push_back("127.0.0.1:" + std::to_string(server->port()));
  return probe_upstreams(config_of(texts), Name::from_text(name).value());
}

}  // namespace

TEST_CASE("each server is asked by itself, and a name that is not there is an answer too") {
  FakeDns first, second;
  for (const char* name : {"www.example.org", "nx.example.org"}) {
    INFO(name);
    const auto results = probe({&first, &second}, name);
    REQUIRE(results.size() == 2);
    for (const ProbeResult& result : results) {
      CHECK(result.answered);
      CHECK(result.problem.empty());
      CHECK_FALSE(result.validated);
      CHECK_FALSE(result.has_signatures);
    }
  }
  CHECK(first.udp_queries + first.tcp_queries >= 2);
  CHECK(second.udp_queries + second.tcp_queries >= 2);
}

TEST_CASE("a server that refuses has not answered, and that is said in words") {
  FakeDns server;
  const auto results = probe({&server}, "refused.example.org");
  REQUIRE(results.size() == 1);
  CHECK_FALSE(results[0].answered);
  CHECK_FALSE(results[0].problem.empty());
}
