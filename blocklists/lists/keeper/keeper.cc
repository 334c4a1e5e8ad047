#include "blocklists/lists/keeper/keeper.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <future>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "blocklists/lists/keeper/jobs.h"
#include "blocklists/lists/keeper/schedule.h"

namespace schoolgate {
namespace {

/// A person waits for each; more than this is a script gone wrong.
constexpr std::size_t max_waiting_jobs = 16;
/// Ids of sources that exist; more is nothing that could happen.
constexpr std::size_t max_announced = 1024;
/// How soon a new source, or one that is due, is noticed. Looking costs a few map look-ups.
constexpr std::chrono::seconds look_interval{1};

Fault going_down() {
  return {Fault::Kind::unavailable, "The appliance is going down: the lists were not changed.",
          "Try again after its start."};
}

class Keeper final : public ListKeeper {
 public:
  Keeper(Store& store, ChangeControl& changes, Options options, Published published)
      : workshop_{.store = store,
                  .changes = changes,
                  .options = std::move(options),
                  .published = std::move(published),
                  .folder = {},
                  .stopping = [this] { return stopping_.load(); },
                  .tell = [this](const std::string& list, std::size_t done, std::size_t of) { tell(list, done, of); }},
        book_(store),
        random_(std::random_device{}()) {
    workshop_.folder = (std::filesystem::path(workshop_.options.work_dir) / "lists").string();
    book_.load();  // here, so that status() tells what is known from the first moment
    thread_ = std::jthread([this] { live(); });
  }

  ~Keeper() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
  }  // thread_ is the last member: it ends before anything that it uses

  std::expected<std::vector<Imported>, Fault> import(std::vector<ImportItem> items, Actor actor,
                                                     std::string why) override {
    return ask<std::vector<Imported>>([&] {
      const Running running(*this, "import");
      return import_lists(workshop_, items, actor, why);
    });
  }

  std::expected<void, Fault> remove(std::vector<std::string> list_ids, Actor actor, std::string why) override {
    return ask<void>([&]() -> std::expected<void, Fault> {
      const Running running(*this, "removal");
      auto removed = remove_lists(workshop_, list_ids, actor, why);
      forget_removed_sources();
      return removed;
    });
  }

  std::expected<std::vector<ListStatus>, Fault> refresh(std::vector<std::string> source_ids, Actor actor) override {
    return ask<std::vector<ListStatus>>([&] {
      const Running running(*this, "refresh");
      return refresh_now(source_ids, actor);
    });
  }

  std::expected<ListStatus, Fault> release(std::string source_id, Actor actor, std::string why) override {
    return ask<ListStatus>([&] {
      const Running running(*this, "refresh");
      return of_source(source_id, [&](const Source& source) {
        Refresh refresh = refresh_by(actor, why);
        refresh.sources.push_back(source);
        refresh.past_guards = true;
        return release_held(workshop_, book_, refresh);
      });
    });
  }

  std::expected<ListStatus, Fault> drop(std::string source_id, Actor actor, std::string why) override {
    return ask<ListStatus>([&] {
      return of_source(source_id,
                       [&](const Source& source) { return drop_held(workshop_, book_, source, actor, why); });
    });
  }

  void announce(const std::string& source_id) override {
    {
      const std::lock_guard lock(mutex_);
      if (announced_.size() < max_announced) announced_.insert(source_id);
    }
    wake_.notify_all();
  }

  std::optional<ListProgress> progress() const override {
    const std::lock_guard lock(telling_);
    return progress_;
  }

  std::vector<ListStatus> status() const override { return list_statuses(*workshop_.changes.state(), book_); }

 private:
  /// A job, told of from its start to its end.
  class Running {
   public:
    Running(Keeper& keeper, std::string what) : keeper_(keeper) {
      const std::lock_guard lock(keeper_.telling_);
      keeper_.progress_ = ListProgress{++keeper_.last_job_, std::move(what), {}, 0, 0};
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;
    ~Running() {
      const std::lock_guard lock(keeper_.telling_);
      keeper_.progress_.reset();
    }

   private:
    Keeper& keeper_;
  };
  void tell(const std::string& list, std::size_t done, std::size_t of) {
    const std::lock_guard lock(telling_);
    if (!progress_) return;
    progress_->list = list;
    progress_->done = done;
    progress_->of = of;
  }

  using Job = std::function<void(bool run)>;  // false: only tell the one who waits that it will not be done

  /// Hands work to the thread and waits. `work` may borrow from the caller: it is over before this returns.
  template <class T, class Work>
  std::expected<T, Fault> ask(Work work) {
    std::promise<std::expected<T, Fault>> promise;
    auto answer = promise.get_future();
    const Job job = [&](bool run) { promise.set_value(run ? guarded<T>(work) : std::unexpected(going_down())); };
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return std::unexpected(going_down());
      if (jobs_.size() == max_waiting_jobs)
        return fault(Fault::Kind::limit, "Too many list changes are waiting already.", "Try again when they are done.");
      jobs_.push_back(job);
    }
    wake_.notify_all();
    return answer.get();
  }

  /// A bug in one job must not take the keeper, or DNS, down.
  template <class T, class Work>
  static std::expected<T, Fault> guarded(Work& work) {
    try {
      return work();
    } catch (const std::exception& bug) {
      spdlog::error("A list job ended in an internal error: {}", bug.what());
      return fault(Fault::Kind::unavailable, fmt::format("Internal error: {}.", bug.what()),
                   "The lists in force are unchanged. Please report this.");
    }
  }

  void live() {
    prepare();
    std::unique_lock lock(mutex_);
    while (!stopping_) {
      wake_.wait_for(lock, look_interval, [this] { return stopping_.load() || !jobs_.empty() || !announced_.empty(); });
      if (stopping_) break;
      const std::set<std::string> announced = jobs_.empty() ? std::exchange(announced_, {}) : std::set<std::string>();
      Job job;
      if (!jobs_.empty()) {
        job = std::move(jobs_.front());
        jobs_.pop_front();
      }
      lock.unlock();
      if (job)
        job(true);
      else if (!announced.empty())
        refresh_announced(announced);
      else if (workshop_.options.schedule)
        refresh_due();
      lock.lock();
    }
    std::deque<Job> left;
    left.swap(jobs_);
    lock.unlock();
    for (const Job& job : left) job(false);
  }

  /// Whatever a crash left behind goes; what the last good generation needs is not touched.
  void prepare() {
    std::error_code error;
    std::filesystem::remove_all(workshop_.folder, error);
    std::filesystem::create_directories(workshop_.folder, error);
    if (error) spdlog::error("The folder {} cannot be made: {}", workshop_.folder, error.message());
    if (workshop_.options.rebuild) rebuild_lost();
    auto work = [this]() -> std::expected<void, Fault> {
      forget_removed_sources();
      clean_up(workshop_);
      schedule_new_sources();
      return {};
    };
    static_cast<void>(guarded<void>(work));
  }

  void rebuild_lost() {
    auto work = [this] {
      const Running running(*this, "rebuild");
      return rebuild(workshop_);
    };
    if (const auto rebuilt = guarded<void>(work); !rebuilt)
      spdlog::error("The blocklists cannot be built anew from the stored lists: {} {}", rebuilt.error().what,
                    rebuilt.error().hint);
    else
      spdlog::info("The blocklists were built anew from the stored lists.");
  }

  void forget_removed_sources() {
    const auto state = workshop_.changes.state();
    book_.forget_unless([&](const std::string& id) { return state->sources.contains(id); });
  }

  /// At start a source without a list does not wait for its turn: the network may be what was missing before.
  void schedule_new_sources() {
    const auto state = workshop_.changes.state();
    for (const auto& [id, source] : state->sources)
      if (source.enabled && !state->lists.contains(id)) {
        SourceState known = book_.get(id);
        known.next = first_check(workshop_.now(), dice());
        book_.put(id, known);
      }
  }

  void refresh_due() {
    const UtcSeconds now = workshop_.now();
    const auto state = workshop_.changes.state();
    Refresh refresh = refresh_by(keeper_actor(), "Scheduled refresh");
    refresh.pause = [this] { return somebody_waits(); };
    for (const auto& [id, source] : state->sources) {
      if (!source.enabled) continue;
      SourceState known = book_.get(id);
      const bool moved = known.address != source.address && !known.address.empty();
      if (!known.next && !moved) {
        known.next = first_check(now, dice());
        book_.put(id, known);
      }
      if (moved || is_due(*known.next, now, source.every_hours)) refresh.sources.push_back(source);
    }
    if (refresh.sources.empty()) return;
    auto work = [&] {
      const Running running(*this, "refresh");
      return refresh_sources(workshop_, book_, refresh);
    };
    if (const auto done = guarded<void>(work); !done) spdlog::warn("Scheduled refresh: {}", done.error().what);
  }

  void refresh_announced(const std::set<std::string>& ids) {
    const auto state = workshop_.changes.state();
    Refresh refresh = refresh_by(keeper_actor(), "Announced by the primary");
    for (const std::string& id : ids)
      if (const auto found = state->sources.find(id); found != state->sources.end() && found->second.enabled)
        refresh.sources.push_back(found->second);
    auto work = [&] {
      const Running running(*this, "refresh");
      return refresh_sources(workshop_, book_, refresh);
    };
    if (const auto done = guarded<void>(work); !done) spdlog::warn("Announced refresh: {}", done.error().what);
  }

  std::expected<std::vector<ListStatus>, Fault> refresh_now(const std::vector<std::string>& ids, const Actor& actor) {
    const auto state = workshop_.changes.state();
    Refresh refresh = refresh_by(actor, "Refresh asked for");
    for (const std::string& id : ids) {
      const auto found = state->sources.find(id);
      if (found == state->sources.end())
        return fault(Fault::Kind::not_found, fmt::format("There is no list source \"{}\".", id));
      if (!found->second.enabled)
        return fault(Fault::Kind::conflict, fmt::format("The list source \"{}\" is switched off.", id),
                     "Switch it on first.");
      refresh.sources.push_back(found->second);
    }
    if (ids.empty())
      for (const auto& [id, source] : state->sources)
        if (source.enabled) refresh.sources.push_back(source);
    if (const auto done = refresh_sources(workshop_, book_, refresh); !done) return std::unexpected(done.error());
    std::vector<ListStatus> rows;
    for (ListStatus& row : status())
      if (std::ranges::any_of(refresh.sources, [&](const Source& source) { return source.id == row.id; }))
        rows.push_back(std::move(row));
    return rows;
  }

  /// Does `work` to the source; its row afterwards.
  template <class Work>
  std::expected<ListStatus, Fault> of_source(const std::string& id, Work work) {
    const auto state = workshop_.changes.state();
    const auto found = state->sources.find(id);
    if (found == state->sources.end())
      return fault(Fault::Kind::not_found, fmt::format("There is no list source \"{}\".", id));
    if (const auto done = work(found->second); !done) return std::unexpected(done.error());
    const auto rows = status();
    const auto row = std::ranges::find(rows, id, &ListStatus::id);
    return row == rows.end() ? ListStatus{} : *row;
  }

  Refresh refresh_by(const Actor& actor, std::string why) {
    return {.sources = {}, .actor = actor, .why = std::move(why), .pause = {}, .dice = [this] { return dice(); }};
  }
  bool somebody_waits() {
    const std::lock_guard lock(mutex_);
    return !jobs_.empty();
  }
  double dice() { return std::uniform_real_distribution<double>(0.0, 1.0)(random_); }

  Workshop workshop_;
  SourceBook book_;
  std::mt19937_64 random_;  // only on the keeper's thread, or on one that it waits for
  std::mutex mutex_;        // guards jobs_ and announced_
  std::condition_variable wake_;
  std::deque<Job> jobs_;
  std::set<std::string> announced_;  // ids of sources
  mutable std::mutex telling_;       // guards the next two, for no longer than a copy
  std::optional<ListProgress> progress_;
  std::uint64_t last_job_ = 0;
  std::atomic<bool> stopping_ = false;
  std::jthread thread_;
};

}  // namespace

std::unique_ptr<ListKeeper> ListKeeper::start(Store& store, ChangeControl& changes, Options options,
                                              Published published) {
  return std::make_unique<Keeper>(store, changes, std::move(options), std::move(published));
}

}  // namespace schoolgate
