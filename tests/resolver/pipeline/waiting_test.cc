#include "resolver/waiting.h"

#include <string>

#include "resolver/wire/question.h"
#include "tests/catch.h"
#include "tests/resolver/packets/packets.h"

using namespace schoolgate;

namespace {
Wanted wanted(const char* name, std::uint16_t type = 1, bool checking_disabled = false) {
  return {wire::parse_question(test::query({.name = name})).folded, type, checking_disabled};
}
Waiter waiter(const char* client) {
  Waiter made;
  made.client = Address::parse(client).value();
  return made;
}
}  // namespace

TEST_CASE("equal questions share one upstream query, others do not") {
  Waiting waiting;
  const auto first = waiting.join(wanted("a.example"), waiter("10.0.0.1"));
  CHECK(first.first);
  const auto second = waiting.join(wanted("A.example"), waiter("10.0.0.2"));
  CHECK_FALSE(second.first);
  CHECK(second.id == first.id);
  CHECK(waiting.join(wanted("a.example", 28), waiter("10.0.0.1")).first);
  CHECK(waiting.join(wanted("a.example", 1, true), waiter("10.0.0.1")).first);
  CHECK(waiting.size() == 4);
  CHECK(waiting.take(first.id).waiters.size() == 2);
  CHECK(waiting.take(first.id).waiters.empty());
  CHECK(waiting.size() == 2);
  CHECK(waiting.join(wanted("a.example"), waiter("10.0.0.1")).first);
}

TEST_CASE("one client cannot take all the room, and gets its own back") {
  Waiting waiting;
  Waiting::Id id = 0;
  for (std::size_t i = 0; i < max_waiting_of_client; ++i) {
    REQUIRE(waiting.has_room(waiter("10.0.0.1").client));
    id = waiting.join(wanted("a.example"), waiter("10.0.0.1")).id;
  }
  CHECK_FALSE(waiting.has_room(waiter("10.0.0.1").client));
  CHECK(waiting.has_room(waiter("10.0.0.2").client));
  waiting.take(id);
  CHECK(waiting.has_room(waiter("10.0.0.1").client));
}

TEST_CASE("what waits is bounded in total") {
  Waiting waiting;
  for (std::size_t i = 0; i < max_waiting; ++i)
    waiting.join(wanted("a.example"),
                 waiter(("10.0." + std::to_string(i / 200) + "." + std::to_string(i % 200)).c_str()));
  CHECK_FALSE(waiting.has_room(waiter("10.1.0.1").client));
}
