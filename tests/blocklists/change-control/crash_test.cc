// Killed at random moments while it commits: what was acknowledged is there, nothing is half there, the log verifies.
#include <cstdlib>
#include <random>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "blocklists/change-control/verify_store.h"
#include "tests/blocklists/change-control/box.h"

using namespace schoolgate;
using namespace schoolgate::test;

namespace {

constexpr const char* directory_variable = "SCHOOLGATE_TEST_CRASH_DIRECTORY";
constexpr const char* pipe_variable = "SCHOOLGATE_TEST_CRASH_PIPE";
constexpr int rounds = 20;

ChangeControl::Options options_in(const std::string& directory) {
  ChangeControl::Options options;
  options.clock = [] { return UtcMillis(monday); };
  options.key_file = directory + "/log.key";
  return options;
}

/// Commits until it is killed, and tells each serial after its commit has returned.
void commit_for_ever(const std::string& directory, int pipe) {
  const auto store = Store::open(directory + "/store");
  if (!store) _exit(10);
  const auto changes = ChangeControl::open(**store, options_in(directory));
  if (!changes) _exit(11);
  for (std::uint64_t serial = (*changes)->state()->serial + 1;; ++serial) {
    const std::string name = "n" + std::to_string(serial) + ".example";
    Store::Batch extra;
    extra.put(Family::trie, "pointer", std::to_string(serial));
    auto receipts = (*changes)->commit(
        std::vector<Proposal>{{console(), "crash test", change::EmergencyBlockStarted{{"e", {name}, monday}}},
                              {console(), "crash test", change::EmergencyBlockEnded{"e"}},
                              {console(), "crash test", change::SettingsSet{[&] {
                                 Settings settings;
                                 settings.protected_names = {name};
                                 return settings;
                               }()}}},
        std::move(extra));
    if (!receipts) _exit(12);
    serial = receipts->back().serial;
    if (::write(pipe, &serial, sizeof serial) != sizeof serial) _exit(13);
  }
}

/// The last serial that the child acknowledged before it was killed.
std::uint64_t run_and_kill(const std::string& directory, std::size_t after_commits) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::close(ends[0]);
    setenv(directory_variable, directory.c_str(), 1);
    setenv(pipe_variable, std::to_string(ends[1]).c_str(), 1);
    execl("/proc/self/exe", "test_change_control", "[.crash-child]", nullptr);
    _exit(127);
  }
  ::close(ends[1]);
  std::uint64_t acknowledged = 0;
  std::uint64_t serial = 0;
  for (std::size_t n = 0; ::read(ends[0], &serial, sizeof serial) == sizeof serial; ++n) {
    acknowledged = serial;
    if (n == after_commits) ::kill(child, SIGKILL);  // while the next ones are under way
  }
  ::close(ends[0]);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status));
  return acknowledged;
}

}  // namespace

TEST_CASE("the child of the crash test", "[.crash-child]") {
  const char* directory = std::getenv(directory_variable);
  const char* pipe = std::getenv(pipe_variable);
  if (directory && pipe) commit_for_ever(directory, std::atoi(pipe));
}

TEST_CASE("killed at random moments, no acknowledged change is lost, none is half there, and the log verifies") {
  const TemporaryDirectory directory;
  std::mt19937 random(7);
  for (int round = 0; round < rounds; ++round) {
    const auto acknowledged = run_and_kill(directory.path(), std::uniform_int_distribution<std::size_t>(0, 60)(random));
    const auto store = Store::open(directory.file("store"));
    REQUIRE(store);
    const auto changes = ChangeControl::open(**store, options_in(directory.path()));
    INFO((changes ? "" : changes.error().what));
    REQUIRE(changes);
    const auto serial = (*changes)->state()->serial;
    CHECK(serial >= acknowledged);
    CHECK((serial - 4) % 3 == 0);  // four first entries, then whole batches of three
    CHECK((*changes)->state()->emergencies.empty());
    CHECK((*store)->get(Family::trie, "pointer").value() == std::to_string(serial - 2));
    const auto verified = verify_store(**store, (*changes)->public_key());
    INFO((verified ? "" : verified.error().what));
    CHECK(verified);
  }
}
