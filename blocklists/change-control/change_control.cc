#include "blocklists/change-control/change_control.h"

#include <algorithm>
#include <mutex>

#include <fmt/format.h>
#include <sodium.h>
#include <spdlog/spdlog.h>

#include "blocklists/change-control/codec.h"
#include "blocklists/change-control/draft.h"
#include "blocklists/change-control/erasure.h"
#include "blocklists/change-control/first_changes.h"
#include "blocklists/change-control/history.h"
#include "blocklists/change-control/log.h"
#include "blocklists/change-control/log_queries.h"
#include "blocklists/change-control/note.h"
#include "blocklists/change-control/personal.h"
#include "blocklists/change-control/state_store.h"
#include "blocklists/change-control/validate.h"

namespace schoolgate {
namespace {

constexpr const char* purge_due_key = "purge_due";  // in Family::meta, from an erasure until the files are rid of it

class ChangeControlImpl final : public ChangeControl {
 public:
  ChangeControlImpl(Store& store, Options options, SigningKey key)
      : store_(store), options_(std::move(options)), key_(std::move(key)) {}

  std::expected<void, Fault> start_new() {
    published_.clock = TrustedClock(options_.build_date, {});
    const std::lock_guard writing(writing_);
    auto written = commit_locked(first_changes(), {}, Draft::Check::nothing);
    if (!written) return std::unexpected(written.error());
    return {};
  }

  std::expected<void, Fault> continue_with(LoadedState loaded) {
    auto peaks = log::load_peaks(store_, loaded.head.serial);
    if (!peaks) return std::unexpected(peaks.error());
    auto checkpoint = log::load_checkpoint(store_, key_.verifier());
    if (!checkpoint) return std::unexpected(checkpoint.error());
    if (auto checked = log::check_end(store_, *peaks, *checkpoint); !checked) return checked;
    published_.clock = TrustedClock(options_.build_date, loaded.head.clock_floor);
    loaded.state.clock_floor = published_.clock.earliest();
    published_.state = std::make_shared<const PolicyState>(std::move(loaded.state));
    published_.peaks = std::move(*peaks);
    published_.checkpoint = std::move(*checkpoint);
    return {};
  }

  std::expected<Receipt, Fault> commit(Proposal proposal) override {
    std::vector<Proposal> proposals;
    proposals.push_back(std::move(proposal));
    auto receipts = commit(std::move(proposals), {});
    if (!receipts) return std::unexpected(receipts.error());
    return std::move(receipts->front());
  }

  std::expected<std::vector<Receipt>, Fault> commit(std::vector<Proposal> proposals, Store::Batch extra) override {
    const bool erases = std::ranges::any_of(proposals, [](const Proposal& proposal) {
      return std::holds_alternative<change::PersonErased>(proposal.change);
    });
    std::expected<std::vector<Receipt>, Fault> receipts;
    {
      const std::lock_guard writing(writing_);
      receipts = erases ? erase_locked(proposals, extra)
                        : commit_locked(std::move(proposals), std::move(extra), Draft::Check::everything);
    }
    if (erases && receipts) purge();  // on record already; others need not wait for the disk's tidying
    return receipts;
  }

  std::expected<std::shared_ptr<const PolicyState>, Fault> preview(std::vector<Proposal> proposals) const override {
    const UtcMillis now = options_.clock();
    Draft draft(in_force(), options_, now);
    for (auto& proposal : proposals) {
      auto receipt = draft.take(proposal, Draft::Check::everything);
      if (!receipt) return std::unexpected(receipt.error());
    }
    return draft.next;
  }

  std::shared_ptr<const PolicyState> state() const override {
    const std::lock_guard reading(reading_);
    return published_.state;
  }

  void subscribe(Subscriber subscriber) override {
    const std::lock_guard writing(writing_);
    subscriber(state());
    subscribers_.push_back(std::move(subscriber));
  }

  bool clock_trusted() const override {
    const std::lock_guard reading(reading_);
    return published_.clock.trusts(options_.clock());
  }

  void sweep() override {
    if (purge_is_due()) purge();
    const std::lock_guard writing(writing_);
    const auto now = std::chrono::floor<std::chrono::seconds>(options_.clock());
    if (!clock_trusted()) return;
    auto due = due_at(*state(), now);
    if (due.empty()) return;
    if (auto written = commit_locked(std::move(due), {}, Draft::Check::everything); !written) {
      spdlog::warn("the expiry of temporary changes is in force, but not in the log yet: {}", written.error().what);
    }
  }

  UtcMillis now() const override { return options_.clock(); }

  Checkpoint checkpoint() const override {
    const std::lock_guard reading(reading_);
    return published_.checkpoint;
  }

  std::string public_key() const override { return key_.verifier().to_text(); }
  std::string sign(std::string_view text) const override { return key_.sign(text); }

  std::vector<Record> records(std::uint64_t after, std::size_t limit, std::optional<UtcMillis> from,
                              std::optional<UtcMillis> to) const override {
    return log::read_records(store_, {after, state()->serial, limit, from, to});
  }
  std::expected<std::vector<Hash>, Fault> prove_inclusion(std::uint64_t serial, std::uint64_t size) const override {
    return log::prove_inclusion(store_, checkpoint().size, serial, size);
  }
  std::expected<std::vector<Hash>, Fault> prove_consistency(std::uint64_t from, std::uint64_t to) const override {
    return log::prove_consistency(store_, checkpoint().size, from, to);
  }
  std::expected<RangeProof, Fault> prove_range(std::uint64_t first, std::uint64_t last,
                                               std::uint64_t size) const override {
    return log::prove_range(store_, checkpoint().size, first, last, size);
  }
  std::expected<std::shared_ptr<const PolicyState>, Fault> state_at(UtcMillis moment) const override {
    return past_state(store_, state(), moment);
  }

 private:
  InForce in_force() const {
    const std::lock_guard reading(reading_);
    return published_;
  }

  std::expected<std::vector<Receipt>, Fault> commit_locked(std::vector<Proposal> proposals, Store::Batch extra,
                                                           Draft::Check check) {
    if (proposals.empty()) return fault(Fault::Kind::bad_input, "there is nothing to change");
    Draft draft(published_, options_, options_.clock());  // only this thread writes it
    draft.batch.operations = undo_;
    std::ranges::move(extra.operations, std::back_inserter(draft.batch.operations));
    std::vector<Receipt> receipts;
    for (auto& proposal : proposals) {
      auto receipt = draft.take(proposal, check);
      if (!receipt) return std::unexpected(receipt.error());
      receipts.push_back(std::move(*receipt));
    }
    if (auto written = finish(draft, receipts); !written) return std::unexpected(written.error());
    return receipts;
  }

  /// A commit of its own: the personal parts of the whole log and the rows of the whole state go into one batch with
  /// it.
  std::expected<std::vector<Receipt>, Fault> erase_locked(std::vector<Proposal>& proposals, const Store::Batch& extra) {
    if (proposals.size() != 1 || !extra.operations.empty())
      return fault(Fault::Kind::bad_input, "the erasure of a person must be a change of its own");
    Proposal& proposal = proposals.front();
    const UtcMillis now = options_.clock();
    Draft draft(published_, options_, now);
    const Surroundings around{std::chrono::floor<std::chrono::seconds>(now), draft.result.clock.trusts(now),
                              options_.build_date, options_.sealed};
    if (auto valid = validate(*draft.next, around, proposal); !valid) return std::unexpected(valid.error());
    const auto& person = draft.result.state->people.at(std::get<change::PersonErased>(proposal.change).user);
    const std::uint64_t serial = draft.next->serial + 1;
    auto erased = erase_person(store_, person, serial - 1, serial);
    if (!erased) return std::unexpected(erased.error());

    erased->state.serial = serial;
    erased->state.trie_generation = draft.next->trie_generation;
    *draft.next = std::move(erased->state);
    draft.batch.operations = undo_;
    std::ranges::move(erased->batch.operations, std::back_inserter(draft.batch.operations));
    // Before and after are the same: nobody can be shown who it was.
    const std::string subject = personal::pseudonym(serial);
    const auto row = codec::encode(draft.next->people.at(subject));
    const auto logged = codec::as_logged("people", row).value_or(std::string());
    draft.enter(proposal, {subject, logged, logged, "people/" + subject, row}, serial);
    draft.batch.put(Family::meta, purge_due_key, "");
    std::vector<Receipt> receipts{{serial, subject, {}}};
    if (auto written = finish(draft, receipts); !written) return std::unexpected(written.error());
    return receipts;
  }

  /// What the changes of a draft still need to be in force.
  std::expected<void, Fault> finish(Draft& draft, std::vector<Receipt>& receipts) {
    InForce& result = draft.result;
    draft.next->clock_floor = result.clock.earliest();
    result.checkpoint = make_checkpoint(key_, result.peaks.size(), result.peaks.root());
    draft.batch.put(Family::state, head_key,
                    codec::encode(codec::Head{draft.next->serial, draft.next->trie_generation, result.clock.floor()}));
    draft.batch.put(Family::tree, log::checkpoint_key, result.checkpoint.note);
    if (auto written = store_.write(draft.batch, Store::Durability::synchronous); !written) {
      remember_refused(draft.batch);
      return std::unexpected(written.error());
    }
    undo_.clear();
    for (auto& receipt : receipts) receipt.checkpoint = result.checkpoint;
    result.state = draft.next;
    publish(std::move(result));
    return {};
  }

  bool purge_is_due() const {
    const auto due = store_.get(Family::meta, purge_due_key);
    return due && *due;
  }

  /// What was erased is still in the store's older files until this is done. Tried again by the sweep.
  void purge() {
    Store::Batch done;
    done.erase(Family::meta, purge_due_key);
    auto purged = store_.purge();
    if (purged) purged = store_.write(done, Store::Durability::synchronous);
    if (!purged)
      spdlog::warn("what was erased is still in old files of the store, tried again soon: {}", purged.error().what);
  }

  /// A batch that the disk refused may still lie in the write-ahead log and come back after a crash. The next batch
  /// therefore begins by putting every row that this one touched back to what it is now.
  void remember_refused(const Store::Batch& batch) {
    std::vector<Store::Batch::Operation> undo;
    for (const auto& operation : batch.operations) {
      auto value = store_.get(operation.family, operation.key);
      if (value) undo.push_back({operation.family, operation.key, std::move(*value)});
    }
    undo_ = std::move(undo);
  }

  void publish(InForce result) {
    const auto state = result.state;
    {
      const std::lock_guard reading(reading_);
      published_ = std::move(result);
    }
    for (const auto& subscriber : subscribers_) subscriber(state);
  }

  Store& store_;
  const Options options_;
  const SigningKey key_;
  std::mutex writing_;          // one commit at a time, subscribers included
  mutable std::mutex reading_;  // guards published_; never held over disk or subscribers
  InForce published_;
  std::vector<Subscriber> subscribers_;        // guarded by writing_
  std::vector<Store::Batch::Operation> undo_;  // guarded by writing_
};

std::expected<SigningKey, Fault> key_for(const std::string& file, bool new_store) {
  auto key = SigningKey::load(file);
  if (key || key.error().kind != Fault::Kind::not_found) return key;
  if (!new_store) {
    return fault(Fault::Kind::damaged,
                 fmt::format("the signing key {} is gone, and the log in the store needs it", file),
                 "Restore the key file from a backup. Without it the log cannot go on: a new key would be a new log.");
  }
  auto made = SigningKey::make();
  if (auto saved = made.save(file); !saved) return std::unexpected(saved.error());
  return made;
}

}  // namespace

std::expected<std::unique_ptr<ChangeControl>, Fault> ChangeControl::open(Store& store, Options options) {
  if (sodium_init() < 0) return fault(Fault::Kind::unavailable, "the system's random source does not work");
  auto loaded = load_state(store);
  if (!loaded) return std::unexpected(loaded.error());
  auto key = key_for(options.key_file, !*loaded);
  if (!key) return std::unexpected(key.error());
  auto control = std::make_unique<ChangeControlImpl>(store, std::move(options), std::move(*key));
  const auto started = *loaded ? control->continue_with(std::move(**loaded)) : control->start_new();
  if (!started) return std::unexpected(started.error());
  return control;
}

}  // namespace schoolgate
