// A DNS load generator; prints one line of JSON.
// usage: load_dns --to 127.0.0.1:PORT --names FILE[=WEIGHT] ... [--fresh FILE=WEIGHT] [--rate QPS | --window N]
//                 [--seconds S] [--settle S] [--timeout S] [--zipf EXPONENT] [--seed N] [--once] [--edns]
//                 [--fresh-label TEXT] [--server PID]
// --fresh asks the file's names with a label before them that was never asked: misses. SIGTERM ends a run early.
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include <sys/prctl.h>

#include "tests/bench/load/load.h"

using namespace schoolgate::bench;

namespace {

struct Words {
  LoadConfig load;
  std::vector<std::pair<std::string, bool>> files;  // "FILE=WEIGHT", fresh
  double zipf = 0.9;                                // between the 0.6 and 1.0 that studies of resolvers' clients find
  std::uint64_t seed = 1;
  bool edns = false;
};

Words read(int count, char** words) {
  Words result;
  for (int i = 1; i < count; ++i) {
    const std::string_view option = words[i];
    if (option == "--once") {
      result.load.once = true;
      continue;
    }
    if (option == "--edns") {
      result.edns = true;
      continue;
    }
    if (i + 1 == count) give_up("a value is missing after " + std::string(option));
    const char* value = words[++i];
    if (option == "--to")
      result.load.server = address_of(value);
    else if (option == "--names")
      result.files.emplace_back(value, false);
    else if (option == "--fresh")
      result.files.emplace_back(value, true);
    else if (option == "--rate")
      result.load.rate = std::atof(value);
    else if (option == "--window")
      result.load.window = static_cast<std::uint32_t>(std::atoi(value));
    else if (option == "--seconds")
      result.load.seconds = std::atof(value);
    else if (option == "--settle")
      result.load.settle_seconds = std::atof(value);
    else if (option == "--timeout")
      result.load.timeout_seconds = std::atof(value);
    else if (option == "--zipf")
      result.zipf = std::atof(value);
    else if (option == "--seed")
      result.seed = std::strtoull(value, nullptr, 10);
    else if (option == "--fresh-label")
      result.load.fresh_label = value;
    else if (option == "--server")
      result.load.server_process = std::atoi(value);
    else
      give_up("no such option: " + std::string(option));
  }
  if (result.load.server.sin_port == 0 || result.files.empty()) give_up("--to and --names are needed");
  return result;
}

Source source_of(const std::string& word, bool fresh, Questions& questions) {
  const auto equals = word.rfind('=');
  Source source{.first = questions.size(), .fresh = fresh};
  if (equals != std::string::npos) source.weight = std::atof(word.c_str() + equals + 1);
  source.count = questions.add_file(word.substr(0, equals));
  if (source.count == 0) give_up("no names in " + word);
  return source;
}

void print(const LoadResult& result) {
  const auto us = [&](double share) { return double(result.latency.quantile(share)) / 1e3; };
  const double received = double(result.received);
  std::printf(R"({"rate": %.1f, "seconds": %.3f, "sent": %llu, "received": %llu, "lost": %llu, "cpu_us": %.3f, )",
              result.seconds > 0 ? received / result.seconds : 0, result.seconds,
              static_cast<unsigned long long>(result.sent), static_cast<unsigned long long>(result.received),
              static_cast<unsigned long long>(result.lost),
              result.received > 0 ? double(result.server_cpu_ns) / 1e3 / received : 0);
  std::printf(R"("p50_us": %.1f, "p99_us": %.1f, "p999_us": %.1f, "max_us": %.1f, "rcodes": {)", us(0.5), us(0.99),
              us(0.999), double(result.latency.max()) / 1e3);
  const char* comma = "";
  for (std::size_t i = 0; i < result.rcodes.size(); ++i) {
    if (result.rcodes[i] == 0) continue;
    std::printf(R"(%s"%zu": %llu)", comma, i, static_cast<unsigned long long>(result.rcodes[i]));
    comma = ", ";
  }
  std::printf("}}\n");
}

}  // namespace

int main(int count, char** words) {
  errno = 0;
  Words given = read(count, words);
  Questions questions(given.edns);
  std::vector<Source> sources;
  for (const auto& [file, fresh] : given.files) sources.push_back(source_of(file, fresh, questions));
  prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);  // questions leave when they are due, not 50 us later
  std::signal(SIGTERM, [](int) { Load::stop(); });
  if (given.load.once) given.load.settle_seconds = 0;
  Order order = given.load.once ? Order::once(sources) : Order(sources, given.zipf, given.seed);
  Load load(given.load, questions, std::move(order));
  print(load.run());
}
