// Change control without a log: keeps a PolicyState, applies what the list keeper proposes, and can refuse.
#pragma once

#include <algorithm>
#include <atomic>
#include <mutex>
#include <stdexcept>

#include "blocklists/change-control/change_control.h"

namespace schoolgate::test {

class FakeChanges : public ChangeControl {
 public:
  explicit FakeChanges(Store& store) : store_(store) {}

  std::expected<Receipt, Fault> commit(Proposal proposal) override {
    auto receipts = commit({std::move(proposal)}, {});
    if (!receipts) return std::unexpected(receipts.error());
    return receipts->front();
  }

  std::expected<std::vector<Receipt>, Fault> commit(std::vector<Proposal> proposals, Store::Batch extra) override {
    const std::lock_guard lock(mutex_);
    if (refuse_commits) return fault(Fault::Kind::storage, "The disk is full.");
    if (auto written = store_.write(extra, Store::Durability::synchronous); !written)
      return std::unexpected(written.error());
    auto next = std::make_shared<PolicyState>(*state_);
    std::vector<Receipt> receipts;
    for (const Proposal& proposal : proposals) {
      std::visit([&](const auto& change) { apply(*next, change); }, proposal.change);
      receipts.push_back({.serial = ++next->serial, .id = {}, .checkpoint = {}});
      log.push_back(proposal);
    }
    ++commits;
    state_ = next;
    return receipts;
  }

  std::expected<std::shared_ptr<const PolicyState>, Fault> preview(std::vector<Proposal>) const override {
    return state();
  }
  std::shared_ptr<const PolicyState> state() const override {
    const std::lock_guard lock(mutex_);
    return state_;
  }
  /// What a person changes meanwhile.
  void edit(const std::function<void(PolicyState&)>& how) {
    const std::lock_guard lock(mutex_);
    auto next = std::make_shared<PolicyState>(*state_);
    how(*next);
    state_ = next;
  }
  /// How many changes of one kind were committed.
  template <class Kind>
  std::size_t count() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        log, [](const Proposal& proposal) { return std::holds_alternative<Kind>(proposal.change); }));
  }

  void subscribe(Subscriber) override {}
  bool clock_trusted() const override { return true; }
  void sweep() override {}
  UtcMillis now() const override { return {}; }
  Checkpoint checkpoint() const override { return {}; }
  std::string public_key() const override { return {}; }
  std::vector<Record> records(std::uint64_t, std::size_t, std::optional<UtcMillis>,
                              std::optional<UtcMillis>) const override {
    return {};
  }
  std::expected<std::vector<Hash>, Fault> prove_inclusion(std::uint64_t, std::uint64_t) const override {
    return std::vector<Hash>();
  }
  std::expected<std::vector<Hash>, Fault> prove_consistency(std::uint64_t, std::uint64_t) const override {
    return std::vector<Hash>();
  }
  std::expected<RangeProof, Fault> prove_range(std::uint64_t, std::uint64_t, std::uint64_t) const override {
    return RangeProof();
  }
  std::string sign(std::string_view) const override { return {}; }

  std::atomic<bool> refuse_commits = false;
  int commits = 0;
  std::vector<Proposal> log;  // read it between jobs only

 private:
  static void apply(PolicyState& state, const change::ListTaken& taken) {
    state.lists.insert_or_assign(taken.list.id, taken.list);
    state.trie_generation = taken.trie_generation;
  }
  static void apply(PolicyState& state, const change::ListRemoved& removed) {
    state.lists.erase(removed.id);
    state.trie_generation = removed.trie_generation;
  }
  static void apply(PolicyState& state, const change::ListHeld& held) { state.lists.at(held.id).held = held.reason; }
  static void apply(PolicyState&, const change::ListReleased&) {}
  static void apply(PolicyState& state, const change::ListDropped& dropped) {
    if (const auto found = state.lists.find(dropped.id); found != state.lists.end()) found->second.held.clear();
  }
  static void apply(PolicyState& state, const change::SourceRemoved& removed) { state.sources.erase(removed.id); }
  template <class Other>
  static void apply(PolicyState&, const Other&) {
    throw std::logic_error("the list keeper proposes no such change");
  }

  Store& store_;
  mutable std::mutex mutex_;  // guards state_
  std::shared_ptr<const PolicyState> state_ = std::make_shared<PolicyState>();
};

}  // namespace schoolgate::test
