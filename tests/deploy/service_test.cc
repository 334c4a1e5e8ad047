#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "blocklists/lists/sealed/sealed_keeper.h"
#include "deploy/service/backup.h"
#include "deploy/service/metrics.h"
#include "deploy/service/notify.h"
#include "tests/catch.h"

namespace {

using namespace schoolgate;
namespace fs = std::filesystem;

class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "schoolgate-deploy-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() { fs::remove_all(path_); }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

const Clock now = [] { return UtcMillis{std::chrono::sys_days{std::chrono::year{2027} / 1 / 11}}; };

/// A store with a log, as an appliance would have it; gives the log's size.
std::uint64_t make_store(const StoreLayout& layout, const std::string& rule) {
  auto store = Store::open(layout.database);
  REQUIRE(store);
  auto log = ChangeControl::open(**store, {.clock = now, .key_file = layout.signing_key});
  REQUIRE(log);
  if (!rule.empty()) {
    const Actor console{"console", Role::network_manager, Actor::Via::console, ""};
    REQUIRE((*log)->commit({console, "test", change::RuleAdded{{"", RuleAction::block, rule, {}}}}));
  }
  return (*log)->checkpoint().size;
}

std::set<std::string> rules_of(const StoreLayout& layout) {
  auto store = Store::open(layout.database);
  REQUIRE(store);
  auto log = ChangeControl::open(**store, {.clock = now, .key_file = layout.signing_key});
  REQUIRE(log);
  std::set<std::string> names;
  for (const auto& [id, rule] : (*log)->state()->rules) names.insert(rule.name);
  return names;
}

TEST_CASE("the service manager is told through its datagram socket") {
  const Folder folder;
  const std::string path = folder / "notify";
  const int fd = ::socket(AF_UNIX, SOCK_DGRAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  REQUIRE(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
  ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
  notify_service_manager("READY=1");
  ::unsetenv("NOTIFY_SOCKET");
  std::array<char, 64> text{};
  CHECK(::recv(fd, text.data(), text.size(), 0) == 7);
  CHECK(std::string(text.data()) == "READY=1");
  ::close(fd);
  notify_service_manager("READY=1");  // nobody to tell: nothing happens
}

TEST_CASE("metrics are Prometheus text with one TYPE line a metric and no client in them") {
  Statistics statistics;
  statistics.counts[static_cast<std::size_t>(Count::queries_udp)] = 7;
  statistics.by_tier[static_cast<std::size_t>(Tier::category)] = 3;
  std::istringstream lines(resolver_metrics(statistics));
  std::set<std::string> types;
  bool found = false;
  for (std::string line; std::getline(lines, line);) {
    INFO(line);
    if (line.starts_with("# TYPE ")) {
      CHECK(types.insert(line).second);
      continue;
    }
    CHECK(line.starts_with("schoolgate_"));
    CHECK(line.find("client=") == std::string::npos);
    found = found || line == "schoolgate_queries_total{transport=\"udp\"} 7";
  }
  CHECK(found);
}

TEST_CASE("a backup is staged, checked, and in place after the next start; what was there is kept") {
  const Folder folder;
  const StoreLayout layout(folder / "store");
  fs::create_directories(layout.root);
  make_store(layout, "before.example");
  const std::string file = folder / "backup.tar.zst";
  {
    auto store = Store::open(layout.database);
    REQUIRE(store);
    REQUIRE(write_backup(layout, **store, file));
  }
  CHECK((fs::status(file).permissions() & (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none);
  make_store(layout, "after.example");
  CHECK(rules_of(layout).size() == 2);

  CHECK(take_staged_restore(layout, now()) == false);
  REQUIRE(stage_restore(layout, file, now));
  CHECK(rules_of(layout).size() == 2);  // staged is not yet in force
  REQUIRE(take_staged_restore(layout, now()) == true);
  CHECK(rules_of(layout) == std::set<std::string>{"before.example"});
  CHECK(fs::exists(layout.root + "/before-restore-2027-01-11T00:00:00Z/db"));
}

TEST_CASE("a backup from before a sealed list does not take the list away") {
  const Folder folder;
  const StoreLayout layout(folder / "store");
  fs::create_directories(layout.root);
  make_store(layout, "mine.example");
  const std::string file = folder / "backup.tar.zst", list = folder / "list.txt";
  std::ofstream(list) << "vile.example\n";
  std::shared_ptr<const SealedSet> in_force;
  const auto with_keeper = [&](const std::function<void(Store&, SealedKeeper&)>& act) {
    auto store = Store::open(layout.database);
    REQUIRE(store);
    auto log = ChangeControl::open(**store, {.clock = now, .key_file = layout.signing_key});
    REQUIRE(log);
    const auto keeper = SealedKeeper::start(**store, **log, {.clock = now, .proxy = {}, .schedule = false},
                                            [&](auto set) { in_force = std::move(set); });
    act(**store, *keeper);
  };
  with_keeper([&](Store& store, SealedKeeper& keeper) {
    REQUIRE(write_backup(layout, store, file));
    const Actor console{"console", Role::network_manager, Actor::Via::console, ""};
    REQUIRE(keeper.import("iwf", "", list, console, "our licence"));
  });
  REQUIRE(stage_restore(layout, file, now));
  REQUIRE(take_staged_restore(layout, now()) == true);
  in_force.reset();
  with_keeper([](Store&, SealedKeeper&) {});
  CHECK(in_force->covers(*Name::from_text("www.vile.example")));
  CHECK(rules_of(layout) == std::set<std::string>{"mine.example"});
}

TEST_CASE("a start that was cut between the two moves of a restore completes it") {
  const Folder folder;
  const StoreLayout layout(folder / "store"), other(folder / "other");
  fs::create_directories(layout.root);
  fs::create_directories(other.root);
  make_store(layout, "old.example");
  make_store(other, "restored.example");
  fs::create_directories(layout.staged);
  // The database has been moved in already; the key has not.
  fs::remove_all(layout.database);
  fs::rename(other.database, layout.database);
  fs::rename(other.signing_key, layout.staged + "/checkpoint.key");
  REQUIRE(take_staged_restore(layout, now()) == true);
  CHECK(rules_of(layout) == std::set<std::string>{"restored.example"});
}

TEST_CASE("what is not a whole backup is refused and nothing is touched") {
  const Folder folder;
  const StoreLayout layout(folder / "store");
  fs::create_directories(layout.root);
  make_store(layout, "mine.example");
  const std::string file = folder / "backup.tar.zst";
  {
    auto store = Store::open(layout.database);
    REQUIRE(store);
    REQUIRE(write_backup(layout, **store, file));
  }
  SECTION("cut off") { fs::resize_file(file, fs::file_size(file) - 100); }
  SECTION("something else") { std::ofstream(file, std::ios::trunc) << "hello"; }
  SECTION("missing") { fs::remove(file); }
  CHECK(!stage_restore(layout, file, now));
  CHECK(take_staged_restore(layout, now()) == false);
  CHECK(rules_of(layout) == std::set<std::string>{"mine.example"});
}

}  // namespace
