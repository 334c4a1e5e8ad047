#include "blocklists/policy/hub.h"

#include <atomic>
#include <thread>

#include "tests/blocklists/policy/world.h"
#include "tests/catch.h"

namespace schoolgate {
namespace {

std::shared_ptr<const PolicyState> state_with(std::uint64_t serial) {
  auto state = std::make_shared<PolicyState>();
  state->serial = serial;
  return state;
}

TEST_CASE("a subscriber gets the current snapshot at once and every new one before the change returns") {
  PolicyHub hub(state_with(1), nullptr, nullptr);
  std::vector<std::uint64_t> serials;
  std::vector<std::uint64_t> generations;
  hub.subscribe([&](std::shared_ptr<const Snapshot> snapshot) {
    serials.push_back(snapshot->state->serial);
    generations.push_back(snapshot->lists->generation);
    CHECK(hub.current() == snapshot);
  });
  CHECK(serials == std::vector<std::uint64_t>{1});
  hub.on_state(state_with(2));
  hub.on_lists(test::compile_lists({{"g", "gambling", {"bet.example"}}}));
  hub.on_state(state_with(3));
  CHECK(serials == std::vector<std::uint64_t>{1, 2, 2, 3});
  CHECK(generations == std::vector<std::uint64_t>{0, 0, 1, 1});  // a new state keeps the lists, and the reverse
}

TEST_CASE("snapshots are published in one order, however many threads bring changes") {
  constexpr std::uint64_t changes = 50;
  PolicyHub hub(state_with(0), nullptr, nullptr);
  std::shared_ptr<const Snapshot> last;
  std::size_t seen = 0;
  hub.subscribe([&](std::shared_ptr<const Snapshot> snapshot) {
    last = std::move(snapshot);
    ++seen;
  });
  const auto lists = test::compile_lists({{"g", "gambling", {"bet.example"}}});
  std::atomic<bool> done = false;
  bool never_null = true;  // the reader's, until it is joined
  std::thread reader([&] {
    while (!done) never_null = never_null && hub.current() != nullptr;
  });
  std::thread by_state([&] {
    for (std::uint64_t n = 1; n <= changes; ++n) hub.on_state(state_with(n));
  });
  std::thread by_lists([&] {
    for (std::uint64_t n = 1; n <= changes; ++n) hub.on_lists(lists);
  });
  by_state.join();
  by_lists.join();
  done = true;
  reader.join();
  CHECK(never_null);
  CHECK(seen == 1 + 2 * changes);
  CHECK(hub.current() == last);
  CHECK(last->state->serial == changes);
  CHECK(last->lists == lists);
}

}  // namespace
}  // namespace schoolgate
