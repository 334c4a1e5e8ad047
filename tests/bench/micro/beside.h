// Two policies measured by turns, so that both meet the same machine: an empty one and a full one, and their ratio. The
// bar is 1.10. Take the median of the repetitions on a machine that does nothing else.
// Thread rules: one thread.
#pragma once

#include <array>
#include <chrono>

#include <benchmark/benchmark.h>

namespace schoolgate::bench {

/// Calls ask(side, n) for n = 0, 1, ... with side 0 (empty) and side 1 (full); prints what one call takes on each side.
template <class Ask>
void by_turns(benchmark::State& state, Ask&& ask) {
  constexpr std::size_t turn = 1'000;  // questions in a row on one side
  std::array<std::chrono::nanoseconds, 2> spent{};
  std::size_t asked = 0;
  for (auto _ : state) {
    for (std::size_t side = 0; side < spent.size(); ++side) {
      const auto begin = std::chrono::steady_clock::now();
      for (std::size_t n = 0; n < turn; ++n) ask(side, asked + n);
      spent[side] += std::chrono::steady_clock::now() - begin;
    }
    asked += turn;
  }
  const auto each = [&](std::size_t side) {
    return static_cast<double>(spent[side].count()) / static_cast<double>(asked);
  };
  state.counters["empty_ns"] = each(0);
  state.counters["full_ns"] = each(1);
  state.counters["ratio"] = each(1) / each(0);
}

}  // namespace schoolgate::bench
