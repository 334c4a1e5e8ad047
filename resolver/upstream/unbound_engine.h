// The Upstream for all that the plain forwarder (forward_engine.h) cannot do, so for validation, TCP and TLS:
// libunbound on a worker's loop, with the limits and the deadline that it does not set itself. Plain UDP and TCP
// servers are asked by libunbound, tls:// servers through a TlsPipe each.
//
// An encrypted list never falls back to plain text: with one tls:// server in it, only these are used (faults() in
// server_text.h refuses such a list before it comes here). tcp:// is honoured when all servers have it; beside udp://
// servers it is asked as they are, over TCP only for what was truncated.
// Thread rules: the loop's thread, construction and destruction included. Not to be destroyed inside a callback of its
// own.
#pragma once

#include <chrono>
#include <cstddef>
#include <expected>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <uv.h>

#include "blocklists/fault.h"
#include "resolver/config.h"
#include "resolver/upstream/tls_pipe.h"
#include "resolver/upstream/unbound_context.h"
#include "resolver/upstream/upstream_engine.h"
#include "resolver/upstream/uv_events.h"
#include "resolver/upstream/uv_handle.h"

namespace schoolgate {

struct EngineLimits {
  /// When people have given up: stub resolvers try again after 5 s (resolv.conf(5)), and libunbound itself takes 17 s
  /// to find out that a server is dead.
  std::chrono::milliseconds deadline{5000};
  /// Queries that somebody waits for: about 25 thousand a second at 40 ms each; some 10 KiB of libunbound's memory
  /// each.
  std::size_t waiting = 1024;
  /// The same and those past the deadline that libunbound still works on.
  std::size_t in_library = 2048;
};

class UnboundEngine final : public UpstreamEngine {
 public:
  static std::expected<std::unique_ptr<UnboundEngine>, Fault> create(uv_loop_t& loop, const UpstreamConfig& config,
                                                                     EngineLimits limits = {});
  ~UnboundEngine() override;
  UnboundEngine(const UnboundEngine&) = delete;
  UnboundEngine& operator=(const UnboundEngine&) = delete;

  void resolve(NameView name, std::uint16_t type, bool checking_disabled, Done done) override;
  std::size_t waiting() const override { return waiting_.size(); }
  bool validates() const { return unchecked_.has_value(); }

  /// "auto" means: when the library's validator is sound.
  static bool should_validate(const UpstreamConfig& config);
  /// What people should know of this list with this library: "Answers are not validated here (DNSSEC): ...".
  static std::vector<std::string> notes(const UpstreamConfig& config);

 private:
  struct Pending {
    UnboundEngine& engine;
    Done done;
    std::uint64_t due = 0;  // on the loop's clock, ms
    bool abandoned = false;
    std::list<Pending>::iterator place;
  };
  UnboundEngine(uv_loop_t& loop, EngineLimits limits);
  std::expected<void, Fault> start(const UpstreamConfig& config);
  std::expected<std::vector<std::string>, Fault> start_pipes(const UpstreamConfig& config);
  static void on_answer(void* pending, int rcode, void* packet, int size, int security, char* why, int limited);
  UpstreamAnswer unreachable() const;
  void finish(Pending& pending, const UpstreamAnswer& answer);
  void expire();
  void arm_deadline();

  uv_loop_t& loop_;
  EngineLimits limits_;
  bool stopping_ = false;
  // Pendings never move: libunbound holds their addresses. All waiting ones have the same deadline, so both lists are
  // in the order of time.
  std::list<Pending> waiting_, abandoned_;
  UvHandle<uv_timer_t> deadline_;
  UvEvents events_;
  std::vector<std::unique_ptr<TlsPipe>> pipes_;
  std::optional<UnboundContext> checked_;    // validates, or the only one
  std::optional<UnboundContext> unchecked_;  // for CD, when the first one validates
};

}  // namespace schoolgate
