// The life of one query, hop by hop. Hop 1, the packet's arrival, and hop 7, its departure, are net/'s.
#include "resolver/pipeline.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "blocklists/policy/safe_search.h"
#include "resolver/pipeline_impl.h"

namespace schoolgate {

namespace {

std::size_t cache_share(const ResolverConfig& config) {
  const unsigned workers = config.workers != 0 ? config.workers : std::max(1U, std::thread::hardware_concurrency());
  return config.cache_octets / workers;
}

// A signal is answered "no" unless the school said of this very name that it may pass.
bool passes_signal(const Decision& decision) {
  return decision.verdict == Verdict::allow && (decision.tier == Tier::unblock || decision.tier == Tier::rule);
}

}  // namespace

Pipeline::Result Pipeline::Impl::handle(const Query& query, std::span<std::uint8_t> out) {
  wire::Question question;
  if (const auto turned_away = receive(query, out, question)) return *turned_away;
  return answer(query, out, question, {});
}

/// The same hops, each taken by the whole batch before the next: a name's place in the lists and in the cache may be
/// anywhere in memory, and waiting for it takes longer than all that is done with it.
void Pipeline::Impl::handle(std::span<Pipeline::Job> batch) {
  std::array<Pipeline::Job*, max_batch> jobs;
  std::size_t count = 0;
  for (Pipeline::Job& job : batch.first(std::min(batch.size(), max_batch))) {
    wire::Question& question = ahead_[count].question;
    if (const auto turned_away = receive(job.query, job.out, question)) {
      job.result = *turned_away;
      continue;
    }
    if (snapshot_) snapshot_->lists->trie.begin(question.name(), ahead_[count].walk);
    jobs[count++] = &job;
  }
  const std::span ahead(ahead_.data(), count);
  if (snapshot_) look_ahead(ahead);
  for (std::size_t i = 0; i < count; ++i)
    jobs[i]->result = answer(jobs[i]->query, jobs[i]->out, ahead[i].question, ahead[i].known);
}

void Pipeline::Impl::look_ahead(std::span<Ahead> names) {
  const Trie& trie = snapshot_->lists->trie;
  for (const Ahead& name : names) trie.fetch(name.walk);
  for (Ahead& name : names) {
    name.known = {trie.finish(name.walk).lists, 0};
    // A listed name is not often asked of the cache.
    if (*name.known.lists == 0) name.known.cache_hash = cache_.begin(cache_key(name.question));
  }
  for (const Ahead& name : names)
    if (name.known.cache_hash != 0) cache_.fetch(name.known.cache_hash);
}

/// Hops 2 and 3: what needs no more than a look at the packet and its sender, or nothing when the question is good.
std::optional<Pipeline::Result> Pipeline::Impl::receive(const Query& query, std::span<std::uint8_t> out,
                                                        wire::Question& question) {
  using Outcome = Pipeline::Outcome;
  statistics_.count(query.transport == Transport::udp ? Count::queries_udp : Count::queries_tcp);

  // Hop 2: what is asked? Silence for what no answer could help.
  question = wire::parse_question(query.packet);
  if (question.state == wire::Question::State::silence) {
    statistics_.count(Count::malformed);
    return Result{Outcome::dropped, 0};
  }

  // A primary need not be a client: its address is checked by who knows the sources.
  if (question.state == wire::Question::State::notify && announced_ && announced_(query.client, question.name()))
    return Result{Outcome::replied, error(question, wire::Rcode::no_error, {}, out)};

  // Hop 3: may this client ask, and not too fast? Before anything that costs us, and before saying what was malformed.
  switch (admission_.check(query.client, now_.monotonic_ms)) {
    case Admission::Answer::outsider:
      statistics_.count(Count::refused_client);
      return Result{Outcome::replied, error(question, wire::Rcode::refused, {wire::Ede::prohibited, {}}, out)};
    case Admission::Answer::too_fast:
      statistics_.count(Count::limited);
      if (query.transport == Transport::udp) return Result{Outcome::dropped, 0};
      return Result{Outcome::replied,
                    error(question, wire::Rcode::refused, {wire::Ede::other, "too many queries"}, out)};
    case Admission::Answer::welcome:
      break;
  }
  if (question.state != wire::Question::State::good) return Result{Outcome::replied, answer_fault(question, out)};
  count_question(question);
  return std::nullopt;
}

/// Hops 4 to 6. What is neither decided here nor kept is asked of the upstream.
Pipeline::Result Pipeline::Impl::answer(const Query& query, std::span<std::uint8_t> out, const wire::Question& question,
                                        const Known& known) {
  using Outcome = Pipeline::Outcome;
  Ask ask{.question = question,
          .who = query.client,
          .identity = query.identity,
          .transport = query.transport,
          .out = out,
          .known = known};
  const std::size_t size = respond(ask, nullptr);
  if (snapshot_) statistics_.tape.asked(noted(ask), ask.decision);
  if (size == no_reply) return {Outcome::dropped, 0};
  return size != nothing_yet ? Result{Outcome::replied, size} : fetch(ask, query.ticket);
}

/// Hops 4 to 6 of a good question, now or when the upstream has answered; nothing_yet when it must be asked first,
/// no_reply when the client gets none.
std::size_t Pipeline::Impl::respond(Ask& ask, const Arrived* arrived) {
  if (!snapshot_)
    return error(ask.question, wire::Rcode::server_failure, {wire::Ede::not_ready, "no policy is loaded"}, ask.out);
  const NameView name = ask.question.name();

  // Hop 4: who asks? Hop 5: what does the school say? Both again for an answer that arrived: policy may have changed.
  ask.client = identify(*snapshot_, ask.who, devices_.get(), ask.identity);
  const ListSetId lists = ask.known.lists ? *ask.known.lists : snapshot_->lists->trie.lookup(name).lists;
  ask.decision = decide(*snapshot_, ask.client, name, ask.question.type, utc(), lists);
  ask.own = ask.decision.own || site_.owns(name);
  const bool blocked = stops(ask, ask.decision);
  if (ask.client.trials != 0 && arrived == nullptr) tell_trial(ask, name, ask.decision);

  // Hop 6. Signals first: 0.0.0.0, the usual blocked answer, would tell the asking software to go ahead.
  const auto found = ask.own ? std::nullopt : find_local(name, ask.question.type);
  if (found && found->kind == LocalName::Kind::signal && !passes_signal(ask.decision)) return local(ask, *found);
  // Sealed, quarantined and emergency: nothing at all, not even local names.
  if (blocked && ask.decision.tier <= Tier::emergency) return block(ask, {ask.decision, name}, arrived);
  // Local names say nothing of the world outside: a walled garden has them too, and no list can take them away.
  if (found && found->kind != LocalName::Kind::signal) return local(ask, *found);
  if (blocked) return block(ask, {ask.decision, name}, arrived);
  if (ask.question.type == wire::type::any) return any(ask);
  if (ask.decision.own)
    if (const auto* records = snapshot_->own_names->find(name).records) return serve(ask, *records, arrived);
  // Safe search is laid over "allowed", so it comes after every verdict.
  if (const NameView target = safe_search_target(snapshot_->groups[ask.client.group], name); !target.is_root())
    return rewrite(ask, target, arrived);
  return pass(ask, arrived);
}

std::size_t Pipeline::Impl::answer_fault(const wire::Question& question, std::span<std::uint8_t> out) {
  using State = wire::Question::State;
  switch (question.state) {
    case State::not_implemented:
    case State::notify:
      return error(question, wire::Rcode::not_implemented, {}, out);
    case State::bad_version:
      return error(question, wire::Rcode::bad_version, {}, out);
    case State::refused: {
      const bool snooping = question.klass == wire::class_in && !question.recursion_desired();
      return error(question, wire::Rcode::refused, {snooping ? wire::Ede::not_authoritative : wire::Ede::none, {}},
                   out);
    }
    default:
      statistics_.count(Count::malformed);
      return error(question, wire::Rcode::format_error, {}, out);
  }
}

void Pipeline::Impl::count_question(const wire::Question& question) {
  switch (question.type) {
    case wire::type::a:
      return statistics_.count(Count::type_a);
    case wire::type::aaaa:
      return statistics_.count(Count::type_aaaa);
    case wire::type::https:
      return statistics_.count(Count::type_https);
    case wire::type::ptr:
      return statistics_.count(Count::type_ptr);
    default:
      return statistics_.count(Count::type_other);
  }
}

Pipeline::Impl::Impl(const ResolverConfig& config, Upstream& upstream, WorkerStatistics& statistics, Late late)
    : upstream_(upstream),
      statistics_(statistics),
      late_(std::move(late)),
      admission_(config.allow),
      cache_(cache_share(config)) {}

void Pipeline::Impl::use(std::shared_ptr<const Snapshot> snapshot) {
  site_ = Site(snapshot->state->settings);
  statistics_.tape.use(snapshot);
  snapshot_ = std::move(snapshot);
}

void Pipeline::Impl::forget_answers() {
  cache_.clear();
  ++generation_;
}

Pipeline::Pipeline(const ResolverConfig& config, Upstream& upstream, WorkerStatistics& statistics, Late late)
    : impl_(std::make_unique<Impl>(config, upstream, statistics, std::move(late))) {}
Pipeline::~Pipeline() = default;

void Pipeline::use(std::shared_ptr<const Snapshot> snapshot) { impl_->use(std::move(snapshot)); }
void Pipeline::know(std::shared_ptr<const DeviceDirectory> devices) { impl_->know(std::move(devices)); }
void Pipeline::tell(Announced announced) { impl_->tell(std::move(announced)); }
void Pipeline::watch(TrialWatch* watch) { impl_->watch(watch); }
void Pipeline::at(Moment now) { impl_->at(now); }
Pipeline::Result Pipeline::handle(const Query& query, std::span<std::uint8_t> out) { return impl_->handle(query, out); }
void Pipeline::forget_answers() { impl_->forget_answers(); }
void Pipeline::handle(std::span<Job> batch) { impl_->handle(batch); }
std::size_t Pipeline::cache_octets() const { return impl_->cache().octets(); }
std::size_t Pipeline::cache_entries() const { return impl_->cache().entries(); }
std::size_t Pipeline::in_flight() const { return impl_->in_flight(); }

}  // namespace schoolgate
