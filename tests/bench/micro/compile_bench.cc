// Compiling lists: from sorted entries, and from a text file through import and store. `peak` is what resident memory
// grew by at most.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include <benchmark/benchmark.h>
#include <stdlib.h>

#include "blocklists/lists/import/import.h"
#include "tests/bench/micro/school.h"
#include "tests/fake_store.h"

namespace schoolgate::bench {
namespace {

/// Linux: a field of /proc/self/status, in octets.
double resident(const std::string& field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(field + ":")) return std::stod(line.substr(field.size() + 1)) * 1024;
  }
  return 0;
}

/// Growth of resident memory since it was made.
class PeakMemory {
 public:
  PeakMemory() {
    std::ofstream("/proc/self/clear_refs") << "5";  // the high-water mark starts anew
    before_ = resident("VmRSS");
  }
  double octets() const { return resident("VmHWM") - before_; }

 private:
  double before_ = 0;
};

void compile_entries(benchmark::State& state) {
  const auto names = static_cast<std::size_t>(state.range(0));
  const auto inputs = lists_of(listed_keys(names));
  double peak = 0;
  for (auto _ : state) {
    const PeakMemory memory;
    auto compiled = compile(inputs, 1);
    benchmark::DoNotOptimize(compiled);
    peak = std::max(peak, memory.octets());
  }
  state.SetItemsProcessed(state.range(0) * static_cast<std::int64_t>(state.iterations()));
  state.counters["peak"] = peak;
}

void compile_text(benchmark::State& state) {
  const auto names = static_cast<std::size_t>(state.range(0));
  std::string folder = (std::filesystem::temp_directory_path() / "schoolgate-bench-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return state.SkipWithError("no temporary folder");
  const std::string path = folder + "/list.txt";
  {
    std::ofstream text(path);
    for (const std::string& key : *listed_keys(names)) text << from_key(key).to_text() << '\n';
  }
  for (auto _ : state) {
    FakeStore store;
    const ImportRequest request{
        .path = path, .list_id = "list", .format = {}, .work_dir = folder, .refuse = {}, .cancelled = {}};
    const auto report = import_list(store, request);
    if (!report) return state.SkipWithError(report.error().what.c_str());
    auto compiled =
        compile({{{"list", "List", "malware", 1}, [&] { return read_list(store, "list", report->version); }}}, 1);
    benchmark::DoNotOptimize(compiled);
  }
  state.SetItemsProcessed(state.range(0) * static_cast<std::int64_t>(state.iterations()));
  std::filesystem::remove_all(folder);
}

BENCHMARK(compile_entries)
    ->Arg(1'000)
    ->Arg(10'000)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->Arg(3'000'000)
    ->Arg(5'000'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(compile_text)->Arg(100'000)->Arg(3'000'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace schoolgate::bench
