#include "resolver/upstream/unbound_context.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <tuple>

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

namespace schoolgate {
namespace {

constexpr int class_in = 1;
constexpr int type_soa = 6;

std::mutex& library_mutex() {
  static std::mutex mutex;  // for the library's own process-wide variables, so process-wide too
  return mutex;
}

struct Option {
  const char* name;
  const char* value;
};
constexpr Option common_options[] = {
    {"do-not-query-localhost:", "no"},  // a forwarder on this machine is as good as any
    {"edns-buffer-size:", "1232"},      // no fragments (DNS flag day 2020, RFC 9715)
    {"outgoing-range:", "450"},         // sockets, so UDP queries at the same time; more wait their turn inside
    {"num-queries-per-thread:", "1024"},
    // Ours is in front: this one only serves queries for the same name that meet, and the validator's keys.
    {"msg-cache-size:", "1m"},
    {"rrset-cache-size:", "2m"},
    {"key-cache-size:", "1m"},
    {"serve-expired:", "no"},
    {"infra-host-ttl:", "60"},
    // A server that was dead is asked again at once when it is back, not after minutes of growing pauses.
    {"infra-keep-probing:", "yes"},
    {"infra-cache-max-rtt:", "2000"},
    // The school's own zones live below these, and the upstream may well know them.
    {"unblock-lan-zones:", "yes"},
    {"insecure-lan-zones:", "yes"},
};
// For the same reason. Left in place: localhost, the loopback addresses, onion (RFC 7686) and invalid, which must not
// leave the machine; special-use names are answered before anything comes here.
constexpr const char* opened_zones[] = {"home.arpa.", "test."};
// Over TCP every query shares these connections; a few suffice and more would cost handshakes.
constexpr Option tcp_only_options[] = {{"tcp-upstream:", "yes"}, {"outgoing-num-tcp:", "8"}};
// Over UDP they are only for what was truncated.
constexpr Option udp_options[] = {{"outgoing-num-tcp:", "32"}};

std::unexpected<Fault> refused(std::string_view what, int error) {
  return fault(Fault::Kind::unavailable, fmt::format("the resolving library refuses {}: {}", what, ub_strerror(error)));
}

std::expected<void, Fault> set(ub_ctx* context, const Option& option) {
  const int error = ub_ctx_set_option(context, option.name, option.value);
  if (error != 0) return refused(fmt::format("its option {} {}", option.name, option.value), error);
  return {};
}

template <std::size_t n>
std::expected<void, Fault> set_all(ub_ctx* context, const Option (&options)[n]) {
  for (const Option& option : options)
    if (auto done = set(context, option); !done) return done;
  return {};
}

std::expected<void, Fault> set_validation(ub_ctx* context, const std::string& trust_anchor_file) {
  if (trust_anchor_file.empty()) return set(context, {"module-config:", "iterator"});
  // The library would only say that it cannot start.
  if (access(trust_anchor_file.c_str(), R_OK) != 0)
    return fault(Fault::Kind::unavailable,
                 fmt::format("the trust anchor file {} cannot be read: {}", trust_anchor_file, std::strerror(errno)),
                 "install the package dns-root-data, or set upstream.dnssec to \"off\"");
  if (auto done = set(context, {"module-config:", "validator iterator"}); !done) return done;
  const int error = ub_ctx_add_ta_file(context, trust_anchor_file.c_str());
  if (error != 0) return refused(fmt::format("the trust anchor file {}", trust_anchor_file), error);
  return {};
}

std::string zones_text(const std::vector<UnboundSettings::Zone>& zones) {
  std::string text = "server:\n";
  for (const auto& zone : zones)
    text += fmt::format("  domain-insecure: \"{0}.\"\n  local-zone: \"{0}.\" nodefault\n", zone.name);
  for (const auto& zone : zones) {
    text += fmt::format("forward-zone:\n  name: \"{}.\"\n", zone.name);
    for (const std::string& server : zone.forward_to) text += fmt::format("  forward-addr: {}\n", server);
  }
  return text;
}

/// Only a file can name forwarded zones: one in memory, whose path is this process's own.
std::expected<void, Fault> set_zones(ub_ctx* context, const std::vector<UnboundSettings::Zone>& zones) {
  if (zones.empty()) return {};
  const std::string text = zones_text(zones);
  const int file = memfd_create("forwarded-zones", MFD_CLOEXEC);
  if (file < 0) return fault(Fault::Kind::unavailable, fmt::format("no file in memory: {}", std::strerror(errno)));
  const bool written = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const int error = written ? ub_ctx_config(context, fmt::format("/proc/self/fd/{}", file).c_str()) : UB_READFILE;
  close(file);
  if (error != 0) return refused("the zones that are forwarded", error);
  return {};
}

std::expected<void, Fault> configure(ub_ctx* context, const UnboundSettings& settings) {
  if (auto done = set_all(context, common_options); !done) return done;
  auto tcp = settings.tcp_only ? set_all(context, tcp_only_options) : set_all(context, udp_options);
  if (!tcp) return tcp;
  if (auto done = set_validation(context, settings.trust_anchor_file); !done) return done;
  for (const std::string& address : settings.forward_to)
    if (const int error = ub_ctx_set_fwd(context, address.c_str()); error != 0)
      return refused(fmt::format("the upstream {}", address), error);
  return set_zones(context, settings.zones);
}

/// Seals the context and starts its event machinery with a name that it answers itself.
std::expected<void, Fault> seal(ub_ctx* context) {
  for (const char* zone : opened_zones)
    if (const int error = ub_ctx_zone_remove(context, zone); error != 0) return refused("to start", error);
  const auto ignore = [](void*, int, void*, int, int, char*, int) {};
  if (const int error = ub_resolve_event(context, "invalid", type_soa, class_in, nullptr, ignore, nullptr); error != 0)
    return refused("to start", error);
  return {};
}

}  // namespace

std::expected<UnboundContext, Fault> UnboundContext::create(UvEvents& events, const UnboundSettings& settings) {
  const std::scoped_lock lock(library_mutex());
  std::unique_ptr<ub_ctx, decltype(&ub_ctx_delete)> context(ub_ctx_create_ub_event(events.base()), &ub_ctx_delete);
  if (!context) return fault(Fault::Kind::unavailable, "there is no memory for the resolving library");
  if (auto configured = configure(context.get(), settings); !configured)
    return std::unexpected(std::move(configured.error()));
  ub_ctx* const configured = context.release();  // from here on a failure leaves it half built: see the header
  if (auto sealed = seal(configured); !sealed) return std::unexpected(std::move(sealed.error()));
  return UnboundContext(configured);
}

void UnboundContext::Deleter::operator()(ub_ctx* context) const {
  const std::scoped_lock lock(library_mutex());
  ub_ctx_delete(context);
}

bool UnboundContext::query(NameView name, std::uint16_t type, ub_event_callback_type callback, void* argument) {
  return ub_resolve_event(context_.get(), to_master_text(name).c_str(), type, class_in, argument, callback, nullptr) ==
         0;
}

std::string UnboundContext::library_version() { return ub_version(); }

bool UnboundContext::validator_is_current() {
  int major = 0, minor = 0, micro = 0;
  if (std::sscanf(ub_version(), "%d.%d.%d", &major, &minor, &micro) < 2) return false;
  return std::tuple(major, minor, micro) >= std::tuple(1, 25, 2);
}

std::string to_master_text(NameView name) {
  std::string text;
  for (NameView rest = name; !rest.is_root(); rest = rest.parent()) {
    for (const char c : rest.first_label()) {
      const bool plain =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
      if (plain)
        text += c;
      else
        fmt::format_to(std::back_inserter(text), "\\{:03}", static_cast<unsigned char>(c));
    }
    text += '.';
  }
  return text.empty() ? "." : text;
}

}  // namespace schoolgate
