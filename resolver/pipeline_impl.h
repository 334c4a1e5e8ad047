// Inside Pipeline: the state of one worker, and the steps that pipeline.cc lists in order.
//   pipeline.cc   the table of contents: which step comes when, and why there
//   answering.cc  replies that are made here: errors, blocked, local, ANY
//   passing.cc    replies that pass on what an upstream said, and safe search
//   own_names.cc  replies with the school's local records
//   zone_actions.cc  replies as a response policy zone has them
//   misses.cc     asking the upstream, and what to do when it answers
// Thread rules: as Pipeline.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "blocklists/policy/decision.h"
#include "resolver/admit.h"
#include "resolver/cache.h"
#include "resolver/local.h"
#include "resolver/pipeline.h"
#include "resolver/site.h"
#include "resolver/waiting.h"
#include "resolver/wire/inspect.h"
#include "resolver/wire/reply.h"

namespace schoolgate {

class Pipeline::Impl {
 public:
  Impl(const ResolverConfig& config, Upstream& upstream, WorkerStatistics& statistics, Late late);

  void use(std::shared_ptr<const Snapshot> snapshot);
  void know(std::shared_ptr<const DeviceDirectory> devices) { devices_ = std::move(devices); }
  void tell(Announced announced) { announced_ = std::move(announced); }
  void watch(TrialWatch* watch) { watch_ = watch; }
  void at(Moment now) { now_ = now; }
  Result handle(const Query& query, std::span<std::uint8_t> out);
  void forget_answers();
  void handle(std::span<Pipeline::Job> batch);
  const Cache& cache() const { return cache_; }
  std::size_t in_flight() const { return waiting_.size(); }

 private:
  // What was looked up ahead of a question's turn, with the current snapshot.
  struct Known {
    std::optional<ListSetId> lists;
    std::uint64_t cache_hash = 0;  // of cache_key(); 0: not computed
  };
  struct Ahead {
    wire::Question question;
    Trie::Walk walk;
    Known known;
  };
  // One question on its way through the hops.
  struct Ask {
    const wire::Question& question;
    const Address& who;
    std::string_view identity;  // empty: none was given
    Transport transport;
    std::span<std::uint8_t> out;
    Known known;
    Client client{};
    Decision decision{};
    bool own = false;     // the school's own name
    Cache::Key wanted{};  // what has to be fetched, once respond() has returned 0
    std::size_t limit() const;
  };
  // What an upstream said, for everybody who waited for it.
  struct Arrived {
    const Wanted& wanted;
    std::array<std::optional<wire::Answer>, 2> answers;  // by DO
    wire::ExtendedError failure;                         // code none: it answered
    bool outdated = false;                               // asked before forget_answers(): not to be kept
    bool is_for(const Cache::Key& key) const;
  };
  // What stops an answer, at the asked name or at the target of an alias.
  struct Stop {
    Decision decision;
    NameView name;                           // the one that is stopped
    std::span<const std::uint8_t> way = {};  // the aliases' targets that led to it, itself the last
  };
  // Instead of a reply's size. A reply is never empty, and never so large.
  static constexpr std::size_t nothing_yet = 0;      // the upstream has to be asked first
  static constexpr std::size_t no_reply = SIZE_MAX;  // a zone's rule: silence
  // A school that unblocks a name sees it within these seconds.
  static constexpr std::uint32_t blocked_ttl = 10;

  // pipeline.cc
  std::optional<Result> receive(const Query& query, std::span<std::uint8_t> out, wire::Question& question);
  Result answer(const Query& query, std::span<std::uint8_t> out, const wire::Question& question, const Known& known);
  void look_ahead(std::span<Ahead> names);
  std::size_t respond(Ask& ask, const Arrived* arrived);
  std::size_t answer_fault(const wire::Question& question, std::span<std::uint8_t> out);
  void count_question(const wire::Question& question);

  // answering.cc; each returns the reply's size
  std::size_t error(const wire::Question& question, wire::Rcode rcode, const wire::ExtendedError& why,
                    std::span<std::uint8_t> out);
  std::size_t finish(wire::Reply& reply, const wire::ExtendedError& why, std::span<std::uint8_t> out);
  std::size_t block(Ask& ask, const Stop& stop, const Arrived* arrived);
  void count_block(const Ask& ask, const Decision& decision);
  Tape::Asked noted(const Ask& ask) const {
    return {ask.who, ask.client, ask.question.folded.octets, ask.question.folded.size, ask.question.type, now_.utc};
  }
  std::size_t local(const Ask& ask, const LocalName& found);
  std::size_t any(const Ask& ask);
  std::size_t no_data(const Ask& ask, std::uint32_t ttl, const wire::ExtendedError& why);

  // passing.cc
  std::size_t pass(Ask& ask, const Arrived* arrived);
  static Cache::Key cache_key(const wire::Question& question);
  std::size_t rewrite(Ask& ask, NameView target, const Arrived* arrived);
  std::size_t kept(Ask& ask, const Cache::Hit& hit, const Arrived* arrived);
  std::optional<Cache::Hit> find(Ask& ask, const Cache::Key& key, const Arrived* arrived);
  std::optional<Stop> stopped(Ask& ask, NameView target);
  std::optional<Stop> stopped(Ask& ask, const wire::AnswerView& answer);
  void tell_trial(const Ask& ask, NameView name, const Decision& decision) {
    if (watch_ != nullptr) watch_->saw(*snapshot_, ask.client, name, decision, utc());
  }
  UtcSeconds utc() const { return std::chrono::floor<std::chrono::seconds>(now_.utc); }

  // own_names.cc
  std::size_t serve(Ask& ask, const std::vector<OwnNames::Record>& records, const Arrived* arrived);
  std::size_t serve_alias(Ask& ask, const OwnNames::Record& alias, const Arrived* arrived);
  void put_records(wire::Reply& reply, const Ask& ask, const std::vector<OwnNames::Record>& records);

  // zone_actions.cc
  static bool stops(const Ask& ask, const Decision& decision);
  static void put_way(wire::Reply& reply, const Stop& stop, std::uint32_t ttl);
  std::size_t zone_action(Ask& ask, const Stop& stop, const wire::ExtendedError& why, const Arrived* arrived);
  std::size_t zone_data(Ask& ask, const Stop& stop, const wire::ExtendedError& why, const Arrived* arrived);
  std::size_t zone_alias(Ask& ask, const Stop& stop, const ZoneRecord& alias, wire::Reply& reply,
                         const wire::ExtendedError& why, const Arrived* arrived);

  // misses.cc
  Result fetch(const Ask& ask, std::uint64_t ticket);
  void arrived(Waiting::Id id, const UpstreamAnswer& answer, std::uint64_t asked_in);
  void read(const UpstreamAnswer& answer, const std::vector<Waiter>& waiters, Arrived& into);
  void keep(const Arrived& arrived, bool dnssec_ok);
  void resume(Waiter& waiter, const Arrived& arrived);
  void ask_upstream(const Ask& ask, Waiter waiter);

  Upstream& upstream_;
  WorkerStatistics& statistics_;
  Late late_;
  Announced announced_;
  TrialWatch* watch_ = nullptr;
  Moment now_{};
  std::shared_ptr<const Snapshot> snapshot_;
  std::shared_ptr<const DeviceDirectory> devices_ = std::make_shared<const DeviceDirectory>();
  Site site_;
  Admission admission_;
  Cache cache_;
  Waiting waiting_;
  std::uint64_t generation_ = 0;  // how often forget_answers() was called
  std::array<Ahead, max_batch> ahead_;
  wire::WireName zone_target_;  // of a zone's alias: Ask::wanted borrows it until the upstream is asked
  // Callbacks hold it weakly: an upstream that outlives the pipeline then calls nobody.
  std::shared_ptr<Impl*> self_ = std::make_shared<Impl*>(this);
};

}  // namespace schoolgate
