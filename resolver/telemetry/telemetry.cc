#include "resolver/telemetry/telemetry.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include <pthread.h>
#include <spdlog/spdlog.h>

#include "resolver/telemetry/hour_book.h"
#include "resolver/telemetry/name_sample.h"
#include "resolver/telemetry/often_table.h"
#include "resolver/telemetry/recent_list.h"

namespace schoolgate {
namespace {

// A person who watches "just blocked" waits no longer; a processor that sleeps is woken no more often.
constexpr std::chrono::seconds look_interval{1};
// What a power cut may cost of the counts, against what an SD card is written (hour_book.h).
constexpr std::chrono::minutes save_interval{5};

std::string category_of(const Tape::Entry& entry) {
  if (entry.tier != Tier::category) return {};
  if (entry.service == 0) return std::string(categories()[entry.category].id);
  const std::size_t service = entry.service - 1U;
  return service < services().size() ? std::string(services()[service].category) : std::string();
}

/// Tiers whose blocks are about the name, not about the device or an emergency.
bool is_about_the_name(Tier tier) {
  return tier == Tier::walled_garden || tier == Tier::rule || tier == Tier::category;
}

class TelemetryImpl final : public Telemetry {
 public:
  TelemetryImpl(Store& store, Options options) : options_(std::move(options)), book_(store) {
    book_.load();
    for (Tape* tape : options_.tapes) readers_.push_back({tape, {}});
    before_ = options_.statistics();
    next_save_ = std::chrono::steady_clock::now() + save_interval;
    if (options_.own_thread) thread_ = std::jthread([this](const std::stop_token& stop) { live(stop); });
  }
  TelemetryImpl(const TelemetryImpl&) = delete;
  TelemetryImpl& operator=(const TelemetryImpl&) = delete;
  ~TelemetryImpl() override {
    if (thread_.joinable()) {
      thread_.request_stop();
      thread_.join();
    }
    TelemetryImpl::look();
    TelemetryImpl::save();
  }

  void look() override {
    const UtcMillis now = options_.clock();
    const std::lock_guard lock(mutex_);
    HourCounts counts = totals();
    for (Reader& reader : readers_) take_in(reader, counts);
    book_.add(std::chrono::floor<std::chrono::seconds>(now), counts);
    prune(now);
  }

  void save() override {
    const std::lock_guard lock(mutex_);
    book_.save(std::chrono::floor<std::chrono::seconds>(options_.clock()));
  }

  std::vector<HourCounts> hours(UtcSeconds from, UtcSeconds to) const override {
    const std::lock_guard lock(mutex_);
    return book_.hours(from, to);
  }
  std::vector<RecentBlock> recent_blocks(std::uint64_t after) const override {
    const std::lock_guard lock(mutex_);
    return recent_.rows(after);
  }
  std::vector<OftenBlocked> often_blocked() const override {
    const std::lock_guard lock(mutex_);
    return often_.rows();
  }
  std::vector<std::string> recent_names() const override {
    const std::lock_guard lock(mutex_);
    return names_.names();
  }

 private:
  struct Reader {
    Tape* tape;
    std::map<std::uint64_t, std::vector<HourCounts::OfGroup>> seen;  // by epoch: counts that were taken in already
  };

  void live(const std::stop_token& stop) {
    pthread_setname_np(pthread_self(), "telemetry");
    std::mutex sleeping;
    std::condition_variable_any wake;
    std::unique_lock lock(sleeping);
    while (!stop.stop_requested()) {
      wake.wait_for(lock, stop, look_interval, [] { return false; });
      try {
        look();
        if (std::chrono::steady_clock::now() < next_save_) continue;
        next_save_ = std::chrono::steady_clock::now() + save_interval;
        save();
      } catch (const std::exception& bug) {
        spdlog::error("activity: {}", bug.what());  // nobody's answer depends on it
      }
    }
  }

  /// What all workers' own counters say has happened since the last time.
  HourCounts totals() {
    const Statistics now = options_.statistics();
    const auto since = [&](Count which) { return now[which] - before_[which]; };
    HourCounts counts;
    counts.queries = since(Count::queries_udp) + since(Count::queries_tcp);
    counts.blocked = since(Count::blocked);
    counts.rewritten = since(Count::rewritten);
    counts.failed = since(Count::rcode_servfail);
    counts.cached = since(Count::cache_hits);
    for (std::size_t n = 0; n < categories().size(); ++n)
      if (const auto more = now.blocked_by_category[n] - before_.blocked_by_category[n]; more != 0)
        counts.by_category[std::string(categories()[n].id)] += more;
    for (std::size_t n = 0; n < std::min(services().size(), max_counted_services); ++n)
      if (const auto more = now.blocked_by_service[n] - before_.blocked_by_service[n]; more != 0)
        counts.by_category[std::string(services()[n].category)] += more;
    before_ = now;
    return counts;
  }

  void take_in(Reader& reader, HourCounts& counts) {
    const Tape::Read read = reader.tape->read();
    for (const auto& epoch : read.epochs) count_groups(reader, *epoch, counts);
    auto epoch = read.epochs.begin();
    for (std::uint64_t n = read.first; n < read.last; ++n) {
      const Tape::Entry& entry = reader.tape->entry(n);
      while (epoch != read.epochs.end() && (*epoch)->number < entry.epoch) ++epoch;
      if (epoch != read.epochs.end()) take_in(entry, *(*epoch)->snapshot);
    }
    if (!read.epochs.empty()) {
      setting_ = read.epochs.back()->snapshot->state->settings.recent_blocks;
      std::erase_if(reader.seen, [&](const auto& row) { return row.first < read.epochs.back()->number; });
    }
    reader.tape->done(read);
  }

  static void count_groups(Reader& reader, const Tape::Epoch& epoch, HourCounts& counts) {
    auto& seen = reader.seen[epoch.number];
    const auto& groups = epoch.snapshot->groups;
    seen.resize(groups.size());
    for (std::size_t n = 0; n < groups.size(); ++n) {
      const HourCounts::OfGroup now{epoch.groups[n].queries.load(std::memory_order_relaxed),
                                    epoch.groups[n].blocked.load(std::memory_order_relaxed)};
      if (now == seen[n]) continue;
      HourCounts::OfGroup& sum = counts.by_group[groups[n].id];
      sum.queries += now.queries - seen[n].queries;
      sum.blocked += now.blocked - seen[n].blocked;
      seen[n] = now;
    }
  }

  void take_in(const Tape::Entry& entry, const Snapshot& snapshot) {
    const RecentBlocks::Keep keep = snapshot.state->settings.recent_blocks.keep;
    std::string name;
    if (entry.name_size != 0) name = NameView::trusted(std::span(entry.name).first(entry.name_size)).to_text();
    if (!entry.blocked) return names_.add(name, std::chrono::floor<std::chrono::seconds>(options_.clock()));

    RecentBlock block;
    block.first = UtcMillis(std::chrono::milliseconds(entry.utc_ms));
    block.name = name;
    block.type = entry.type;
    block.client = entry.client.to_text();
    if (entry.device != 0) block.device = snapshot.devices[entry.device - 1].id;
    block.group = snapshot.groups[entry.group].id;
    block.why = {entry.tier, std::string(entry.by, entry.by_size), category_of(entry)};
    const UtcSeconds when = std::chrono::floor<std::chrono::seconds>(block.first);
    if (!name.empty() && is_about_the_name(entry.tier)) {
      const auto octets = [](const std::string& id) {
        return std::span(reinterpret_cast<const std::uint8_t*>(id.data()), id.size());
      };
      often_.add(when, name, octets(block.device.empty() ? block.client : block.device), block.group, block.why);
    }
    if (!name.empty()) names_.add(name, when);
    recent_.add(std::move(block), keep);
  }

  void prune(UtcMillis now) {
    const UtcSeconds second = std::chrono::floor<std::chrono::seconds>(now);
    recent_.prune(now, setting_);
    often_.prune(second);
    names_.prune(second);
    if (setting_.keep != RecentBlocks::Keep::off) return;
    often_.clear();
    names_.clear();
  }

  const Options options_;
  mutable std::mutex mutex_;  // guards all that follows, but for the thread
  HourBook book_;
  RecentList recent_;
  OftenTable often_;
  NameSample names_;
  std::vector<Reader> readers_;
  Statistics before_;
  RecentBlocks setting_;
  std::chrono::steady_clock::time_point next_save_;  // the thread's own
  std::jthread thread_;
};

}  // namespace

std::unique_ptr<Telemetry> Telemetry::start(Store& store, Options options) {
  return std::make_unique<TelemetryImpl>(store, std::move(options));
}

}  // namespace schoolgate
