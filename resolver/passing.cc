// The replies that pass on what an upstream said: decided for every alias target, guarded, aged, or put behind a safe
// search engine's alias. Nothing allocates, waits, or asks anybody.
#include <algorithm>

#include "resolver/pipeline_impl.h"

namespace schoolgate {

namespace {

using wire::Ede;
using wire::ExtendedError;
using wire::Rcode;

constexpr std::uint32_t rewrite_ttl = 300;  // the addresses behind a strict search engine move slowly
constexpr std::uint32_t stale_ttl = 30;     // RFC 8767 section 5
constexpr std::uint32_t guarded_ttl = 10;   // as a blocked name's: a name that becomes the school's own is seen at once

}  // namespace

/// What is known of `key`: what has just arrived, or what is kept. Nothing: it has to be fetched.
std::optional<Cache::Hit> Pipeline::Impl::find(Ask& ask, const Cache::Key& key, const Arrived* arrived) {
  ask.wanted = key;
  const bool here = arrived != nullptr && arrived->is_for(key);
  if (here && arrived->answers[key.dnssec_ok ? 1 : 0])
    return Cache::Hit{arrived->answers[key.dnssec_ok ? 1 : 0]->view(), 0, true, false};
  auto hit = cache_.find(key, now_.monotonic_ms);
  if (hit && (hit->fresh || hit->stand_in)) {
    if (!here) statistics_.count(Count::cache_hits);
    return hit;
  }
  if (!here) return std::nullopt;
  // The failure could not be kept, in a very small cache.
  wire::AnswerView failed;
  failed.failure = arrived->failure.code != Ede::none ? arrived->failure.code : Ede::other;
  return Cache::Hit{failed, 0, true, false};
}

/// A target's block counts when it comes from a stronger tier than what allowed the asked name: a temporary unblock, a
/// checked site or a school rule means the whole site, wherever its operator hosts it. Only a name that nothing spoke
/// for is stopped by a category (that is the cloaked tracker); nothing lifts a sealed list, quarantine or emergency.
/// The emergency block on everything let the asked name pass as essential, and so its targets.
std::optional<Pipeline::Impl::Stop> Pipeline::Impl::stopped(Ask& ask, NameView target) {
  const Decision decision = decide(*snapshot_, ask.client, target, ask.question.type, utc());
  ask.decision.valid_for = std::min(ask.decision.valid_for, decision.valid_for);
  if (!stops(ask, decision) || decision.tier >= ask.decision.tier) return std::nullopt;
  if (decision.tier == Tier::emergency && decision.by == snapshot_->emergency_everything) return std::nullopt;
  statistics_.count(Count::cname_blocked);
  if (ask.client.trials != 0) tell_trial(ask, target, decision);
  return Stop{decision, target};
}

std::optional<Pipeline::Impl::Stop> Pipeline::Impl::stopped(Ask& ask, const wire::AnswerView& answer) {
  for (auto rest = answer.targets; !rest.empty();) {
    const NameView target = wire::first_name(rest);
    rest = rest.subspan(target.wire().size());
    if (auto stop = stopped(ask, target)) {
      stop->way = answer.targets.first(answer.targets.size() - rest.size());
      return stop;
    }
  }
  return std::nullopt;
}

Cache::Key Pipeline::Impl::cache_key(const wire::Question& question) {
  return {question.name(), question.type, question.dnssec_ok, question.checking_disabled()};
}

std::size_t Pipeline::Impl::pass(Ask& ask, const Arrived* arrived) {
  Cache::Key key = cache_key(ask.question);
  key.hash = ask.known.cache_hash;
  const auto hit = find(ask, key, arrived);
  return hit ? kept(ask, *hit, arrived) : nothing_yet;
}

std::size_t Pipeline::Impl::kept(Ask& ask, const Cache::Hit& hit, const Arrived* arrived) {
  const wire::AnswerView& answer = hit.answer;
  if (answer.failure != Ede::none) return error(ask.question, Rcode::server_failure, {answer.failure, {}}, ask.out);
  if (const auto stop = stopped(ask, answer)) return block(ask, *stop, arrived);
  statistics_.count_tier(ask.decision.tier);
  // A public name with a private address is an attack on what is inside (DNS rebinding), or a filter's answer upstream.
  if (answer.private_address && !ask.own)
    return no_data(ask, std::min(guarded_ttl, ask.decision.valid_for), {Ede::blocked, "private address"});

  const wire::Age age{hit.age, ask.decision.valid_for, hit.fresh ? 0 : stale_ttl};
  ExtendedError why;
  if (!hit.fresh) why.code = answer.rcode() == Rcode::name_error ? Ede::stale_nxdomain : Ede::stale_answer;
  wire::Reply reply(ask.question, ask.out, ask.limit());
  reply.stored(answer, age, answer.secure && hit.fresh && ask.question.wants_authentic_data());
  return finish(reply, why, ask.out);
}

/// The engine's strict front end, and its addresses in the same reply: some clients do not follow a lone alias.
std::size_t Pipeline::Impl::rewrite(Ask& ask, NameView target, const Arrived* arrived) {
  const std::uint16_t type = ask.question.type;
  if (const auto stop = stopped(ask, target)) return block(ask, *stop, arrived);
  std::uint32_t ttl = std::min(rewrite_ttl, ask.decision.valid_for);
  if (type != wire::type::a && type != wire::type::aaaa) {
    statistics_.count(Count::rewritten);
    statistics_.count_tier(ask.decision.tier);
    wire::Reply reply(ask.question, ask.out, ask.limit());
    const bool service = type == wire::type::https || type == wire::type::svcb;
    if (service || type == wire::type::cname) reply.alias(target, ttl);
    if (type != wire::type::cname) reply.negative(ttl);
    return finish(reply, {}, ask.out);
  }

  const auto hit = find(ask, {target, type, false, false}, arrived);
  if (!hit) return nothing_yet;
  const wire::AnswerView& answer = hit->answer;
  // Without its strict front end the engine is out of reach; its open one must not stand in.
  const Ede failure = answer.failure != Ede::none ? answer.failure : Ede::no_reachable_authority;
  if (answer.failure != Ede::none || answer.private_address || answer.rcode() != Rcode::no_error)
    return error(ask.question, Rcode::server_failure, {failure, "safe search cannot be reached"}, ask.out);
  if (const auto stop = stopped(ask, answer)) return block(ask, *stop, arrived);

  statistics_.count(Count::rewritten);
  statistics_.count_tier(ask.decision.tier);
  ttl = std::min(ttl, ask.decision.valid_for);
  wire::Reply reply(ask.question, ask.out, ask.limit());
  reply.alias(target, ttl);
  bool any = false;
  wire::for_each_address(answer, type, [&](std::uint32_t kept_ttl, std::span<const std::uint8_t> octets) {
    const std::uint32_t left = !hit->fresh ? stale_ttl : kept_ttl > hit->age ? kept_ttl - hit->age : 0;
    reply.address(std::min(ttl, left), octets);
    any = true;
  });
  if (!any) reply.negative(ttl);
  return finish(reply, {hit->fresh ? Ede::none : Ede::stale_answer, {}}, ask.out);
}

}  // namespace schoolgate
