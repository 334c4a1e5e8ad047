// A measuring tool that is wrong misleads everybody who reads it.
#include "tests/bench/load/load.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <thread>
#include <vector>

#include <sys/socket.h>
#include <unistd.h>

#include "tests/bench/load/names.h"
#include "tests/catch.h"

using namespace schoolgate::bench;

namespace {

/// Answers every question after `stall`, once; then at once.
class StallingServer {
 public:
  explicit StallingServer(std::chrono::milliseconds stall) : fd_(udp_socket()) {
    sockaddr_in any = address_of("127.0.0.1:1");
    any.sin_port = 0;
    REQUIRE(bind(fd_, reinterpret_cast<const sockaddr*>(&any), sizeof any) == 0);
    socklen_t size = sizeof address;
    getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
    thread_ = std::thread([this, stall] { run(stall); });
  }
  ~StallingServer() {
    shutdown(fd_, SHUT_RD);
    const std::uint8_t end = 0;
    sendto(fd_, &end, 0, 0, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    thread_.join();
    close(fd_);
  }
  sockaddr_in address{};

 private:
  void run(std::chrono::milliseconds stall) {
    std::array<std::uint8_t, max_datagram> octets;
    for (bool first = true;; first = false) {
      sockaddr_in peer{};
      socklen_t size = sizeof peer;
      const auto got = recvfrom(fd_, octets.data(), octets.size(), 0, reinterpret_cast<sockaddr*>(&peer), &size);
      if (got <= 0) return;
      if (first) std::this_thread::sleep_for(stall);
      octets[2] |= 0x80U;
      sendto(fd_, octets.data(), static_cast<std::size_t>(got), 0, reinterpret_cast<const sockaddr*>(&peer), size);
    }
  }
  int fd_;
  std::thread thread_;
};

}  // namespace

TEST_CASE("a quantile is never less than the true one and at most a thirty-second more") {
  std::mt19937_64 random(7);
  Histogram histogram;
  std::vector<std::uint64_t> values;
  for (int i = 0; i < 20'000; ++i) {
    values.push_back(random() >> (random() % 60));
    histogram.add(values.back());
  }
  std::ranges::sort(values);
  for (const double share : {0.001, 0.5, 0.9, 0.99, 0.999, 1.0}) {
    const auto rank = static_cast<std::size_t>(std::ceil(share * double(values.size())));
    const std::uint64_t exact = values[rank - 1];
    INFO("share " << share << ", exact " << exact);
    CHECK(histogram.quantile(share) >= exact);
    CHECK(double(histogram.quantile(share)) <= double(exact) * (1 + 1.0 / 32) + 1);
  }
}

TEST_CASE("a stall is charged to every question that was due while it lasted") {
  StallingServer server(std::chrono::milliseconds(300));
  Questions questions(false);
  REQUIRE(questions.add("www.example.org"));
  const Source source{.count = 1};
  Load load({.server = server.address, .seconds = 0.6, .settle_seconds = 0, .timeout_seconds = 30, .rate = 1000},
            questions, Order({&source, 1}, 1, 1));
  const LoadResult result = load.run();
  CHECK(result.lost == 0);
  CHECK(result.latency.count() >= 590);
  CHECK(result.latency.quantile(0.999) >= 290'000'000);  // the first waited for all of it
  CHECK(result.latency.quantile(0.76) >= 145'000'000);   // of the 300 delayed ones half waited for half of it
}

TEST_CASE("popularity follows Zipf's law, and weights share out the sources") {
  const std::vector<Source> sources{{.first = 0, .count = 100, .weight = 3},
                                    {.first = 100, .count = 10, .weight = 1, .fresh = true}};
  Order order(sources, 1.0, 42);
  std::map<std::size_t, double> seen;
  double fresh = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto pick = order.next();
    REQUIRE(pick.number < 110);
    REQUIRE(pick.fresh == (pick.number >= 100));
    seen[pick.number] += 1;
    fresh += pick.fresh ? 1 : 0;
  }
  CHECK(std::abs(fresh / double(order.size()) - 0.25) < 0.005);
  CHECK(std::abs(seen[0] / seen[9] - 10) < 1);
}

TEST_CASE("a question is what RFC 1035 says, and no name that it forbids becomes one") {
  Questions questions(true);
  REQUIRE(questions.add("ab.c"));
  const std::vector<std::uint8_t> expected{0, 0, 1, 0, 0, 1, 0, 0,  0, 0,    0, 1, 2, 'a', 'b', 1, 'c',
                                           0, 0, 1, 0, 1, 0, 0, 41, 4, 0xD0, 0, 0, 0, 0,   0,   0};
  const auto made = questions.message(0);
  CHECK(std::vector<std::uint8_t>(made.begin(), made.end()) == expected);
  for (const std::string& bad : {std::string(), std::string("a..b"), std::string(64, 'a'), std::string(300, 'a')})
    CHECK_FALSE(questions.add(bad));
  CHECK(questions.size() == 1);
}

TEST_CASE("names are the same for a seed, and visited ones are never listed") {
  NameMaker first(5), second(5), visits(6);
  std::set<std::string> listed;
  for (int i = 0; i < 20'000; ++i) {
    const std::string name = first.listed();
    REQUIRE(name == second.listed());
    REQUIRE(name.size() < 250);
    REQUIRE_FALSE(name.ends_with(".uk"));
    listed.insert(name);
  }
  CHECK(listed.size() > 19'000);
  for (int i = 0; i < 1000; ++i) REQUIRE(visits.visited().ends_with("uk"));
}
