// What a query costs above the two system calls: parse, cache, reply, and the whole Pipeline.
#include <random>

#include <benchmark/benchmark.h>

#include "resolver/cache.h"
#include "resolver/pipeline.h"
#include "resolver/wire/inspect.h"
#include "resolver/wire/question.h"
#include "resolver/wire/reply.h"
#include "tests/bench/micro/beside.h"
#include "tests/bench/micro/school.h"

namespace schoolgate::bench {
namespace {

using Octets = std::vector<std::uint8_t>;

constexpr std::size_t listed_names = 1'000'000;
constexpr std::size_t question_count = 10'000;  // different names, as a school asks within a few minutes
constexpr std::uint64_t now_ms = 1'000;

Octets query_for(NameView name, std::uint16_t type = wire::type::a) {
  Octets packet{0x12, 0x34, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 1};
  packet.insert(packet.end(), name.wire().begin(), name.wire().end());
  for (const int octet : {0, int{type}, 0, 1, 0, 0, 41, 0x04, 0xd0, 0, 0, 0, 0, 0, 0}) {  // EDNS, 1232 octets
    packet.push_back(static_cast<std::uint8_t>(octet));
  }
  return packet;
}

/// One address, as an upstream sends it.
Octets answer_for(NameView name) {
  Octets message{0, 0, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0};
  message.insert(message.end(), name.wire().begin(), name.wire().end());
  for (const int octet : {0, 1, 0, 1, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0x0e, 0x10, 0, 4, 192, 0, 2, 1}) {
    message.push_back(static_cast<std::uint8_t>(octet));
  }
  return message;
}

class InstantUpstream final : public Upstream {
 public:
  void resolve(NameView name, std::uint16_t, bool, Done done) override {
    const Octets message = answer_for(name);
    done({UpstreamAnswer::Status::answered, message, false, {}});
  }
};

std::vector<Octets> queries(Questions::Kind kind, std::size_t count) {
  const Questions questions(kind, *listed_keys(listed_names), count);
  std::vector<Octets> packets;
  for (std::size_t n = 0; n < questions.size(); ++n) packets.push_back(query_for(questions[n]));
  return packets;
}

void parse_question(benchmark::State& state) {
  const auto packets = queries(Questions::Kind::mixed, question_count);
  std::size_t at = 0;
  for (auto _ : state) {
    auto question = wire::parse_question(packets[at]);
    benchmark::DoNotOptimize(question);
    if (++at == packets.size()) at = 0;
  }
}

void cache_find(benchmark::State& state) {
  const Questions questions(Questions::Kind::unlisted, *listed_keys(listed_names), question_count);
  Cache cache(std::size_t{32} << 20);
  for (std::size_t n = 0; n < questions.size(); ++n) {
    const auto answer = wire::inspect(answer_for(questions[n]), {questions[n], wire::type::a, false}, false);
    cache.insert({questions[n], wire::type::a, false, false}, answer->view(), now_ms);
  }
  std::size_t at = 0;
  for (auto _ : state) {
    auto hit = cache.find({questions[at], wire::type::a, false, false}, now_ms);
    benchmark::DoNotOptimize(hit);
    if (++at == questions.size()) at = 0;
  }
}

void cache_insert(benchmark::State& state) {
  const Questions questions(Questions::Kind::unlisted, *listed_keys(listed_names), question_count);
  std::vector<wire::Answer> answers;
  for (std::size_t n = 0; n < questions.size(); ++n) {
    answers.push_back(*wire::inspect(answer_for(questions[n]), {questions[n], wire::type::a, false}, false));
  }
  Cache cache(std::size_t{32} << 20);
  std::size_t at = 0;
  for (auto _ : state) {
    cache.insert({questions[at], wire::type::a, false, false}, answers[at].view(), now_ms);
    if (++at == questions.size()) at = 0;
  }
}

void blocked_reply(benchmark::State& state) {
  const auto packets = queries(Questions::Kind::listed, question_count);
  Octets out(max_udp_reply_octets);
  constexpr std::array<std::uint8_t, 4> null_address{};
  std::vector<wire::Question> questions;
  for (const Octets& packet : packets) questions.push_back(wire::parse_question(packet));
  std::size_t at = 0;
  for (auto _ : state) {
    wire::Reply reply(questions[at], out, out.size());
    reply.address(10, null_address);
    auto size = reply.finish({wire::Ede::blocked, "Gambling"});
    benchmark::DoNotOptimize(size);
    if (++at == questions.size()) at = 0;
  }
}

constexpr std::int64_t now_utc_ms = 1000 * std::int64_t{bench_now.time_since_epoch().count()};

/// A worker's pipeline on loopback.
struct Worker {
  explicit Worker(const Policy& policy) {
    pipeline.use(snapshot_of(policy, compiled_lists(listed_names)));
    pipeline.at({UtcMillis{std::chrono::milliseconds{now_utc_ms}}, now_ms});
  }
  static ResolverConfig config() {
    ResolverConfig config;
    config.allow = {*Prefix::parse("127.0.0.0/8")};
    config.workers = 1;
    return config;
  }
  InstantUpstream upstream;
  WorkerStatistics statistics;
  Pipeline pipeline{config(), upstream, statistics, [](std::uint64_t, std::span<const std::uint8_t>) {}};
};

/// A whole query, from its packet to its reply, of names that are in the cache: the bar for the policy's size.
void full_beside_empty_query(benchmark::State& state) {
  const auto packets = queries(Questions::Kind::unlisted, question_count);
  Worker empty(Policy{}), full(full_policy);
  const std::array<Pipeline*, 2> sides{&empty.pipeline, &full.pipeline};
  const Address client = *Address::parse("127.0.0.1");
  Octets out(max_udp_reply_octets);
  for (Pipeline* side : sides)
    for (const Octets& packet : packets) side->handle({packet, client, Transport::udp, 0}, out);
  by_turns(state, [&](std::size_t side, std::size_t n) {
    auto result = sides[side]->handle({packets[n % packets.size()], client, Transport::udp, 0}, out);
    benchmark::DoNotOptimize(result);
  });
}

/// Every packet is handled once before the measurement, so what can be in the cache is there.
void pipeline(benchmark::State& state, Questions::Kind kind) {
  const auto packets = queries(kind, question_count);
  Worker worker({.rules = 1'000, .unblocks = 100, .groups = 64, .clients = 10'000});
  Pipeline& pipeline = worker.pipeline;
  const auto& statistics = worker.statistics;
  const Address client = *Address::parse("127.0.0.1");
  Octets out(max_udp_reply_octets);
  for (const Octets& packet : packets) pipeline.handle({packet, client, Transport::udp, 0}, out);
  const auto before = statistics.counts[static_cast<std::size_t>(Count::blocked)].load();
  std::size_t at = 0;
  for (auto _ : state) {
    auto result = pipeline.handle({packets[at], client, Transport::udp, 0}, out);
    benchmark::DoNotOptimize(result);
    if (++at == packets.size()) at = 0;
  }
  const auto blocked = statistics.counts[static_cast<std::size_t>(Count::blocked)].load() - before;
  state.counters["blocked"] = benchmark::Counter(double(blocked), benchmark::Counter::kAvgIterations);
}

BENCHMARK(parse_question);
BENCHMARK(cache_find);
BENCHMARK(cache_insert);
BENCHMARK(blocked_reply);
BENCHMARK(full_beside_empty_query)->Repetitions(5)->ReportAggregatesOnly();
BENCHMARK_CAPTURE(pipeline, blocked, Questions::Kind::below_listed);
BENCHMARK_CAPTURE(pipeline, cached, Questions::Kind::unlisted);
BENCHMARK_CAPTURE(pipeline, without_misses, Questions::Kind::mixed);

}  // namespace
}  // namespace schoolgate::bench
