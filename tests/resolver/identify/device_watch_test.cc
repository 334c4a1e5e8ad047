#include "resolver/identify/device_watch.h"

#include <condition_variable>
#include <filesystem>
#include <fstream>

#include "tests/blocklists/store/temporary_directory.h"
#include "tests/catch.h"

namespace schoolgate {
namespace {

using namespace std::chrono_literals;

/// With files that are replaced as a DHCP server replaces its own.
class Folder : public test::TemporaryDirectory {
 public:
  void write(const std::string& name, const std::string& text) const {
    const std::string fresh = file(name) + ".new";
    std::ofstream(fresh) << text;
    std::filesystem::rename(fresh, file(name));
  }
};

/// What was published last, and a way to wait for more.
class Published {
 public:
  DeviceWatch::Publish take() {
    return [this](std::shared_ptr<const DeviceDirectory> directory) {
      const std::scoped_lock lock(mutex_);
      last_ = std::move(directory);
      changed_.notify_all();
    };
  }
  /// True as soon as the address has this host name; false when it has not within a minute.
  bool wait_for(const char* address, std::string_view host) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 60s, [&] {
      const auto found = last_ ? last_->find(*Address::parse(address)) : std::nullopt;
      return found && found->host == host;
    });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::shared_ptr<const DeviceDirectory> last_;
};

const UtcMillis now = *parse_rfc3339("2026-11-22T09:00:00Z");
ClientsConfig only(LeaseFormat format, const std::string& path) { return {{{format, path}}, false}; }

TEST_CASE("leases are known before the first question, and a new lease soon after it is written") {
  const Folder folder;
  folder.write("leases", "0 00:11:22:33:44:55 10.1.0.5 pc-5 *\n");
  Published published;
  const DeviceWatch watch(only(LeaseFormat::dnsmasq, folder.file("leases")), [] { return now; }, published.take());
  REQUIRE(watch.current()->find(*Address::parse("10.1.0.5")));
  CHECK(watch.current()->find(*Address::parse("10.1.0.5"))->mac->to_text() == "00:11:22:33:44:55");
  folder.write("leases", "0 00:11:22:33:44:55 10.1.0.5 renamed *\n");
  CHECK(published.wait_for("10.1.0.5", "renamed"));
  CHECK(watch.notes().empty());
}

TEST_CASE("a lease file that cannot be read is told") {
  const Folder folder;
  Published published;
  const DeviceWatch watch(only(LeaseFormat::kea, folder.file("nothing")), [] { return now; }, published.take());
  REQUIRE(watch.notes().size() == 1);
  CHECK(watch.notes()[0].find("nothing cannot be read: No such file") != std::string::npos);
  CHECK(watch.current()->size() == 0);
}

TEST_CASE("lines that cannot be read are told and the others hold") {
  const Folder folder;
  folder.write("leases", "0 00:11:22:33:44:55 10.1.0.5 pc-5 *\nwhat is this line\n");
  Published published;
  const DeviceWatch watch(only(LeaseFormat::dnsmasq, folder.file("leases")), [] { return now; }, published.take());
  CHECK(watch.current()->size() == 1);
  REQUIRE(watch.notes().size() == 1);
  CHECK(watch.notes()[0].find("line 2") != std::string::npos);
}

TEST_CASE("Kea's files of a clean-up are read in order") {
  const Folder folder;
  const std::string header =
      "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state\n";
  const auto lease = [](const char* host) {
    return std::string("10.1.0.5,00:11:22:33:44:55,,4294967295,0,1,0,0,") + host + ",0\n";
  };
  const LeaseFile file{LeaseFormat::kea, folder.file("kea.csv")};
  folder.write("kea.csv.2", header + lease("second"));
  folder.write("kea.csv.1", header + lease("first"));
  folder.write("kea.csv", header);
  CHECK(parse_leases(LeaseFormat::kea, *read_lease_file(file)).rows.at(0).host == "first");
  folder.write("kea.csv.completed", header + lease("cleaned"));
  CHECK(parse_leases(LeaseFormat::kea, *read_lease_file(file)).rows.at(0).host == "cleaned");
  const LeaseStamp before = lease_stamp(file);
  CHECK(before == lease_stamp(file));
  folder.write("kea.csv", header + lease("newest"));
  CHECK(parse_leases(LeaseFormat::kea, *read_lease_file(file)).rows.at(0).host == "newest");
  CHECK(before != lease_stamp(file));
}

TEST_CASE("a Windows export that is a day old names nobody") {
  const Folder folder;
  folder.write("leases.csv", "\"IPAddress\",\"ClientId\",\"HostName\"\n\"10.1.0.5\",\"00-11-22-33-44-55\",\"pc-5\"\n");
  Published published;
  const auto written = lease_stamp({LeaseFormat::windows, folder.file("leases.csv")}).written;
  {
    const DeviceWatch watch(
        only(LeaseFormat::windows, folder.file("leases.csv")), [=] { return UtcMillis(written); }, published.take());
    CHECK(watch.current()->size() == 1);
  }
  const DeviceWatch watch(
      only(LeaseFormat::windows, folder.file("leases.csv")), [=] { return UtcMillis(written + export_lifetime); },
      published.take());
  CHECK(watch.current()->size() == 0);
}

TEST_CASE("a neighbour is remembered for a while, and another device takes its place at once") {
  const auto at = [](int minutes) {
    return std::chrono::floor<std::chrono::seconds>(now) + std::chrono::minutes(minutes);
  };
  const auto row = [](const char* mac) {
    return DeviceRow{*Address::parse("10.1.0.5"), MacAddress::parse(mac), {}, {}};
  };
  NeighbourMemory memory;
  memory.see({row("00:11:22:33:44:55")}, at(0));
  memory.see({}, at(10));
  memory.forget_before(at(10));
  REQUIRE(memory.rows().size() == 1);
  memory.see({row("00:11:22:33:44:66")}, at(11));
  CHECK(memory.rows()[0].mac->to_text() == "00:11:22:33:44:66");
  memory.forget_before(at(26));
  CHECK(memory.rows().empty());
}

}  // namespace
}  // namespace schoolgate
