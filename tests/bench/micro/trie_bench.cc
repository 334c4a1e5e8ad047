// The trie: a lookup by kind of name and number of names, its memory, and how fast a stored one is taken in.
#include <utility>

#include <benchmark/benchmark.h>

#include "tests/bench/micro/school.h"

namespace schoolgate::bench {
namespace {

// Enough that neither the questions nor what they reach stay in the processor's caches.
constexpr std::size_t question_count = 1'000'000;

void lookup(benchmark::State& state, Questions::Kind kind) {
  const auto names = static_cast<std::size_t>(state.range(0));
  const auto lists = compiled_lists(names);
  const Trie& trie = lists->trie;
  const Questions questions(kind, *listed_keys(names), question_count);
  std::size_t at = 0;
  std::size_t listed = 0;
  for (auto _ : state) {
    listed += trie.lookup(questions[at]).lists != 0 ? 1U : 0U;
    if (++at == questions.size()) at = 0;
  }
  state.counters["octets_a_name"] = double(trie.memory_bytes()) / double(names);
  state.counters["memory"] = double(trie.memory_bytes());
  state.counters["listed"] = benchmark::Counter(double(listed), benchmark::Counter::kAvgIterations);
}

void from_bytes(benchmark::State& state) {
  const auto lists = compiled_lists(static_cast<std::size_t>(state.range(0)));
  const std::vector<std::byte> stored(lists->trie.bytes().begin(), lists->trie.bytes().end());
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<std::byte> bytes = stored;
    state.ResumeTiming();
    auto trie = Trie::from_bytes(std::move(bytes));
    benchmark::DoNotOptimize(trie);
  }
}

/// By size first, since making and compiling millions of names takes longer than measuring them.
const bool registered = [] {
  using Kind = Questions::Kind;
  const std::pair<const char*, Kind> kinds[] = {{"lookup/listed", Kind::listed},
                                                {"lookup/below_listed", Kind::below_listed},
                                                {"lookup/near_miss", Kind::near_miss},
                                                {"lookup/unlisted", Kind::unlisted},
                                                {"lookup/mixed", Kind::mixed}};
  for (const std::int64_t names : {1'000, 10'000, 100'000, 1'000'000, 3'000'000, 5'000'000}) {
    for (const auto& [name, kind] : kinds) benchmark::RegisterBenchmark(name, lookup, kind)->Arg(names);
    benchmark::RegisterBenchmark("from_bytes", from_bytes)->Arg(names)->Unit(benchmark::kMillisecond);
  }
  return true;
}();

}  // namespace
}  // namespace schoolgate::bench
