#include <condition_variable>
#include <thread>

#include "tests/blocklists/keeper/http_server.h"
#include "tests/blocklists/keeper/keeper_laboratory.h"

using namespace schoolgate;
using test::HttpServer;
using test::KeeperLaboratory;

namespace {

/// A publisher whose list the test changes at will.
class Publisher {
 public:
  Publisher() : server_([this](const std::string& head) { return answer(head); }) {}
  void publish(const std::string& text) {
    const std::lock_guard lock(mutex_);
    text_ = text;
    ++version_;
  }
  void break_down(const std::string& status) {
    const std::lock_guard lock(mutex_);
    broken_ = status;
  }
  void without_validators() {
    const std::lock_guard lock(mutex_);
    validators_ = false;
  }
  int full_answers() const {
    const std::lock_guard lock(mutex_);
    return full_answers_;
  }
  Source source(const std::string& id, const std::string& category = "ads") const {
    return {.id = id, .title = "A list", .address = server_.address("/" + id), .format = "plain", .category = category};
  }
  /// Waits until `count` requests came in; for the scheduled refreshes.
  void wait_for_requests(int count) {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [&] { return requests_ >= count; });
  }

 private:
  HttpServer::Answer answer(const std::string& head) {
    const std::lock_guard lock(mutex_);
    ++requests_;
    arrived_.notify_all();
    if (!broken_.empty()) return HttpServer::status(broken_);
    const std::string tag = "\"v" + std::to_string(version_) + "\"";
    if (validators_ && head.find("If-None-Match: " + tag) != std::string::npos)
      return HttpServer::status("304 Not Modified");
    ++full_answers_;
    return HttpServer::ok(text_, validators_ ? "ETag: " + tag + "\r\n" : "");
  }

  mutable std::mutex mutex_;  // guards everything below
  std::condition_variable arrived_;
  std::string text_, broken_;
  int version_ = 0, full_answers_ = 0, requests_ = 0;
  bool validators_ = true;
  HttpServer server_;  // last: its thread ends before the rest
};

struct Refreshing {
  Publisher publisher;
  KeeperLaboratory lab;
  explicit Refreshing(const std::string& first = KeeperLaboratory::numbered_names(100)) {
    publisher.publish(first);
    lab.set_source(publisher.source("a"));
  }
};

}  // namespace

TEST_CASE("a refresh fetches the list and puts it in force") {
  Refreshing r;
  const ListStatus row = r.lab.refresh("a");
  CHECK(row.in_force);
  CHECK(row.names == 100);
  CHECK(row.problem.empty());
  CHECK(row.last_checked);
  CHECK(row.next_check);
  CHECK(r.lab.blocked("bad-7.example"));
}

TEST_CASE("an unchanged list costs neither a download nor a rebuild, also after a restart") {
  Refreshing r;
  r.lab.refresh("a");
  r.lab.start();
  const ListStatus row = r.lab.refresh("a");
  CHECK(row.in_force);
  CHECK(r.publisher.full_answers() == 1);
  CHECK(r.lab.changes.commits == 1);
}

TEST_CASE("an unchanged list from a server without validators costs no rebuild") {
  Refreshing r;
  r.publisher.without_validators();
  r.lab.refresh("a");
  r.lab.refresh("a");
  CHECK(r.publisher.full_answers() == 2);
  CHECK(r.lab.changes.commits == 1);
}

TEST_CASE("a refresh that shrinks below half is held, and the last good list stays in force") {
  Refreshing r;
  r.lab.refresh("a");
  r.publisher.publish(KeeperLaboratory::numbered_names(49));
  const ListStatus row = r.lab.refresh("a");
  CHECK(row.held.find("half") != std::string::npos);
  CHECK(row.in_force);
  CHECK(row.names == 100);
  CHECK(r.lab.blocked("bad-99.example"));
  CHECK(r.lab.changes.state()->lists.at("a").held == row.held);
  CHECK(r.lab.changes.count<change::ListHeld>() == 1);
}

TEST_CASE("a hold is logged once a reason, not once a refresh") {
  Refreshing r;
  r.lab.refresh("a");
  r.publisher.publish(KeeperLaboratory::numbered_names(49));
  r.lab.refresh("a");
  r.lab.refresh("a");
  r.lab.start();
  r.lab.refresh("a");
  CHECK(r.lab.changes.count<change::ListHeld>() == 1);
  r.publisher.publish(KeeperLaboratory::numbered_names(2000));
  r.lab.refresh("a");
  CHECK(r.lab.changes.count<change::ListHeld>() == 2);
}

TEST_CASE("a held refresh leaves nothing in the store") {
  Refreshing r;
  r.lab.refresh("a");
  const std::size_t rows = r.lab.stored_rows();
  r.publisher.publish(KeeperLaboratory::numbered_names(49));
  r.lab.refresh("a");
  CHECK(r.lab.stored_rows() == rows);
}

TEST_CASE("a hold ends with the next good refresh, or when the publisher goes back") {
  const bool goes_back = GENERATE(true, false);
  Refreshing r;
  r.publisher.without_validators();
  r.lab.refresh("a");
  r.publisher.publish("one.example\n");
  CHECK_FALSE(r.lab.refresh("a").held.empty());
  r.publisher.publish(KeeperLaboratory::numbered_names(goes_back ? 100 : 101));
  const ListStatus row = r.lab.refresh("a");
  CHECK(row.held.empty());
  CHECK(row.names == (goes_back ? 100U : 101U));
  CHECK(r.lab.changes.state()->lists.at("a").held.empty());
}

TEST_CASE("a held refresh that somebody lets through is in force, with their reason, and past the guards only once") {
  Refreshing r;
  r.lab.refresh("a");
  r.publisher.publish(KeeperLaboratory::numbered_names(49));
  REQUIRE_FALSE(r.lab.refresh("a").held.empty());
  const auto released = r.lab.keeper->release("a", r.lab.person, "they cleaned it up");
  REQUIRE(released);
  CHECK(released->held.empty());
  CHECK(released->names == 49);
  CHECK_FALSE(r.lab.blocked("bad-99.example"));
  CHECK(r.lab.changes.count<change::ListReleased>() == 1);
  r.publisher.publish(KeeperLaboratory::numbered_names(20));
  CHECK_FALSE(r.lab.refresh("a").held.empty());
}

TEST_CASE("only the file that was held is let through: another one is judged as ever") {
  const bool looks_right = GENERATE(true, false);
  Refreshing r;
  r.lab.refresh("a");
  r.publisher.publish(KeeperLaboratory::numbered_names(49));
  REQUIRE_FALSE(r.lab.refresh("a").held.empty());
  r.publisher.publish(KeeperLaboratory::numbered_names(looks_right ? 90 : 48));
  const auto released = r.lab.keeper->release("a", r.lab.person, "they cleaned it up");
  CHECK(released.has_value() == looks_right);
  if (!released) CHECK(released.error().kind == Fault::Kind::conflict);
  CHECK(r.lab.status("a").names == (looks_right ? 90U : 100U));
  CHECK(r.lab.status("a").held.empty() == looks_right);
  CHECK(r.lab.changes.count<change::ListReleased>() == 0);
}

TEST_CASE("what no list may block is left out of a list that somebody lets through") {
  Refreshing r;
  r.lab.refresh("a");
  r.publisher.publish(KeeperLaboratory::numbered_names(100) + "gov.uk\n");
  REQUIRE_FALSE(r.lab.refresh("a").held.empty());
  const auto released = r.lab.keeper->release("a", r.lab.person, "the rest is good");
  REQUIRE(released);
  CHECK(released->names == 100);
  CHECK_FALSE(r.lab.blocked("www.gov.uk"));
}

TEST_CASE("what is no list at all cannot be let through") {
  Refreshing r;
  r.lab.refresh("a");
  r.publisher.publish("<!DOCTYPE html>\n<html>Please sign in to the network</html>\n");
  REQUIRE_FALSE(r.lab.refresh("a").held.empty());
  const auto released = r.lab.keeper->release("a", r.lab.person, "please");
  REQUIRE_FALSE(released);
  CHECK(released.error().what.find("web page") != std::string::npos);
  CHECK(r.lab.status("a").names == 100);
}

TEST_CASE("a held refresh that is dropped is told of no more, until the publisher has another one") {
  Refreshing r;
  r.lab.refresh("a");
  r.publisher.publish(KeeperLaboratory::numbered_names(49));
  REQUIRE_FALSE(r.lab.refresh("a").held.empty());
  const auto dropped = r.lab.keeper->drop("a", r.lab.person, "cut off");
  REQUIRE(dropped);
  CHECK(dropped->held.empty());
  CHECK(r.lab.changes.state()->lists.at("a").held.empty());
  CHECK(r.lab.changes.count<change::ListDropped>() == 1);
  r.lab.start();
  CHECK(r.lab.refresh("a").held.empty());
  CHECK(r.lab.status("a").names == 100);
  r.publisher.publish(KeeperLaboratory::numbered_names(48));
  CHECK_FALSE(r.lab.refresh("a").held.empty());
}

TEST_CASE("nothing is let through or dropped where nothing is held, and no unknown source is") {
  Refreshing r;
  r.lab.refresh("a");
  const auto released = r.lab.keeper->release("a", r.lab.person, "x");
  REQUIRE_FALSE(released);
  CHECK(released.error().what == "No refresh of the list \"a\" is held.");
  CHECK_FALSE(r.lab.keeper->drop("a", r.lab.person, "x"));
  CHECK(r.lab.keeper->drop("b", r.lab.person, "x").error().kind == Fault::Kind::not_found);
}

TEST_CASE("one protected name holds the whole refresh") {
  Refreshing r;
  r.lab.refresh("a");
  r.publisher.publish(KeeperLaboratory::numbered_names(100) + "gov.uk\n");
  const ListStatus row = r.lab.refresh("a");
  CHECK(row.held.find("gov.uk") != std::string::npos);
  CHECK_FALSE(r.lab.blocked("www.gov.uk"));
  r.lab.changes.edit([](PolicyState& state) { state.settings.protected_names = {"bad-5.example"}; });
  r.publisher.publish(KeeperLaboratory::numbered_names(101));
  CHECK(r.lab.refresh("a").held.find("bad-5.example") != std::string::npos);
}

TEST_CASE("a first refresh that is held leaves nothing in force, and says why") {
  Refreshing r("<!DOCTYPE html>\n<html>Please sign in to the network</html>\n");
  const ListStatus row = r.lab.refresh("a");
  CHECK_FALSE(row.in_force);
  CHECK(row.held.find("web page") != std::string::npos);
  CHECK(r.lab.changes.commits == 0);
}

TEST_CASE("a failed fetch changes nothing, says why, and comes again sooner than the schedule") {
  Refreshing r;
  const auto good = r.lab.refresh("a");
  r.publisher.break_down("503 Service Unavailable");
  const ListStatus row = r.lab.refresh("a");
  CHECK(row.in_force);
  CHECK(row.problem.find("503") != std::string::npos);
  CHECK(row.next_check < good.next_check);
  CHECK(r.lab.changes.commits == 1);
  r.lab.start();
  r.lab.set_source(r.publisher.source("b"));
  CHECK(r.lab.status("a").problem == row.problem);
  r.publisher.break_down("");
  CHECK(r.lab.refresh("a").problem.empty());
}

TEST_CASE("one bad source does not stop the others") {
  Refreshing r;
  Source bad = r.publisher.source("bad");
  bad.address = "file:///no/such/list";
  r.lab.set_source(bad);
  const auto rows = r.lab.keeper->refresh({}, r.lab.person);
  REQUIRE(rows);
  REQUIRE(rows->size() == 2);
  CHECK(rows->at(0).in_force);
  CHECK_FALSE(rows->at(1).in_force);
  CHECK(rows->at(1).problem.find("/no/such/list") != std::string::npos);
}

TEST_CASE("a refresh whose commit fails leaves the last good list, and is tried again") {
  Refreshing r;
  r.lab.refresh("a");
  r.publisher.publish(KeeperLaboratory::numbered_names(120));
  r.lab.changes.refuse_commits = true;
  CHECK_FALSE(r.lab.keeper->refresh({"a"}, r.lab.person));
  CHECK(r.lab.status("a").names == 100);
  CHECK_FALSE(r.lab.blocked("bad-119.example"));
  r.lab.changes.refuse_commits = false;
  CHECK(r.lab.refresh("a").names == 120);
}

TEST_CASE("a source that was given another category is taken anew although its file is the same") {
  Refreshing r;
  r.lab.refresh("a");
  r.lab.set_source(r.publisher.source("a", "gambling"));
  r.lab.refresh("a");
  CHECK(r.lab.changes.state()->lists.at("a").category == "gambling");
  CHECK(r.lab.published->lists.front().category == "gambling");
}

TEST_CASE("a refresh of an unknown or switched-off source is refused by name") {
  Refreshing r;
  CHECK(r.lab.keeper->refresh({"nobody"}, r.lab.person).error().what.find("nobody") != std::string::npos);
  Source off = r.publisher.source("off");
  off.enabled = false;
  r.lab.set_source(off);
  CHECK(r.lab.keeper->refresh({"off"}, r.lab.person).error().kind == Fault::Kind::conflict);
  CHECK_FALSE(r.lab.status("off").next_check);
  const auto all = r.lab.keeper->refresh({}, r.lab.person);
  REQUIRE(all);
  CHECK(all->size() == 1);
}

TEST_CASE("a source without a list is fetched by itself after the start, and then on schedule") {
  Publisher publisher;
  publisher.publish(KeeperLaboratory::numbered_names(10));
  KeeperLaboratory lab;
  lab.keeper.reset();
  lab.set_source(publisher.source("a"));
  lab.now = lab.now.load() + std::chrono::hours(1);
  lab.start(true);
  // The start sets the first check some seconds ahead of this clock; only the test moves it.
  while (!lab.status("a").next_check) std::this_thread::yield();
  lab.now = lab.now.load() + std::chrono::minutes(1);
  publisher.wait_for_requests(1);
  while (!lab.status("a").last_checked) std::this_thread::yield();  // the job is over
  const auto next = lab.status("a").next_check;
  REQUIRE(next);
  CHECK(*next >= UtcSeconds(std::chrono::floor<std::chrono::seconds>(lab.now.load())) + std::chrono::hours(21));
  lab.now = lab.now.load() + std::chrono::hours(27);
  publisher.wait_for_requests(2);
  lab.keeper.reset();
  CHECK(lab.changes.log.front().actor.via == Actor::Via::system);
}
