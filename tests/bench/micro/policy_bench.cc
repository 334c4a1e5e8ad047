// decide() and identify() as rules, temporary unblocks, groups and clients grow; a hundred thousand names are listed.
#include <array>
#include <random>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "blocklists/policy/decision.h"
#include "tests/bench/micro/beside.h"
#include "tests/bench/micro/school.h"

namespace schoolgate::bench {
namespace {

constexpr std::size_t listed_names = 100'000;
constexpr std::size_t question_count = 100'000;
constexpr UtcSeconds now = bench_now;

void decide_with(benchmark::State& state, const Policy& policy) {
  const auto snapshot = snapshot_of(policy, compiled_lists(listed_names));
  const Questions questions(Questions::Kind::mixed, *listed_keys(listed_names), question_count);
  const Client client = identify(*snapshot, *Address::parse("10.0.0.0"));
  std::size_t at = 0;
  for (auto _ : state) {
    auto decision = decide(*snapshot, client, questions[at], 1, now);
    benchmark::DoNotOptimize(decision);
    if (++at == questions.size()) at = 0;
  }
}

std::size_t count(const benchmark::State& state) { return static_cast<std::size_t>(state.range(0)); }

void decide_empty(benchmark::State& state) { decide_with(state, {}); }
void decide_large(benchmark::State& state) { decide_with(state, full_policy); }

/// Identity and verdict, as a query pays for them.
void full_beside_empty_decide(benchmark::State& state) {
  const std::array sides{snapshot_of({}, compiled_lists(listed_names)),
                         snapshot_of(full_policy, compiled_lists(listed_names))};
  const Questions questions(Questions::Kind::mixed, *listed_keys(listed_names), question_count);
  const Address client = *Address::parse("10.0.0.0");
  by_turns(state, [&](std::size_t side, std::size_t n) {
    const Client who = identify(*sides[side], client);
    auto decision = decide(*sides[side], who, questions[n % questions.size()], 1, now);
    benchmark::DoNotOptimize(decision);
  });
}

void decide_by_schedules(benchmark::State& state) { decide_with(state, {.groups = 64, .schedules = count(state)}); }
void decide_by_rules(benchmark::State& state) { decide_with(state, {.rules = count(state)}); }
void decide_by_unblocks(benchmark::State& state) { decide_with(state, {.unblocks = count(state)}); }
void decide_by_groups(benchmark::State& state) {
  decide_with(state, {.rules = 1'000, .unblocks = 100, .groups = count(state)});
}

void identify_by_clients(benchmark::State& state) {
  const auto snapshot = snapshot_of({.groups = 64, .clients = count(state)}, nullptr);
  std::mt19937_64 random(7);
  std::vector<Address> clients;
  for (std::size_t n = 0; n < question_count; ++n) {
    const std::uint64_t c = random() % count(state);
    clients.push_back(*Address::parse(fmt::format("10.{}.{}.{}", c >> 16 & 0xff, c >> 8 & 0xff, c & 0xff)));
  }
  std::size_t at = 0;
  for (auto _ : state) {
    auto client = identify(*snapshot, clients[at]);
    benchmark::DoNotOptimize(client);
    if (++at == clients.size()) at = 0;
  }
}

BENCHMARK(decide_empty);
BENCHMARK(decide_large);
BENCHMARK(full_beside_empty_decide)->Repetitions(5)->ReportAggregatesOnly();
BENCHMARK(decide_by_schedules)->RangeMultiplier(8)->Range(1, 512);
BENCHMARK(decide_by_rules)->RangeMultiplier(10)->Range(1, 10'000);
BENCHMARK(decide_by_unblocks)->RangeMultiplier(10)->Range(1, 1'000);
BENCHMARK(decide_by_groups)->RangeMultiplier(4)->Range(1, 64);
BENCHMARK(identify_by_clients)->RangeMultiplier(10)->Range(10, 10'000);

}  // namespace
}  // namespace schoolgate::bench
