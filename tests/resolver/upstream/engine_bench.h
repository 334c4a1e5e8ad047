// An engine on a loop of its own, driven by the test.
#pragma once

#include <csignal>
#include <optional>

#include <uv.h>

#include "resolver/upstream/forward_engine.h"
#include "resolver/upstream/server_text.h"
#include "resolver/upstream/unbound_engine.h"
#include "tests/catch.h"
#include "tests/resolver/upstream/fake_dns.h"

namespace schoolgate::test {

struct Got {
  UpstreamAnswer::Status status{};
  Octets message;
  bool secure = false;
  std::string why;
  int rcode() const { return message[3] & 0x0F; }
  int answers() const { return message[6] * 256 + message[7]; }
  int authorities() const { return message[8] * 256 + message[9]; }
};

inline UpstreamConfig config_of(const std::vector<std::string>& servers) {
  UpstreamConfig config;
  config.dnssec = UpstreamConfig::Dnssec::off;
  for (const std::string& text : servers) config.servers.push_back(parse_upstream(text).value());
  return config;
}

template <class Engine, class Limits>
class BenchOf {
 public:
  explicit BenchOf(const UpstreamConfig& config, Limits limits = {}) {
    std::signal(SIGPIPE, SIG_IGN);  // as a worker's thread has it
    uv_loop_init(&loop_);
    auto made = Engine::create(loop_, config, limits);
    if (!made) {
      uv_run(&loop_, UV_RUN_DEFAULT);
      FAIL(made.error().what);
    }
    engine = std::move(*made);
  }
  ~BenchOf() {
    engine.reset();
    uv_run(&loop_, UV_RUN_DEFAULT);
    CHECK(uv_loop_close(&loop_) == 0);  // every handle was closed
  }
  BenchOf(const BenchOf&) = delete;
  BenchOf& operator=(const BenchOf&) = delete;

  void ask(const std::string& name, Upstream::Done done, std::uint16_t type = 1) {
    engine->resolve(Name::from_text(name).value(), type, false, std::move(done));
  }
  Got ask_and_wait(NameView name, std::uint16_t type = 1, bool checking_disabled = false) {
    std::optional<Got> got;
    engine->resolve(name, type, checking_disabled, [&got](const UpstreamAnswer& a) {
      REQUIRE(!got);
      got = Got{a.status, {a.message.begin(), a.message.end()}, a.secure, std::string(a.why)};
    });
    turn_until([&] { return got.has_value(); });
    return *got;
  }
  Got ask_and_wait(const std::string& name, std::uint16_t type = 1) {
    return ask_and_wait(Name::from_text(name).value().view(), type);
  }
  void turn_until(const std::function<bool()>& done) {
    while (!done()) uv_run(&loop_, UV_RUN_ONCE);
  }
  uv_loop_t& loop() { return loop_; }

  std::unique_ptr<Engine> engine;

 private:
  uv_loop_t loop_{};
};

using EngineBench = BenchOf<UnboundEngine, EngineLimits>;
using ForwardBench = BenchOf<ForwardEngine, ForwardLimits>;

/// A port where nothing answers, and nothing refuses either.
struct BlackHole {
  BlackHole() : fd(socket(AF_INET, SOCK_DGRAM, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    if (bind(fd, reinterpret_cast<sockaddr*>(&at), size) != 0) std::abort();
    getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size);
    port = ntohs(at.sin_port);
  }
  ~BlackHole() { close(fd); }
  BlackHole(const BlackHole&) = delete;
  BlackHole& operator=(const BlackHole&) = delete;
  std::string text() const { return "127.0.0.1:" + std::to_string(port); }
  int fd;
  std::uint16_t port = 0;
};

}  // namespace schoolgate::test
