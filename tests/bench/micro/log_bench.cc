// The change-control log at full length: appending, exporting and verifying a hundred thousand entries. Appending
// waits for the disk's sync: compare wall time with CPU time.
#include <chrono>
#include <fstream>
#include <memory>
#include <stdexcept>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "blocklists/change-control/export.h"
#include "blocklists/change-control/history.h"
#include "blocklists/change-control/verify_store.h"
#include "tests/blocklists/store/temporary_directory.h"

namespace schoolgate::bench {
namespace {

constexpr std::size_t log_entries = 100'000;
constexpr int batch = 100;  // entries a commit while the log is made: one alone waits for the disk each time

template <class T>
void must(const std::expected<T, Fault>& result) {
  if (!result) throw std::runtime_error(result.error().what);
}

/// A log of unblocks and rules by several people, made once.
class Log {
 public:
  static Log& of(std::size_t entries) {
    static Log log;
    while (log.changes->checkpoint().size < entries) log.grow();
    return log;
  }

  std::unique_ptr<Store> store;
  std::unique_ptr<ChangeControl> changes;
  std::string file(const std::string& name) const { return directory_.file(name); }

  Proposal next() {
    const std::string user = fmt::format("teacher-{}", number_ % 12);
    const Actor actor{"it", Role::network_manager, Actor::Via::web, fmt::format("10.1.0.{}", number_ % 200)};
    Unblock unblock;
    unblock.names = {fmt::format("site-{}.example", ++number_)};
    unblock.topic = "Year 9 history: the suffragettes";
    unblock.groups = {"pupils"};
    unblock.starts = std::chrono::floor<std::chrono::seconds>(now_);
    unblock.until = unblock.starts + std::chrono::minutes(50);
    unblock.requested_by = user;
    return {actor, "for the lesson in period three, room 12", change::UnblockGranted{unblock}};
  }

 private:
  Log() {
    store = std::move(Store::open(directory_.file("store")).value());
    ChangeControl::Options options;
    options.clock = [this] { return now_; };
    options.key_file = directory_.file("log.key");
    changes = std::move(ChangeControl::open(*store, options).value());
    const Actor console{"console", Role::network_manager, Actor::Via::console, ""};
    must(changes->commit({console, "new",
                          change::PersonAdded{{"it", "Head of IT", Role::network_manager,
                                               "$argon2id$v=19$m=65536,t=2,p=1$c2FsdA$aGFzaA", false, false}}}));
    for (int n = 0; n < 12; ++n)
      must(changes->commit({console, "new",
                            change::PersonAdded{{fmt::format("teacher-{}", n), "Somebody", Role::teacher,
                                                 "$argon2id$v=19$m=65536,t=2,p=1$c2FsdA$aGFzaA", false, false}}}));
  }

  void grow() {
    std::vector<Proposal> proposals;
    for (int n = 0; n < batch; ++n) proposals.push_back(next());
    must(changes->commit(std::move(proposals), {}));
    now_ += std::chrono::hours(1);
    changes->sweep();
  }

  test::TemporaryDirectory directory_;
  UtcMillis now_{std::chrono::milliseconds{1795420800000}};
  int number_ = 0;
};

void log_append(benchmark::State& state) {
  Log& log = Log::of(log_entries);
  for (auto _ : state) must(log.changes->commit(log.next()));
}

ExportFormat format_of(const benchmark::State& state) { return static_cast<ExportFormat>(state.range(0)); }

void log_export(benchmark::State& state) {
  const Log& log = Log::of(log_entries);
  for (auto _ : state) {
    std::ofstream out(log.file("export"), std::ios::binary);
    must(write_export(*log.changes, format_of(state), {}, [&](std::string_view piece) {
      out << piece;
      return true;
    }));
  }
}

void log_verify(benchmark::State& state) {
  const Log& log = Log::of(log_entries);
  std::ofstream out(log.file("export"), std::ios::binary);
  (void)write_export(*log.changes, format_of(state), {}, [&](std::string_view piece) {
    out << piece;
    return true;
  });
  out.close();
  for (auto _ : state) {
    const auto verified = verify_export(log.file("export"), {});
    if (!verified) state.SkipWithError(verified.error().what.c_str());
  }
}

void log_verify_store(benchmark::State& state) {
  const Log& log = Log::of(log_entries);
  for (auto _ : state) must(verify_store(*log.store, log.changes->public_key()));
}

/// The furthest way back.
void log_history(benchmark::State& state) {
  const Log& log = Log::of(log_entries);
  for (auto _ : state) must(history_at(*log.store, 1));
}

BENCHMARK(log_append)->Unit(benchmark::kMillisecond);
BENCHMARK(log_export)->DenseRange(0, 2)->Unit(benchmark::kMillisecond);
BENCHMARK(log_verify)->DenseRange(0, 2)->Unit(benchmark::kMillisecond);
BENCHMARK(log_verify_store)->Unit(benchmark::kMillisecond);
BENCHMARK(log_history)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace schoolgate::bench
