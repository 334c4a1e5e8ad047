// Sources that come by zone transfer: the keeper hands their addresses to whoever transfers, and asks again when the
// zone says.
#include <condition_variable>
#include <fstream>
#include <mutex>

#include "tests/blocklists/keeper/keeper_laboratory.h"

using namespace schoolgate;
using test::KeeperLaboratory;

namespace {

/// A primary without a network: what it has is written to the request's target.
class FakePrimary {
 public:
  std::expected<Fetched, Fault> transfer(const FetchRequest& request) {
    const std::lock_guard lock(mutex_);
    ++asked_;
    came_.notify_all();
    if (away_) return fault(Fault::Kind::unavailable, "the primary cannot be reached");
    Fetched fetched;
    fetched.validators.etag = "serial " + std::to_string(serial_);
    fetched.next = std::chrono::seconds(600);
    fetched.changed = fetched.validators != request.known;
    if (fetched.changed) std::ofstream(request.target) << "$ORIGIN rpz.test.\n" << zone_;
    return fetched;
  }
  void publish(const std::string& zone) {
    const std::lock_guard lock(mutex_);
    zone_ = zone;
    ++serial_;
  }
  void go_away() {
    const std::lock_guard lock(mutex_);
    away_ = true;
  }
  void wait_for(int asked) {
    std::unique_lock lock(mutex_);
    came_.wait(lock, [&] { return asked_ >= asked; });
  }

 private:
  std::mutex mutex_;  // guards all below
  std::condition_variable came_;
  std::string zone_;
  int serial_ = 0, asked_ = 0;
  bool away_ = false;
};

struct School {
  FakePrimary primary;
  KeeperLaboratory lab;
  School() {
    lab.transfer = [this](const FetchRequest& request) { return primary.transfer(request); };
    lab.start();
    lab.set_source({.id = "rpz",
                    .title = "A zone",
                    .address = "axfr://192.0.2.53/rpz.test",
                    .format = "rpz",
                    .category = "malware"});
  }
};

TEST_CASE("a zone that is transferred goes through the same door as a list") {
  School school;
  school.primary.publish("a.example CNAME .\nb.example CNAME .\n");
  const ListStatus row = school.lab.refresh("rpz");
  CHECK(row.in_force);
  CHECK(row.names == 2);
  CHECK(school.lab.blocked("a.example"));
  // The zone's own refresh time, not the source's hours.
  CHECK(row.next_check ==
        std::chrono::floor<std::chrono::seconds>(UtcMillis(school.lab.now.load())) + std::chrono::seconds(600));
  SECTION("a zone that lost most of itself is held") {
    school.primary.publish("");
    CHECK_FALSE(school.lab.refresh("rpz").held.empty());
    CHECK(school.lab.blocked("a.example"));
  }
  SECTION("a primary that is away changes nothing") {
    school.primary.go_away();
    CHECK(school.lab.refresh("rpz").problem == "the primary cannot be reached");
    CHECK(school.lab.blocked("a.example"));
  }
}

TEST_CASE("a source that is announced is asked at once, though none is by schedule") {
  School school;
  school.primary.publish("a.example CNAME .\n");
  school.lab.refresh("rpz");
  school.primary.publish("a.example CNAME .\nc.example CNAME .\n");
  school.lab.keeper->announce("rpz");
  school.lab.keeper->announce("nobody");
  school.primary.wait_for(2);
  school.lab.refresh("rpz");  // behind it in the queue
  CHECK(school.lab.blocked("c.example"));
}

TEST_CASE("without anybody who transfers, such a source fails and says so") {
  KeeperLaboratory lab;
  lab.set_source(
      {.id = "rpz", .title = {}, .address = "axfr://192.0.2.53/rpz.test", .format = "rpz", .category = "malware"});
  CHECK(lab.refresh("rpz").problem == "Zone transfers are not at hand here.");
}

}  // namespace
