#include "resolver/upstream/unbound_engine.h"

#include <algorithm>

#include <fmt/format.h>

#include "resolver/upstream/server_text.h"

namespace schoolgate {
namespace {

using Transport = UpstreamServer::Transport;
using Status = UpstreamAnswer::Status;
using Dnssec = UpstreamConfig::Dnssec;

constexpr int sec_bogus = 1, sec_secure = 2;  // unbound-event.h, ub_resolve_event()
constexpr std::size_t header_octets = 12;     // RFC 1035 section 4.1.1
constexpr std::string_view stopping_text = "this list of upstream servers is no longer used";
constexpr std::uint8_t rcode_bits = 0x0F, rcode_servfail = 2;

bool all_are(const UpstreamConfig& config, Transport transport) {
  return std::ranges::all_of(config.servers, [=](const UpstreamServer& s) { return s.transport == transport; });
}

bool any_is(const UpstreamConfig& config, Transport transport) {
  return std::ranges::any_of(config.servers, [=](const UpstreamServer& s) { return s.transport == transport; });
}

UpstreamAnswer failed(Status status, std::string_view why) { return UpstreamAnswer{status, {}, false, why}; }

std::string forward_text(const Endpoint& endpoint) {
  return fmt::format("{}@{}", endpoint.address.to_text(), endpoint.port);
}

}  // namespace

bool UnboundEngine::should_validate(const UpstreamConfig& config) {
  return config.dnssec == Dnssec::on || (config.dnssec == Dnssec::automatic && UnboundContext::validator_is_current());
}

std::expected<std::unique_ptr<UnboundEngine>, Fault> UnboundEngine::create(uv_loop_t& loop,
                                                                           const UpstreamConfig& config,
                                                                           EngineLimits limits) {
  if (config.servers.empty()) return fault(Fault::Kind::bad_input, "no upstream server is named");
  std::unique_ptr<UnboundEngine> engine(new UnboundEngine(loop, limits));
  if (auto started = engine->start(config); !started) return std::unexpected(std::move(started.error()));
  return engine;
}

UnboundEngine::UnboundEngine(uv_loop_t& loop, EngineLimits limits)
    : loop_(loop), limits_(limits), deadline_(make_timer(loop, this)), events_(loop) {}

UnboundEngine::~UnboundEngine() {
  // First those who wait, while everything still works; libunbound then calls back for each with nobody listening.
  stopping_ = true;
  while (!waiting_.empty()) finish(waiting_.front(), failed(Status::unreachable, stopping_text));
  unchecked_.reset();
  checked_.reset();
}

std::expected<void, Fault> UnboundEngine::start(const UpstreamConfig& config) {
  UnboundSettings settings;
  const bool encrypted = any_is(config, Transport::tls);
  settings.tcp_only = encrypted || all_are(config, Transport::tcp);
  if (encrypted) {
    auto entrances = start_pipes(config);
    if (!entrances) return std::unexpected(std::move(entrances.error()));
    settings.forward_to = std::move(*entrances);
  } else {
    for (const UpstreamServer& server : config.servers) settings.forward_to.push_back(forward_text(server.endpoint));
  }
  for (const ZoneServers& zone : config.zones) {
    auto& made = settings.zones.emplace_back(UnboundSettings::Zone{zone.zone, {}});
    for (const Endpoint& server : zone.servers) made.forward_to.push_back(forward_text(server));
  }
  if (should_validate(config)) {
    auto plain = UnboundContext::create(events_, settings);
    if (!plain) return std::unexpected(std::move(plain.error()));
    unchecked_.emplace(std::move(*plain));
    settings.trust_anchor_file = config.trust_anchor_file;
  }
  auto context = UnboundContext::create(events_, settings);
  if (!context) return std::unexpected(std::move(context.error()));
  checked_.emplace(std::move(*context));
  return {};
}

std::expected<std::vector<std::string>, Fault> UnboundEngine::start_pipes(const UpstreamConfig& config) {
  auto client = TlsClient::create(config.ca_file);
  if (!client) return std::unexpected(std::move(client.error()));
  const auto is_ours = [this](std::uint16_t port) { return events_.has_socket_from(port); };
  std::vector<std::string> entrances;
  for (const UpstreamServer& server : config.servers) {
    if (server.transport != Transport::tls) continue;
    auto pipe = TlsPipe::create(loop_, *client, server, is_ours);
    if (!pipe) return std::unexpected(std::move(pipe.error()));
    entrances.push_back(forward_text((*pipe)->entrance()));
    pipes_.push_back(std::move(*pipe));
  }
  return entrances;
}

void UnboundEngine::resolve(NameView name, std::uint16_t type, bool checking_disabled, Done done) {
  if (stopping_) {
    done(failed(Status::unreachable, stopping_text));
    return;
  }
  if (waiting_.size() >= limits_.waiting || waiting_.size() + abandoned_.size() >= limits_.in_library) {
    done(failed(Status::overloaded, "too many queries wait for the upstream servers"));
    return;
  }
  uv_update_time(&loop_);  // a deadline counts from now, not from when the batch began
  const auto due = uv_now(&loop_) + static_cast<std::uint64_t>(limits_.deadline.count());
  Pending& pending = waiting_.emplace_back(Pending{*this, std::move(done), due, false, {}});
  pending.place = std::prev(waiting_.end());
  if (waiting_.size() == 1) arm_deadline();
  UnboundContext& context = checking_disabled && unchecked_ ? *unchecked_ : *checked_;
  // The callback may come at once, and `pending` be gone when query() returns true.
  if (context.query(name, type, on_answer, &pending)) return;
  const Done refused = std::move(pending.done);
  waiting_.erase(pending.place);
  refused(failed(Status::unreachable, "the resolving library refuses the name"));
}

void UnboundEngine::on_answer(void* argument, int rcode, void* packet, int size, int security, char* why, int) {
  Pending& pending = *static_cast<Pending*>(argument);
  UnboundEngine& engine = pending.engine;
  if (pending.abandoned) {
    engine.abandoned_.erase(pending.place);
    return;
  }
  // Nothing of the library's may be read when rcode is not 0.
  UpstreamAnswer answer = engine.unreachable();
  if (rcode == 0 && security == sec_bogus) {
    answer = failed(Status::bogus, why != nullptr ? why : "the signatures do not match");
  } else if (rcode == 0 && packet != nullptr && static_cast<std::size_t>(size) >= header_octets) {
    const std::span message(static_cast<const std::uint8_t*>(packet), static_cast<std::size_t>(size));
    if ((message[3] & rcode_bits) != rcode_servfail)
      answer = UpstreamAnswer{Status::answered, message, security == sec_secure, {}};
  }
  const Done done = std::move(pending.done);
  engine.waiting_.erase(pending.place);
  done(answer);
}

UpstreamAnswer UnboundEngine::unreachable() const {
  for (const auto& pipe : pipes_)
    if (!pipe->last_fault().empty()) return failed(Status::unreachable, pipe->last_fault());
  return failed(Status::unreachable, "no upstream server gave an answer that can be used");
}

void UnboundEngine::finish(Pending& pending, const UpstreamAnswer& answer) {
  const Done done = std::move(pending.done);
  pending.abandoned = true;
  abandoned_.splice(abandoned_.end(), waiting_, pending.place);
  done(answer);
}

void UnboundEngine::expire() {
  while (!waiting_.empty() && waiting_.front().due <= uv_now(&loop_))
    finish(waiting_.front(), failed(Status::timed_out, "no upstream server answered in time"));
  if (!waiting_.empty()) arm_deadline();
}

/// For the one that has waited longest. When that one is answered the timer still goes off, finds nothing and is armed
/// anew: cheaper than moving it with every answer.
void UnboundEngine::arm_deadline() {
  const auto now = uv_now(&loop_);
  const auto due = waiting_.front().due;
  uv_timer_start(
      deadline_.get(), [](uv_timer_t* timer) { static_cast<UnboundEngine*>(timer->data)->expire(); },
      due > now ? due - now : 0, 0);
}

std::vector<std::string> UnboundEngine::notes(const UpstreamConfig& config) {
  std::vector<std::string> notes;
  if (config.dnssec == Dnssec::automatic && !UnboundContext::validator_is_current())
    notes.push_back(
        fmt::format("Answers are not validated here (DNSSEC): libunbound {} is older than 1.25.2, and its "
                    "validator has known faults.",
                    UnboundContext::library_version()));
  if (config.dnssec == Dnssec::on && !UnboundContext::validator_is_current())
    notes.push_back(fmt::format("The validator (DNSSEC) of libunbound {} has known faults: 1.25.2 or later is needed.",
                                UnboundContext::library_version()));
  if (!should_validate(config) && !any_is(config, Transport::tls))
    notes.emplace_back("Answers are neither validated nor encrypted on their way: use tls:// upstream servers.");
  if (any_is(config, Transport::tcp) && any_is(config, Transport::udp))
    notes.emplace_back("Upstream servers with tcp:// beside plain ones are asked over UDP first.");
  return notes;
}

}  // namespace schoolgate
