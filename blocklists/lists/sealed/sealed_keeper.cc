#include "blocklists/lists/sealed/sealed_keeper.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <random>
#include <thread>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "blocklists/change-control/keyed-hash/keyed_hash.h"
#include "blocklists/lists/keeper/schedule.h"
#include "blocklists/lists/sealed/sealed_file.h"
#include "blocklists/lists/sealed/sealed_status.h"
#include "blocklists/lists/sealed/sealed_store.h"

namespace schoolgate {
namespace {

constexpr std::chrono::seconds look_interval{1};  // how soon a connector that is due is noticed

Actor keeper_itself() { return {"schoolgate", Role::network_manager, Actor::Via::system, {}}; }

/// "https://lists.example" of an address: who gets the credentials.
std::string_view server_of(std::string_view address) {
  const std::size_t begin = address.find("://");
  return begin == std::string_view::npos ? address : address.substr(0, address.find_first_of("/?#", begin + 3));
}

class Keeper final : public SealedKeeper {
 public:
  Keeper(Store& store, ChangeControl& changes, Options options, Published published)
      : store_(store),
        changes_(changes),
        options_(std::move(options)),
        published_(std::move(published)),
        random_(std::random_device{}()) {
    const auto state = changes_.state();
    for (const auto& [id, source] : state->sealed_sources) fetched_[id] = read_fetch_state(store_, id);
    publish();
    if (const auto dropped = drop_unused_sealed(store_, *state); !dropped)
      spdlog::warn("old sealed lists were not removed: {}", dropped.error().what);
    if (options_.schedule) thread_ = std::jthread([this] { live(); });
  }

  ~Keeper() override {
    {
      const std::lock_guard lock(waking_);
      stopping_ = true;
    }
    wake_.notify_all();
  }  // thread_ is the last member: it ends before anything that it uses

  std::expected<SealedList, Fault> import(const std::string& id, const std::string& title, const std::string& path,
                                          Actor actor, std::string why) override {
    const std::lock_guard working(working_);
    auto read = read_for(id, path);
    if (!read) return std::unexpected(read.error());
    if (read->reason_to_hold)
      return fault(Fault::Kind::conflict,
                   fmt::format("the sealed list {} was not taken: {}", id, *read->reason_to_hold),
                   "What is in force stays in force. Check that this is the list's newest file.");
    return take(id, title, path, std::move(*read), std::move(actor), std::move(why));
  }

  std::expected<Receipt, Fault> set_source(SealedSource source, std::optional<Credentials> credentials, Actor actor,
                                           std::string why) override {
    const std::lock_guard working(working_);
    const auto state = changes_.state();
    const auto before = state->sealed_sources.find(source.id);
    const bool same_server =
        before != state->sealed_sources.end() && server_of(before->second.address) == server_of(source.address);
    if (credentials)
      source.sign_in = way_of(*credentials);
    else
      source.sign_in = same_server ? before->second.sign_in : SignInWith::nothing;
    if (source.title.empty()) source.title = source.id;
    Store::Batch secret;
    if (credentials && *credentials != Credentials())
      secret.put(Family::sealed, credentials_key(source.id), to_octets(*credentials));
    else if (credentials || !same_server)
      secret.erase(Family::sealed, credentials_key(source.id));
    std::vector<Proposal> proposals;
    proposals.push_back({std::move(actor), std::move(why), change::SealedSourceSet{source}});
    const auto receipts = changes_.commit(std::move(proposals), std::move(secret));
    if (!receipts) return std::unexpected(receipts.error());
    SourceState known = fetch_state(source.id);
    if (known.address != source.address) known = SourceState();
    known.next.reset();  // due at once
    remember(source.id, known);
    return receipts->front();
  }

  std::expected<std::vector<SealedStatus>, Fault> refresh(std::vector<std::string> ids, Actor actor) override {
    const std::lock_guard working(working_);
    const auto state = changes_.state();
    if (ids.empty())
      for (const auto& [id, source] : state->sealed_sources) ids.push_back(id);
    for (const std::string& id : ids)
      if (!state->sealed_sources.contains(id))
        return fault(Fault::Kind::not_found, fmt::format("no connector fetches a sealed list \"{}\"", id));
    for (const std::string& id : ids) fetch_one(state->sealed_sources.at(id), actor, "Refresh asked for");
    std::vector<SealedStatus> rows = status();
    std::erase_if(rows, [&](const SealedStatus& row) { return std::ranges::find(ids, row.id) == ids.end(); });
    return rows;
  }

  std::vector<SealedStatus> status() const override {
    const std::lock_guard lock(knowing_);
    return sealed_statuses(*changes_.state(), fetched_, problems_, now());
  }

 private:
  struct Read {
    SealedSet::Part part;
    SealedCounts counts;
    bool same = false;  // as what is in force
    std::optional<std::string> reason_to_hold;
  };

  UtcSeconds now() const { return std::chrono::floor<std::chrono::seconds>(options_.clock()); }

  static SignInWith way_of(const Credentials& credentials) {
    if (!credentials.certificate.empty()) return SignInWith::certificate;
    if (!credentials.token.empty()) return SignInWith::token;
    if (!credentials.user.empty() || !credentials.password.empty()) return SignInWith::password;
    return SignInWith::nothing;
  }

  /// Reads a file with the key of what is in force under this id, or of any sealed list, or a new one.
  std::expected<Read, Fault> read_for(const std::string& id, const std::string& path) {
    Read read;
    const auto state = changes_.state();
    std::expected<SealedSet::Part, Fault> in_force;
    if (const auto list = state->sealed_lists.find(id); list != state->sealed_lists.end())
      in_force = read_sealed(store_, id, list->second.version);
    const auto any = sealed_key(store_);
    if (!any) return std::unexpected(any.error());
    const bool known = in_force && state->sealed_lists.contains(id);
    read.part.key = known ? in_force->key : any->value_or(make_hash_key());
    auto file = read_sealed_file(path, read.part.key, id, [this] { return stopping_.load(); });
    if (!file) return std::unexpected(file.error());
    static const std::vector<SealedSet::Digest> nothing;
    read.reason_to_hold = reason_to_hold(known ? in_force->digests : nothing, *file);
    read.same = known && in_force->digests == file->digests;
    read.part.digests = std::move(file->digests);
    read.counts = file->counts;
    return read;
  }

  std::expected<SealedList, Fault> take(const std::string& id, const std::string& title, const std::string& origin,
                                        Read read, Actor actor, std::string why) {
    const auto state = changes_.state();
    const auto before = state->sealed_lists.find(id);
    const bool is_new = before == state->sealed_lists.end();
    SealedList list;
    list.id = id;
    list.title = !title.empty() ? title : is_new ? id : before->second.title;
    list.origin = origin;
    list.version = is_new ? 1 : before->second.version + 1;
    list.since = now();
    list.counts = read.counts;
    auto header = write_sealed(store_, id, list.version, read.part);
    if (!header) return std::unexpected(header.error());
    std::vector<Proposal> proposals;
    proposals.push_back({std::move(actor), std::move(why), change::SealedTaken{list}});
    if (auto committed = changes_.commit(std::move(proposals), std::move(*header)); !committed)
      return std::unexpected(committed.error());
    publish();
    if (const auto dropped = drop_unused_sealed(store_, *changes_.state()); !dropped)
      spdlog::warn("old sealed lists were not removed: {}", dropped.error().what);
    return list;
  }

  void publish() {
    std::vector<std::string> problems;
    const auto set = load_sealed_set(store_, *changes_.state(), problems);
    for (const std::string& problem : problems) spdlog::error("{}", problem);
    {
      const std::lock_guard lock(knowing_);
      problems_ = std::move(problems);
    }
    if (published_) published_(set);
  }

  void live() {
    std::unique_lock lock(waking_);
    while (!stopping_) {
      lock.unlock();
      refresh_due();
      lock.lock();
      wake_.wait_for(lock, look_interval, [this] { return stopping_.load(); });
    }
  }

  /// A bug here must not take DNS down.
  void refresh_due() try {
    const std::lock_guard working(working_);
    const auto state = changes_.state();
    for (const auto& [id, source] : state->sealed_sources) {
      if (stopping_) return;
      const SourceState known = fetch_state(id);
      if (!known.next || is_due(*known.next, now(), source.every_hours))
        fetch_one(source, keeper_itself(), "Scheduled refresh");
    }
  } catch (const std::exception& bug) {
    spdlog::error("the refresh of the sealed lists ended in an internal error: {}", bug.what());
  }

  void fetch_one(const SealedSource& source, const Actor& actor, const std::string& why) {
    SourceState known = fetch_state(source.id);
    if (known.address != source.address) known = SourceState();
    known.address = source.address;
    const auto state = changes_.state();
    const auto list = state->sealed_lists.find(source.id);
    const bool in_force = list != state->sealed_lists.end();
    auto credentials = read_credentials(store_, source.id);
    if (!credentials) return failed(source, known, actor, credentials.error());
    const MemoryFile file;
    if (!file.good()) return failed(source, known, actor, {Fault::Kind::unavailable, "there is no memory for it", {}});
    FetchRequest request{.address = source.address,
                         .known = {},
                         .target = file.path(),
                         .proxy = options_.proxy,
                         .cancelled = [this] { return stopping_.load(); },
                         .limits = {.octets = max_sealed_octets},
                         .credentials = std::move(*credentials)};
    const bool settled = in_force && list->second.origin == source.address && list->second.held.empty();
    if (settled) request.known = {.etag = known.etag, .last_modified = known.last_modified};
    const auto fetched = fetch(request);
    if (!fetched) return failed(source, known, actor, fetched.error());
    if (!fetched->changed) return unchanged(source, known, actor, why);
    auto read = read_for(source.id, file.path());
    if (!read) return failed(source, known, actor, read.error());
    if (read->reason_to_hold) return held(source, known, actor, *read->reason_to_hold);
    known.etag = fetched->validators.etag;
    known.last_modified = fetched->validators.last_modified;
    if (read->same && settled) return unchanged(source, known, actor, why);
    const auto taken = take(source.id, source.title, source.address, std::move(*read), actor, why);
    if (!taken) return failed(source, known, actor, taken.error());
    done(source, known, {});
  }

  void unchanged(const SealedSource& source, const SourceState& known, const Actor& actor, const std::string& why) {
    const auto state = changes_.state();
    SealedList list = state->sealed_lists.at(source.id);
    if (!list.problem.empty()) {
      list.problem.clear();
      log({actor, why + ": it can be fetched again", change::SealedTaken{list}});
    }
    done(source, known, {});
  }

  void held(const SealedSource& source, const SourceState& known, const Actor& actor, const std::string& reason) {
    spdlog::warn("the refresh of the sealed list {} is held: {}", source.id, reason);
    if (known.held != reason) log({actor, "", change::SealedHeld{source.id, reason}});
    done(source, known, reason);
  }

  void failed(const SealedSource& source, SourceState known, const Actor& actor, const Fault& why) {
    if (stopping_) return;  // it failed because we stop: nothing is known of the server
    spdlog::warn("the sealed list {} was not refreshed: {}", source.id, why.what);
    if (known.problem != why.what) log({actor, "", change::SealedFailed{source.id, why.what}});
    ++known.failures;
    known.problem = why.what;
    known.next = next_retry(now(), source.every_hours, known.failures, dice());
    remember(source.id, known);
  }

  /// Its publisher was heard.
  void done(const SealedSource& source, SourceState known, std::string held) {
    known.checked = now();
    known.next = next_regular_check(now(), source.every_hours, dice());
    known.failures = 0;
    known.problem.clear();
    known.held = std::move(held);
    remember(source.id, known);
  }

  void log(Proposal proposal) {
    if (const auto committed = changes_.commit(std::move(proposal)); !committed)
      spdlog::warn("the state of a sealed list was not put on record: {}", committed.error().what);
  }

  SourceState fetch_state(const std::string& id) const {
    const std::lock_guard lock(knowing_);
    const auto found = fetched_.find(id);
    return found == fetched_.end() ? SourceState() : found->second;
  }

  void remember(const std::string& id, const SourceState& state) {
    {
      const std::lock_guard lock(knowing_);
      fetched_[id] = state;
    }
    if (const auto written = write_fetch_state(store_, id, state); !written)
      spdlog::warn("the state of the sealed list {} was not saved: {}", id, written.error().what);
  }

  double dice() { return std::uniform_real_distribution<double>(0.0, 1.0)(random_); }

  Store& store_;
  ChangeControl& changes_;
  const Options options_;
  const Published published_;
  std::mt19937_64 random_;      // under working_
  std::mutex working_;          // one import, refresh or change of a connector at a time
  mutable std::mutex knowing_;  // guards fetched_ and problems_, for no longer than a copy
  std::map<std::string, SourceState> fetched_;
  std::vector<std::string> problems_;
  std::mutex waking_;
  std::condition_variable wake_;
  std::atomic<bool> stopping_ = false;
  std::jthread thread_;
};

}  // namespace

std::unique_ptr<SealedKeeper> SealedKeeper::start(Store& store, ChangeControl& changes, Options options,
                                                  Published published) {
  return std::make_unique<Keeper>(store, changes, std::move(options), std::move(published));
}

}  // namespace schoolgate
