// A disk that is really full: a small tmpfs in a mount namespace of a child process. Skipped where that is not allowed.
#include <cstdlib>
#include <fstream>

#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "blocklists/store/store.h"
#include "tests/blocklists/store/temporary_directory.h"
#include "tests/catch.h"

using namespace schoolgate;

namespace {

enum Outcome : int { good = 0, cannot_mount = 10, not_opened, never_full, wrong_fault, unreadable, not_resumed, lost };

std::expected<void, Fault> put(Store& store, const std::string& key, const std::string& value) {
  Store::Batch batch;
  batch.put(Family::log, key, value);
  return store.write(batch, Store::Durability::synchronous);
}

bool write_file(const char* path, const std::string& text) { return !!(std::ofstream(path) << text).flush(); }

bool enter_own_mounts() {
  const auto user = std::to_string(getuid());
  const auto group = std::to_string(getgid());
  if (unshare(CLONE_NEWNS) != 0) {  // not root: as root of a user namespace
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
    if (!write_file("/proc/self/uid_map", "0 " + user + " 1\n") || !write_file("/proc/self/setgroups", "deny") ||
        !write_file("/proc/self/gid_map", "0 " + group + " 1\n")) {
      return false;
    }
  }
  return mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

Outcome fill_and_free(const std::string& directory) {
  if (!enter_own_mounts()) return cannot_mount;
  if (mount("none", directory.c_str(), "tmpfs", 0, "size=24m") != 0) return cannot_mount;
  auto store = Store::open(directory + "/store");
  if (!store) return not_opened;
  if (!put(**store, "first", "v")) return not_opened;

  std::ofstream ballast(directory + "/ballast");
  const std::string block(64 << 10, 'x');
  while (ballast.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
  }
  std::expected<void, Fault> written;
  for (int n = 0; n < 64 && written; ++n) written = put(**store, "more" + std::to_string(n), block);
  if (written) return never_full;
  if (written.error().kind != Fault::Kind::storage || written.error().what.find("the disk is full") != 0) {
    return wrong_fault;
  }
  if (const auto read = (*store)->get(Family::log, "first"); !read || *read != "v") return unreadable;

  ballast.close();
  std::filesystem::remove(directory + "/ballast");
  if (!put(**store, "second", "w")) return not_resumed;
  store->reset();
  store = Store::open(directory + "/store");
  if (!store) return not_opened;
  const auto first = (*store)->get(Family::log, "first");
  const auto second = (*store)->get(Family::log, "second");
  return first && *first == "v" && second && *second == "w" ? good : lost;
}

constexpr const char* directory_variable = "SCHOOLGATE_TEST_DIRECTORY";

}  // namespace

// The child's part. It is a program of its own: a fork would lack RocksDB's threads, and wait for them for ever.
TEST_CASE("the child of the full-disk test", "[.full-disk-child]") {
  const char* directory = std::getenv(directory_variable);
  if (directory) _exit(fill_and_free(directory));
}

TEST_CASE("a full disk refuses writes in plain words, reads go on, and writing goes on when there is room again") {
  const test::TemporaryDirectory directory;
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    setenv(directory_variable, directory.path().c_str(), 1);
    execl("/proc/self/exe", "test_store", "[.full-disk-child]", nullptr);
    _exit(127);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  if (WEXITSTATUS(status) == cannot_mount) {
    WARN("no file system may be mounted here: the full-disk test was skipped");
    return;
  }
  CHECK(WEXITSTATUS(status) == good);
}
