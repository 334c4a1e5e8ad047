#include "admin-api/sending/sender.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "admin-api/sending/collector.h"
#include "admin-api/sending/delivery.h"
#include "admin-api/sending/facts.h"
#include "admin-api/sending/outbox.h"
#include "admin-api/sending/settings.h"

namespace schoolgate::sending {
namespace {

constexpr std::chrono::seconds look_interval{1};  // how soon a change is noticed
constexpr const char* mail_destination = "mail";

class SenderImpl final : public Sender {
 public:
  SenderImpl(Store& store, ChangeControl& changes, Options options, std::unique_ptr<Transport> transport)
      : store_(store),
        changes_(changes),
        options_(std::move(options)),
        transport_(std::move(transport)),
        delivery_(store_, changes_, *transport_, [this] { return stopping_.load(); }),
        outbox_(store_),
        collector_(changes_, outbox_, options_.reminders) {
    if (const auto loaded = outbox_.load(); !loaded)
      spdlog::error("the outbox cannot be read, and what waited in it is not sent: {}", loaded.error().what);
    if (options_.schedule) thread_ = std::jthread([this] { live(); });
  }
  SenderImpl(const SenderImpl&) = delete;
  SenderImpl& operator=(const SenderImpl&) = delete;
  ~SenderImpl() override { SenderImpl::stop(); }  // thread_ is the last member: it ends before what it uses

  void stop() override {
    {
      const std::scoped_lock lock(waking_);
      stopping_ = true;
    }
    wake_.notify_all();
  }

  std::expected<Receipt, Fault> set(Settings settings, Actor actor, std::string why) override {
    auto receipt = set_sending(store_, changes_, std::move(settings), std::move(actor), std::move(why));
    if (receipt) try_at_once(mail_destination);
    return receipt;
  }

  std::expected<WebhookReceipt, Fault> set_webhook(Webhook webhook, std::optional<std::string> secret,
                                                   std::optional<std::string> authority, Actor actor,
                                                   std::string why) override {
    const std::string id = webhook.id;
    auto receipt = sending::set_webhook(store_, changes_, std::move(webhook), std::move(secret), std::move(authority),
                                        std::move(actor), std::move(why));
    if (receipt) try_at_once(std::string(to_webhook) + id);
    return receipt;
  }

  std::expected<Receipt, Fault> remove_webhook(const std::string& id, Actor actor, std::string why) override {
    return sending::remove_webhook(changes_, id, std::move(actor), std::move(why));
  }

  std::expected<std::string, Fault> send_test(const std::string& to) override {
    const auto state = changes_.state();
    const std::string id = test_id(to, changes_);
    Outcome outcome;
    if (to.starts_with(to_webhook)) {
      const auto webhook = state->webhooks.find(to.substr(to_webhook.size()));
      if (webhook == state->webhooks.end())
        return fault(Fault::Kind::not_found, fmt::format("there is no webhook \"{}\"", to.substr(to_webhook.size())));
      outcome = delivery_.post(webhook->second, test_message(changes_), "test", 0, id);
    } else {
      if (state->mail.server.empty())
        return fault(Fault::Kind::not_found, "there is no mail server yet", "Set it in the settings of sending.");
      outcome = delivery_.mail({{}, to}, test_message(changes_), id);
    }
    if (outcome.how == Outcome::How::sent) return outcome.answer;
    if (outcome.how == Outcome::How::stopped) return fault(Fault::Kind::unavailable, "the appliance is stopping");
    return fault(Fault::Kind::unavailable, outcome.problem, outcome.hint);
  }

  std::expected<std::size_t, Fault> send_checkpoint() override {
    const std::scoped_lock lock(mutex_);
    return collector_.queue_checkpoint(options_.clock());
  }

  OutboxView outbox() const override {
    const std::scoped_lock lock(mutex_);
    OutboxView view;
    for (const auto& [number, entry] : outbox_.waiting()) {
      OutboxView::Row row{entry, {}, {}};
      for (const std::string& where : {entry.to, destination_of(entry.to)})
        if (const auto found = outbox_.troubles().find(where); found != outbox_.troubles().end()) {
          row.problem = found->second.problem;
          if (found->second.failures != 0) row.next = found->second.next;
        }
      view.waiting.push_back(std::move(row));
    }
    for (const auto& [number, entry] : outbox_.failed()) view.failed.push_back({entry, entry.problem, {}});
    for (const auto& [to, count] : outbox_.left_out()) view.left_out += count;
    return view;
  }

  std::expected<std::size_t, Fault> retry() override {
    const std::scoped_lock lock(mutex_);
    return outbox_.retry(now());
  }

  Counts counts() const override {
    const std::scoped_lock lock(mutex_);
    return {outbox_.waiting().size(), outbox_.failed().size()};
  }

  std::vector<std::string> notes() const override {
    std::vector<std::string> notes;
    const auto zone = Zone::find(changes_.state()->settings.zone).value_or(Zone());
    const std::scoped_lock lock(mutex_);
    for (const auto& [where, trouble] : outbox_.troubles()) {
      if (trouble.since + told_after > now()) continue;
      if (where == mail_destination)
        notes.push_back(
            fmt::format("No mail could be sent since {}: {}", in_words(trouble.since, zone), trouble.problem));
      else if (where.starts_with(to_webhook))
        notes.push_back(fmt::format("The webhook {} could not be told since {}: {}", where.substr(to_webhook.size()),
                                    in_words(trouble.since, zone), trouble.problem));
    }
    if (!outbox_.failed().empty())
      notes.push_back(
          fmt::format("{} notices were given up: \"schoolgate outbox\" tells which, and why", outbox_.failed().size()));
    std::uint64_t left_out = 0;
    for (const auto& [to, count] : outbox_.left_out()) left_out += count;
    if (left_out != 0) notes.push_back(fmt::format("{} notices were left out, because the outbox was full", left_out));
    return notes;
  }

  void turn() override {
    const std::scoped_lock turning(turning_);
    {
      const std::scoped_lock lock(mutex_);
      const auto collected = collector_.collect(now());
      const std::string problem = collected ? std::string() : collected.error().what;
      if (!problem.empty() && problem != problem_) spdlog::warn("notices are not queued now: {}", problem);
      problem_ = problem;
      const auto state = changes_.state();
      outbox_.forget_old(now(), [&](const std::string& to) { return is_there(to, *state); });
      outbox_.forget_troubles([&](const std::string& where) {
        if (where.starts_with(to_webhook)) return state->webhooks.contains(where.substr(to_webhook.size()));
        return where == mail_destination && !state->mail.server.empty();
      });
    }
    passed_over_.clear();
    while (!stopping_ && send_next()) {
    }
  }

 private:
  UtcSeconds now() const { return std::chrono::floor<std::chrono::seconds>(options_.clock()); }

  void try_at_once(const std::string& destination) {
    const std::scoped_lock lock(mutex_);
    outbox_.try_at_once(destination);
  }

  bool may_send(const std::string& where) const {
    if (passed_over_.contains(where)) return false;
    const auto trouble = outbox_.troubles().find(where);
    return trouble == outbox_.troubles().end() || may_try(trouble->second, now());
  }

  /// The oldest that may be sent now; a recipient whose oldest may not, gets nothing newer either.
  std::optional<Entry> next() {
    for (const auto& [number, entry] : outbox_.waiting())
      if (may_send(entry.to) && may_send(destination_of(entry.to))) return entry;
    return std::nullopt;
  }

  /// False when there is nothing to send now.
  bool send_next() {
    std::optional<Entry> entry;
    std::uint64_t left_out = 0;
    {
      const std::scoped_lock lock(mutex_);
      entry = next();
      if (!entry) return false;
      if (const auto found = outbox_.left_out().find(entry->to); found != outbox_.left_out().end())
        left_out = found->second;
    }
    const auto outcome = delivery_.deliver(*entry, left_out);  // takes its time: nothing is locked
    const std::scoped_lock lock(mutex_);
    if (outcome)
      settle(*entry, *outcome);
    else
      outbox_.done(*entry, false);
    return true;
  }

  void settle(const Entry& entry, const Outcome& outcome) {
    const std::string destination = destination_of(entry.to);
    switch (outcome.how) {
      case Outcome::How::sent:
        outbox_.worked_at(entry.to);
        outbox_.worked_at(destination);
        return outbox_.done(entry, true);
      case Outcome::How::refused:
        outbox_.worked_at(destination);
        return failed_at(entry.to, entry.to, outcome);
      case Outcome::How::failed:
        return failed_at(destination, entry.to, outcome);
      case Outcome::How::stopped:
        passed_over_.insert(destination);
        return;
    }
  }

  void failed_at(const std::string& where, const std::string& to, const Outcome& outcome) {
    const Trouble& trouble = outbox_.failed_at(where, outcome.problem, now());
    if (trouble.failures == 1) spdlog::warn("a notice could not be sent, and is tried again: {}", outcome.problem);
    passed_over_.insert(where);
    std::vector<Entry> hopeless;
    for (const auto& [number, entry] : outbox_.waiting())
      if ((entry.to == to || destination_of(entry.to) == where) && is_hopeless(trouble, entry.queued, now()))
        hopeless.push_back(entry);
    if (!hopeless.empty()) spdlog::warn("{} notices were given up: {}", hopeless.size(), outcome.problem);
    for (const Entry& entry : hopeless)
      if (const auto given_up = outbox_.give_up(entry, outcome.problem, now()); !given_up) return;  // the next time
  }

  void live() {
    std::unique_lock lock(waking_);
    while (!stopping_) {
      lock.unlock();
      try {
        turn();
      } catch (const std::exception& bug) {  // must not take DNS down
        spdlog::error("sending notices ended in an internal error: {}", bug.what());
      }
      lock.lock();
      wake_.wait_for(lock, look_interval, [this] { return stopping_.load(); });
    }
  }

  Store& store_;
  ChangeControl& changes_;
  const Options options_;
  const std::unique_ptr<Transport> transport_;
  const Delivery delivery_;
  std::mutex turning_;        // one turn at a time; guards passed_over_ and problem_
  mutable std::mutex mutex_;  // guards outbox_ and collector_; never held while a server is spoken to
  Outbox outbox_;
  Collector collector_;
  std::set<std::string> passed_over_;  // what failed in this turn
  std::string problem_;
  std::mutex waking_;
  std::condition_variable wake_;
  std::atomic<bool> stopping_ = false;
  std::jthread thread_;
};

}  // namespace

std::unique_ptr<Sender> Sender::start(Store& store, ChangeControl& changes, Options options,
                                      std::unique_ptr<Transport> transport) {
  return std::make_unique<SenderImpl>(store, changes, std::move(options), std::move(transport));
}

}  // namespace schoolgate::sending
