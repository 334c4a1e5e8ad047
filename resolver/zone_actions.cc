// The replies that a response policy zone asks for: NXDOMAIN, NODATA, none at all, truncated, or the zone's own
// records. Source: draft-vixie-dnsop-dns-rpz-00 sections 3 and 6.
#include <algorithm>
#include <array>

#include "resolver/pipeline_impl.h"

namespace schoolgate {

namespace {

using wire::Ede;
using wire::Rcode;

/// The one record that takes the place of all others at its name.
std::optional<ZoneRecord> alias_of(const ZoneData::Records& records) {
  std::optional<ZoneRecord> alias;
  records.for_each([&](const ZoneRecord& record) {
    if (record.type == ZoneRecord::cname) alias = record;
  });
  return alias;
}

/// A target that begins with "*" has the name in its place. Size 0: the two together are too long.
wire::WireName target_of(const ZoneRecord& alias, NameView name) {
  wire::WireName target;
  const bool wildcard = alias.data.size() > 2 && alias.data[0] == 1 && alias.data[1] == '*';
  const auto front = wildcard ? name.wire().first(name.wire().size() - 1) : name.wire().first(0);
  const auto rest = alias.data.subspan(wildcard ? 2 : 0);
  if (front.size() + rest.size() > max_name_octets) return target;
  std::ranges::copy(front, target.octets.begin());
  std::ranges::copy(rest, target.octets.begin() + static_cast<std::ptrdiff_t>(front.size()));
  target.size = front.size() + rest.size();
  target.fold();
  return target;
}

}  // namespace

bool Pipeline::Impl::stops(const Ask& ask, const Decision& decision) {
  return decision.verdict == Verdict::block ||
         (decision.action == ZoneAction::tcp_only && ask.transport == Transport::udp);
}

/// The aliases that led from the asked name to the stopped one stay in the reply: the action is about that name alone.
void Pipeline::Impl::put_way(wire::Reply& reply, const Stop& stop, std::uint32_t ttl) {
  for (auto rest = stop.way; !rest.empty();) {
    const NameView target = wire::first_name(rest);
    reply.alias(target, ttl);
    rest = rest.subspan(target.wire().size());
  }
}

std::size_t Pipeline::Impl::zone_action(Ask& ask, const Stop& stop, const wire::ExtendedError& why,
                                        const Arrived* arrived) {
  const ZoneAction action = *stop.decision.action;
  if (action == ZoneAction::data) return zone_data(ask, stop, why, arrived);
  if (action != ZoneAction::tcp_only) count_block(ask, stop.decision);
  if (action == ZoneAction::drop) return no_reply;
  const std::uint32_t ttl = std::min(blocked_ttl, stop.decision.valid_for);
  wire::Reply reply(ask.question, ask.out, ask.limit());
  if (action == ZoneAction::tcp_only) {
    reply.truncate();
    return finish(reply, {}, ask.out);
  }
  put_way(reply, stop, ttl);
  if (action == ZoneAction::nxdomain) reply.rcode(Rcode::name_error);
  reply.negative(ttl);
  return finish(reply, why, ask.out);
}

std::size_t Pipeline::Impl::zone_data(Ask& ask, const Stop& stop, const wire::ExtendedError& why,
                                      const Arrived* arrived) {
  const std::uint16_t type = ask.question.type;
  if (type == wire::type::any) return any(ask);
  const std::uint32_t most = std::min(blocked_ttl, stop.decision.valid_for);
  const ZoneData::Records records = snapshot_->lists->zone_data.find(stop.decision.zone, stop.name);
  wire::Reply reply(ask.question, ask.out, ask.limit());
  put_way(reply, stop, most);
  if (const auto alias = alias_of(records)) return zone_alias(ask, stop, *alias, reply, why, arrived);
  count_block(ask, stop.decision);
  bool found = false;
  records.for_each([&](const ZoneRecord& record) {
    if (record.type != type) return;
    reply.record(type, std::min(record.ttl, most), record.data);
    found = true;
  });
  if (!found) reply.negative(most);
  return finish(reply, why, ask.out);
}

/// The alias, and what the upstream says of its target. The zones are asked once a question: the target is decided by
/// what stands above them, or a zone that sends names to a page of its own could not list that page's neighbours.
std::size_t Pipeline::Impl::zone_alias(Ask& ask, const Stop& stop, const ZoneRecord& alias, wire::Reply& reply,
                                       const wire::ExtendedError& why, const Arrived* arrived) {
  zone_target_ = target_of(alias, stop.name);
  const NameView target = zone_target_.view();
  if (zone_target_.size == 0)
    return error(ask.question, Rcode::server_failure, {Ede::other, "an alias to a name that is too long"}, ask.out);
  const std::uint16_t type = ask.question.type;
  reply.alias(target, std::min({alias.ttl, blocked_ttl, stop.decision.valid_for}));
  ask.decision = stop.decision;  // from here on what is stronger than a zone stops
  if (const auto stronger = stopped(ask, target)) return block(ask, *stronger, arrived);
  if (type == wire::type::cname) {
    count_block(ask, stop.decision);
    return finish(reply, why, ask.out);
  }
  if (const auto* own = snapshot_->own_names->find(target).records) {
    count_block(ask, stop.decision);
    put_records(reply, ask, *own);
    return finish(reply, why, ask.out);
  }
  const auto hit = find(ask, {target, type, false, false}, arrived);
  if (!hit) return nothing_yet;
  if (hit->answer.failure != Ede::none)
    return error(ask.question, Rcode::server_failure, {hit->answer.failure, {}}, ask.out);
  if (const auto stronger = stopped(ask, hit->answer)) return block(ask, *stronger, arrived);
  count_block(ask, stop.decision);
  if (hit->answer.private_address && !site_.owns(target) && !snapshot_->own_names->find(target))
    return no_data(ask, blocked_ttl, {Ede::blocked, "private address"});
  const wire::Age age{hit->age, ask.decision.valid_for, hit->fresh ? 0 : blocked_ttl};
  if (!reply.behind_alias(hit->answer, age))
    return error(ask.question, Rcode::server_failure, {Ede::other, {}}, ask.out);
  return finish(reply, why, ask.out);
}

}  // namespace schoolgate
