// Asking the upstream, and what to do when it answers. Off the hot path: this may allocate.
#include <algorithm>
#include <utility>

#include "resolver/pipeline_impl.h"

namespace schoolgate {

namespace {

using wire::Ede;

// RFC 9520 section 3.2: a failure is remembered for at least a second and at most five minutes. A school that mends its
// line should not wait.
constexpr std::uint32_t failure_ttl = 5;

// Two answers that may not be kept could want each other for ever; policy changes and a zone's aliases need two.
constexpr unsigned max_rounds = 4;

wire::ExtendedError failure_of(const UpstreamAnswer& answer) {
  switch (answer.status) {
    case UpstreamAnswer::Status::answered:
      return {};
    case UpstreamAnswer::Status::bogus:
      return {Ede::bogus, {}};
    case UpstreamAnswer::Status::timed_out:
      return {Ede::no_reachable_authority, {}};
    case UpstreamAnswer::Status::unreachable:
    case UpstreamAnswer::Status::overloaded:
      return {Ede::network_error, {}};
  }
  return {Ede::other, {}};
}

}  // namespace

bool Pipeline::Impl::Arrived::is_for(const Cache::Key& key) const {
  return wanted.type == key.type && wanted.checking_disabled == key.checking_disabled &&
         std::ranges::equal(wanted.name.wire(), key.name.wire());
}

Pipeline::Result Pipeline::Impl::fetch(const Ask& ask, std::uint64_t ticket) {
  if (!waiting_.has_room(ask.who)) {
    statistics_.count(Count::limited);
    const wire::ExtendedError why{Ede::network_error, "too many questions are waiting"};
    return {Outcome::replied, error(ask.question, wire::Rcode::server_failure, why, ask.out)};
  }
  statistics_.count(Count::cache_misses);
  // The upstream may answer before it returns; the reply then goes straight into `out`.
  Direct direct{ask.out, 0};
  ask_upstream(ask, {.question = ask.question,
                     .client = ask.who,
                     .transport = ask.transport,
                     .ticket = ticket,
                     .direct = &direct,
                     .identity = std::string(ask.identity)});
  if (direct.size == no_reply) return {Outcome::dropped, 0};
  if (direct.size != 0) return {Outcome::replied, direct.size};
  return {Outcome::pending, 0};
}

void Pipeline::Impl::ask_upstream(const Ask& ask, Waiter waiter) {
  Wanted wanted;
  const auto name = ask.wanted.name.wire();
  std::ranges::copy(name, wanted.name.octets.begin());
  wanted.name.size = name.size();
  wanted.type = ask.wanted.type;
  wanted.checking_disabled = ask.wanted.checking_disabled;

  const auto [id, first] = waiting_.join(wanted, std::move(waiter));
  if (first) {
    upstream_.resolve(wanted.name.view(), wanted.type, wanted.checking_disabled,
                      [weak = std::weak_ptr(self_), id = id, asked_in = generation_](const UpstreamAnswer& answer) {
                        if (const auto self = weak.lock()) (*self)->arrived(id, answer, asked_in);
                      });
  }
  waiting_.detach(id);
}

void Pipeline::Impl::arrived(Waiting::Id id, const UpstreamAnswer& answer, std::uint64_t asked_in) {
  // Taken out first: what follows may ask again, and call back.
  Waiting::Miss miss = waiting_.take(id);
  Arrived arrived{miss.wanted, {}, failure_of(answer), asked_in != generation_};
  read(answer, miss.waiters, arrived);
  for (Waiter& waiter : miss.waiters) resume(waiter, arrived);
}

/// One form for each kind of client that waits (with and without DO), kept for those who come later.
void Pipeline::Impl::read(const UpstreamAnswer& answer, const std::vector<Waiter>& waiters, Arrived& into) {
  const auto waits = [&](bool dnssec_ok) {
    return std::ranges::any_of(waiters, [&](const Waiter& waiter) { return waiter.question.dnssec_ok == dnssec_ok; });
  };
  // A rewritten question's target is always fetched without DO, so that form is needed whoever waits.
  for (const bool dnssec_ok : {false, true}) {
    if (dnssec_ok && !waits(true)) continue;
    if (into.failure.code == Ede::none) {
      auto& made = into.answers[dnssec_ok ? 1 : 0];
      made = wire::inspect(answer.message, {into.wanted.name.view(), into.wanted.type, dnssec_ok}, answer.secure);
      if (!made) into.failure.code = Ede::network_error;
    }
    keep(into, dnssec_ok);
  }
  const bool bogus = answer.status == UpstreamAnswer::Status::bogus;
  statistics_.count(bogus                            ? Count::upstream_bogus
                    : into.failure.code == Ede::none ? Count::upstream_answers
                                                     : Count::upstream_failures);
}

void Pipeline::Impl::keep(const Arrived& arrived, bool dnssec_ok) {
  if (arrived.outdated) return;
  const Cache::Key key{arrived.wanted.name.view(), arrived.wanted.type, dnssec_ok, arrived.wanted.checking_disabled};
  if (const auto& answer = arrived.answers[dnssec_ok ? 1 : 0])
    return cache_.insert(key, answer->view(), now_.monotonic_ms);
  // An old answer is better than none (RFC 8767), but not better than the proof that something is wrong.
  if (arrived.failure.code != Ede::bogus && cache_.stand_in(key, now_.monotonic_ms)) return;
  wire::AnswerView failed;
  failed.lifetime = failure_ttl;
  failed.failure = arrived.failure.code;
  cache_.insert(key, failed, now_.monotonic_ms);
}

void Pipeline::Impl::resume(Waiter& waiter, const Arrived& arrived) {
  std::array<std::uint8_t, max_reply_octets> buffer;
  const std::span<std::uint8_t> out = waiter.direct != nullptr ? waiter.direct->out : std::span<std::uint8_t>(buffer);
  Ask ask{.question = waiter.question,
          .who = waiter.client,
          .identity = waiter.identity,
          .transport = waiter.transport,
          .out = out,
          .known = {}};
  std::size_t size = respond(ask, &arrived);
  // Policy changed meanwhile, or a zone's alias leads on, so that something else is wanted.
  if (size == nothing_yet && ++waiter.rounds < max_rounds) {
    waiter.direct = nullptr;
    return ask_upstream(ask, std::move(waiter));
  }
  if (size == nothing_yet)
    size = error(ask.question, wire::Rcode::server_failure, {Ede::other, "it leads on and on"}, out);
  if (waiter.direct != nullptr)
    waiter.direct->size = size;
  else
    late_(waiter.ticket, out.first(size == no_reply ? 0 : size));
}

}  // namespace schoolgate
