#include "resolver/cache.h"

#include <string>
#include <vector>

#include "tests/catch.h"

using namespace schoolgate;

namespace {

constexpr std::uint16_t type_a = 1;
Name named(int number) { return Name::from_text("name" + std::to_string(number) + ".example").value(); }

// The cache keeps what it is given: any octets will do.
struct Kept {
  std::vector<std::uint8_t> message;
  std::vector<std::uint16_t> offsets = {12};
  std::vector<std::uint8_t> targets = {1, 'a', 0};
  std::uint32_t lifetime = 60;
  explicit Kept(std::uint8_t octet, std::size_t size = 100) : message(size, octet) {}
  wire::AnswerView view() const { return {message, offsets, targets, lifetime, true, false, wire::Ede::none}; }
};

}  // namespace

TEST_CASE("what was kept is found as it was, with its age, until its lifetime is over") {
  Cache cache(1 << 20);
  const Name name = named(1);
  const Cache::Key key{name, type_a, false, false};
  cache.insert(key, Kept(7).view(), 1000);
  const auto hit = cache.find(key, 31'500);
  REQUIRE(hit);
  CHECK(hit->fresh);
  CHECK(hit->age == 30);
  CHECK(std::vector(hit->answer.message.begin(), hit->answer.message.end()) == std::vector<std::uint8_t>(100, 7));
  CHECK(hit->answer.targets.size() == 3);
  CHECK(hit->answer.ttl_offsets[0] == 12);
  CHECK(hit->answer.secure);
  CHECK(cache.find(key, 60'999)->fresh);
  CHECK_FALSE(cache.find(key, 61'000)->fresh);
}

TEST_CASE("name, type, DO and CD tell answers apart") {
  Cache cache(1 << 20);
  const Name name = named(1), other = named(2);
  cache.insert({name, type_a, false, false}, Kept(1).view(), 0);
  CHECK_FALSE(cache.find({other, type_a, false, false}, 0));
  CHECK_FALSE(cache.find({name, 28, false, false}, 0));
  CHECK_FALSE(cache.find({name, type_a, true, false}, 0));
  CHECK_FALSE(cache.find({name, type_a, false, true}, 0));
  CHECK(cache.find({name, type_a, false, false}, 0));
}

TEST_CASE("the newer answer replaces the older") {
  Cache cache(1 << 20);
  const Name name = named(1);
  const Cache::Key key{name, type_a, false, false};
  cache.insert(key, Kept(1).view(), 0);
  cache.insert(key, Kept(2).view(), 0);
  CHECK(cache.find(key, 0)->answer.message[0] == 2);
  CHECK(cache.entries() == 1);
}

TEST_CASE("memory is bounded, and what is in use outlives what is not") {
  constexpr std::size_t limit = 64 << 10;
  Cache cache(limit);
  const Name favourite = named(0);
  cache.insert({favourite, type_a, false, false}, Kept(9).view(), 0);
  for (int i = 1; i < 5000; ++i) {
    const Name name = named(i);
    cache.insert({name, type_a, false, false}, Kept(1).view(), 0);
    REQUIRE(cache.octets() <= limit);
    if (i % 50 == 0) REQUIRE(cache.find({favourite, type_a, false, false}, 0));
  }
  CHECK(cache.find({favourite, type_a, false, false}, 0)->answer.message[0] == 9);
  const Name newest = named(4999), oldest = named(1);
  CHECK(cache.find({newest, type_a, false, false}, 0));
  CHECK_FALSE(cache.find({oldest, type_a, false, false}, 0));
}

TEST_CASE("an answer with no lifetime, and one that would take the cache for itself, are not kept") {
  Cache cache(64 << 10);
  const Name name = named(1);
  Kept instant(1);
  instant.lifetime = 0;
  cache.insert({name, type_a, false, false}, instant.view(), 0);
  cache.insert({name, type_a, false, false}, Kept(1, 8000).view(), 0);
  CHECK(cache.entries() == 0);
}

TEST_CASE("a stale answer stands in for half a minute after a failure, and for a day at most") {
  Cache cache(1 << 20);
  const Name name = named(1);
  const Cache::Key key{name, type_a, false, false};
  CHECK_FALSE(cache.stand_in(key, 0));
  cache.insert(key, Kept(1).view(), 0);
  CHECK_FALSE(cache.stand_in(key, 1000));  // fresh: nothing to stand in for
  REQUIRE(cache.stand_in(key, 61'000));
  CHECK(cache.find(key, 61'000)->stand_in);
  CHECK(cache.find(key, 90'999)->stand_in);
  CHECK_FALSE(cache.find(key, 91'000)->stand_in);
  CHECK(cache.find(key, 60'000 + max_stale_ms));
  CHECK_FALSE(cache.find(key, 60'001 + max_stale_ms));
}

TEST_CASE("a failure is never stale") {
  Cache cache(1 << 20);
  const Name name = named(1);
  wire::AnswerView failure;
  failure.lifetime = 5;
  failure.failure = wire::Ede::network_error;
  cache.insert({name, type_a, false, false}, failure, 0);
  CHECK(cache.find({name, type_a, false, false}, 4999)->answer.failure == wire::Ede::network_error);
  CHECK_FALSE(cache.find({name, type_a, false, false}, 5000));
}
