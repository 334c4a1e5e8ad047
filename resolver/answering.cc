// The replies that are made here: errors, blocked, local, ANY. Nothing allocates, waits, or asks anybody.
#include <algorithm>
#include <array>
#include <cstring>

#include "blocklists/policy/category.h"
#include "resolver/pipeline_impl.h"

namespace schoolgate {

namespace {

using wire::Ede;
using wire::ExtendedError;
using wire::Rcode;

constexpr std::uint32_t local_ttl = 300;  // a special-use name that becomes the school's own is seen within minutes
constexpr std::uint32_t any_ttl = 3600;   // RFC 8482 section 4.2 leaves it open; long, since nobody needs it again
constexpr std::array<std::uint8_t, 9> rfc8482 = {7, 'R', 'F', 'C', '8', '4', '8', '2', 0};
constexpr std::array<std::uint8_t, 4> loopback_ipv4 = {127, 0, 0, 1};
constexpr std::array<std::uint8_t, 16> loopback_ipv6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

// What people may be told. Never a list's name: some lists are nobody's business.
ExtendedError reason(const Decision& decision, const Client& client) {
  switch (decision.tier) {
    case Tier::sealed:
      return {Ede::censored, {}};
    case Tier::quarantine:
      if (client.quarantine != nullptr && client.quarantine->suspension)
        return {Ede::blocked, "this device's internet access is suspended"};
      return {Ede::blocked, "this device is quarantined"};
    case Tier::emergency:
      return {Ede::blocked, "emergency block"};
    case Tier::walled_garden:
      return {Ede::blocked, "not among this group's checked sites"};
    case Tier::rule:
      return {Ede::blocked, "school rule"};
    case Tier::category:
      return {Ede::blocked,
              decision.service ? service_title(*decision.service) : categories()[decision.category].title};
    default:
      return {Ede::blocked, {}};
  }
}

/// A VPN, a proxy, somebody else's encrypted DNS.
bool is_way_round(const Decision& decision) {
  constexpr std::string_view bypass = "bypass";
  static const auto number = find_category(bypass);
  if (decision.tier != Tier::category) return false;
  if (!decision.service) return decision.category == number;
  return *decision.service < services().size() && services()[*decision.service].category == bypass;
}

}  // namespace

std::size_t Pipeline::Impl::Ask::limit() const {
  if (transport == Transport::tcp) return std::min(out.size(), max_reply_octets);
  return std::min({out.size(), max_udp_reply_octets, std::size_t{question.udp_size}});
}

std::size_t Pipeline::Impl::finish(wire::Reply& reply, const ExtendedError& why, std::span<std::uint8_t> out) {
  const std::size_t size = reply.finish(why);
  const std::uint16_t flags = wire::get16(&out[2]);
  if ((flags & wire::flag_tc) != 0) statistics_.count(Count::truncated);
  switch (static_cast<Rcode>(flags & wire::rcode_bits)) {
    case Rcode::no_error:
      statistics_.count(Count::rcode_noerror);
      break;
    case Rcode::format_error:
      statistics_.count(Count::rcode_formerr);
      break;
    case Rcode::server_failure:
      statistics_.count(Count::rcode_servfail);
      break;
    case Rcode::name_error:
      statistics_.count(Count::rcode_nxdomain);
      break;
    case Rcode::not_implemented:
      statistics_.count(Count::rcode_notimp);
      break;
    case Rcode::refused:
      statistics_.count(Count::rcode_refused);
      break;
    default:
      statistics_.count(Count::rcode_other);
      break;
  }
  return size;
}

std::size_t Pipeline::Impl::error(const wire::Question& question, Rcode rcode, const ExtendedError& why,
                                  std::span<std::uint8_t> out) {
  wire::Reply reply(question, out, wire::plain_udp_octets);
  reply.rcode(rcode);
  return finish(reply, why, out);
}

std::size_t Pipeline::Impl::no_data(const Ask& ask, std::uint32_t ttl, const ExtendedError& why) {
  wire::Reply reply(ask.question, ask.out, ask.limit());
  reply.negative(ttl);
  return finish(reply, why, ask.out);
}

void Pipeline::Impl::count_block(const Ask& ask, const Decision& decision) {
  statistics_.count(Count::blocked);
  statistics_.count_tier(decision.tier);
  statistics_.tape.blocked(noted(ask), decision);
  if (decision.tier == Tier::category) {
    if (decision.service)
      statistics_.count_service(*decision.service);
    else
      statistics_.count_category(decision.category);
  }
  if (is_way_round(decision)) statistics_.attempts.count(ask.who, Attempts::Kind::name, utc());
}

std::size_t Pipeline::Impl::block(Ask& ask, const Stop& stop, const Arrived* arrived) {
  const Decision& decision = stop.decision;
  if (decision.action) return zone_action(ask, stop, reason(decision, ask.client), arrived);
  count_block(ask, decision);
  const std::uint32_t ttl = std::min(blocked_ttl, decision.valid_for);
  wire::Reply reply(ask.question, ask.out, ask.limit());
  if (site_.style() == BlockStyle::refused) {
    reply.rcode(Rcode::refused);
  } else if (site_.style() == BlockStyle::nxdomain) {
    reply.rcode(Rcode::name_error);
    reply.negative(ttl);
  } else if (ask.question.type == wire::type::a && site_.blocked_ipv4()) {
    reply.address(ttl, *site_.blocked_ipv4());
  } else if (ask.question.type == wire::type::aaaa && site_.blocked_ipv6()) {
    reply.address(ttl, *site_.blocked_ipv6());
  } else {
    reply.negative(ttl);
  }
  return finish(reply, reason(decision, ask.client), ask.out);
}

std::size_t Pipeline::Impl::local(const Ask& ask, const LocalName& found) {
  using Kind = LocalName::Kind;
  statistics_.count(Count::local);
  const std::uint32_t ttl = std::min(local_ttl, ask.decision.valid_for);
  wire::Reply reply(ask.question, ask.out, ask.limit());
  if (found.kind == Kind::localhost && ask.question.type == wire::type::a) {
    reply.address(ttl, loopback_ipv4);
  } else if (found.kind == Kind::localhost && ask.question.type == wire::type::aaaa) {
    reply.address(ttl, loopback_ipv6);
  } else {
    if (found.kind == Kind::no_name || found.kind == Kind::signal) reply.rcode(Rcode::name_error);
    reply.negative(ttl, found.apex);
  }
  const bool signal = found.kind == Kind::signal;
  if (signal) statistics_.attempts.count(ask.who, Attempts::Kind::signal, utc());
  return finish(reply, signal ? ExtendedError{Ede::blocked, "no way round the school's resolver"} : ExtendedError{},
                ask.out);
}

std::size_t Pipeline::Impl::any(const Ask& ask) {
  statistics_.count(Count::local);
  wire::Reply reply(ask.question, ask.out, ask.limit());
  reply.record(wire::type::hinfo, std::min(any_ttl, ask.decision.valid_for), rfc8482);
  return finish(reply, {}, ask.out);
}

}  // namespace schoolgate
