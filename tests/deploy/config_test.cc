#include "deploy/config/config.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "tests/catch.h"
#include "tests/source_folder.h"

namespace {

using namespace schoolgate;

/// A configuration file that lives as long as this object.
class File {
 public:
  explicit File(const std::string& text)
      : path_(std::filesystem::temp_directory_path() / ("schoolgate-config-" + std::to_string(::getpid()) + ".toml")) {
    std::ofstream(path_) << text;
  }
  ~File() { std::filesystem::remove(path_); }
  auto load() const { return load_config(path_.string()); }
  std::string folder() const { return path_.parent_path().string(); }

 private:
  std::filesystem::path path_;
};

bool has_fault(const std::vector<ConfigFault>& faults, unsigned line, const std::string& key) {
  return std::ranges::any_of(faults,
                             [&](const ConfigFault& f) { return f.line == line && f.key == key && !f.what.empty(); });
}

TEST_CASE("a configuration with only an upstream gets the documented defaults") {
  const auto config = File("[upstream]\nservers = [\"192.0.2.1\"]\n").load();
  REQUIRE(config);
  CHECK(config->resolver.listen.size() == 2);
  CHECK(config->resolver.listen[0].port == 53);
  CHECK(config->resolver.allow.size() == 7);
  CHECK(config->resolver.clients.leases.empty());
  CHECK(config->resolver.clients.neighbours);
  CHECK(config->store_path == "/var/lib/schoolgate");
  CHECK(config->admin.socket_path == "/var/lib/schoolgate/admin.sock");
  CHECK(config->admin.port == 8443);
  CHECK(config->resolver.upstream.servers[0].transport == UpstreamServer::Transport::udp);
}

TEST_CASE("the shipped configuration is good") { CHECK(load_config(test::source_folder() / "deploy/schoolgate.toml")); }

TEST_CASE("the small profile takes less, and a key that is set wins") {
  const std::string upstream = "[upstream]\nservers = [\"192.0.2.1\"]\n";
  const auto standard = File(upstream).load();
  REQUIRE(standard);
  CHECK(standard->resolver.workers == 0);
  CHECK(standard->resolver.cache_octets == std::size_t{32} << 20);
  const auto small = File("profile = \"small\"\n" + upstream).load();
  REQUIRE(small);
  CHECK(small->resolver.workers == 2);
  CHECK(small->resolver.cache_octets == std::size_t{8} << 20);
  CHECK(small->sort_octets < standard->sort_octets);
  const auto mixed = File("profile = \"small\"\n[dns]\nworkers = 3\ncache-mib = 16\n" + upstream).load();
  REQUIRE(mixed);
  CHECK(mixed->resolver.workers == 3);
  CHECK(mixed->resolver.cache_octets == std::size_t{16} << 20);
  const auto unknown = File("profile = \"tiny\"\n" + upstream).load();
  REQUIRE_FALSE(unknown);
  CHECK(has_fault(unknown.error(), 1, "profile"));
}

TEST_CASE("relative paths are taken from the file's folder") {
  const File file("[upstream]\nservers = [\"192.0.2.1\"]\n[store]\npath = \"state\"\n");
  const auto config = file.load();
  REQUIRE(config);
  CHECK(config->store_path == file.folder() + "/state");
}

TEST_CASE("every fault of a configuration is told at once, with its line and key") {
  const auto config =
      File(
          "[dns]\nlisten = \"127.0.0.1:53\"\nallow = [\"10.0.0.1/8\"]\nworkers = 1000\ncache-mib = \"big\"\n"
          "[dns.tls]\nlisten = []\n[upstream]\nmode = \"recursive\"\nservers = [\"tls://9.9.9.9\"]\ndnssec = "
          "\"maybe\"\n"
          "[admin]\nlisten = \"nowhere\"\ncertificate = \"missing.pem\"\n")
          .load();
  REQUIRE(!config);
  for (const auto& [line, key] : std::vector<std::pair<unsigned, std::string>>{{2, "dns.listen"},
                                                                               {3, "dns.allow"},
                                                                               {4, "dns.workers"},
                                                                               {5, "dns.cache-mib"},
                                                                               {9, "upstream.mode"},
                                                                               {10, "upstream.servers"},
                                                                               {11, "upstream.dnssec"},
                                                                               {13, "admin.listen"},
                                                                               {14, "admin.certificate"}}) {
    INFO(line << " " << key);
    CHECK(has_fault(config.error(), line, key));
  }
}

TEST_CASE("lease files are read with their formats, in order") {
  const File file(
      "[upstream]\nservers = [\"192.0.2.1\"]\n[clients]\n"
      "leases = [\"kea:/var/lib/kea/kea-leases4.csv\", \"windows:leases.csv\"]\nneighbours = false\n");
  const auto config = file.load();
  REQUIRE(config);
  REQUIRE(config->resolver.clients.leases.size() == 2);
  CHECK(config->resolver.clients.leases[0] == LeaseFile{LeaseFormat::kea, "/var/lib/kea/kea-leases4.csv"});
  CHECK(config->resolver.clients.leases[1] == LeaseFile{LeaseFormat::windows, file.folder() + "/leases.csv"});
  CHECK(!config->resolver.clients.neighbours);
}

TEST_CASE("keys for zone transfers are a file that can be read, and its fault is told without a secret") {
  const std::string keys =
      (std::filesystem::temp_directory_path() / ("schoolgate-keys-" + std::to_string(::getpid()))).string();
  const std::string text = "[upstream]\nservers = [\"192.0.2.1\"]\n[lists]\ntsig-keys = \"" + keys + "\"\n";
  const auto missing = File(text).load();
  REQUIRE(!missing);
  CHECK(has_fault(missing.error(), 4, "lists.tsig-keys"));
  std::ofstream(keys) << "key k { algorithm hmac-sha256; secret \"AAECAwQFBgcICQ==\"; };";
  const auto good = File(text).load();
  REQUIRE(good);
  CHECK(good->tsig_keys == keys);
  std::ofstream(keys) << "key k { algorithm hmac-md5; secret \"AAECAwQFBgcICQ==\"; };";
  const auto bad = File(text).load();
  std::filesystem::remove(keys);
  REQUIRE(!bad);
  CHECK(bad.error().front().what.find("AAEC") == std::string::npos);
}

TEST_CASE("a lease file without a format that is known is refused") {
  for (const char* bad : {"/var/lib/kea/leases", "dhcpcd:/x", "kea:", ":/x", ""}) {
    INFO(bad);
    const auto config =
        File(std::string("[upstream]\nservers = [\"192.0.2.1\"]\n[clients]\nleases = [\"") + bad + "\"]\n").load();
    REQUIRE(!config);
    CHECK(has_fault(config.error(), 4, "clients.leases"));
  }
}

TEST_CASE("the block page is off unless it has an address, and its faults are told with their lines") {
  const std::string head = "[upstream]\nservers = [\"192.0.2.1\"]\n[block-page]\n";
  const auto off = File("[upstream]\nservers = [\"192.0.2.1\"]\n").load();
  REQUIRE(off);
  CHECK(off->block_page.listen.empty());
  const auto on = File(head + "listen = [\"10.0.0.2\", \"[2001:db8::2]:8080\"]\n").load();
  REQUIRE(on);
  REQUIRE(on->block_page.listen.size() == 2);
  CHECK(on->block_page.listen[0].port == 80);
  CHECK(on->block_page.listen[1].address == "2001:db8::2");
  CHECK(on->block_page.listen[1].port == 8080);

  const auto bare = File(head + "tls-listen = [\"10.0.0.2\"]\n").load();
  REQUIRE(!bare);
  CHECK(has_fault(bare.error(), 4, "block-page.tls-listen"));
  const auto lone = File(head + "listen = [\"10.0.0.2\"]\ncertificate = \"missing.pem\"\n").load();
  REQUIRE(!lone);
  CHECK(has_fault(lone.error(), 5, "block-page.certificate"));
  const auto taken = File(head + "listen = [\"127.0.0.1:8443\"]\n").load();
  REQUIRE(!taken);
  CHECK(has_fault(taken.error(), 4, "block-page.listen"));
  CHECK(!File(head + "listen = [\"somewhere\"]\n").load());
}

TEST_CASE("an unknown key is refused and the nearest one is named") {
  const auto config = File("[upstream]\nservers = [\"192.0.2.1\"]\n[dns]\nlisen = [\"127.0.0.1:53\"]\n").load();
  REQUIRE(!config);
  REQUIRE(config.error().size() == 1);
  CHECK(config.error()[0].to_text().find(":4: dns.lisen: is not a key that exists; did you mean \"dns.listen\"?") !=
        std::string::npos);
}

TEST_CASE("a configuration that is not TOML is refused at its line") {
  const auto config = File("[upstream]\nservers = [\n").load();
  REQUIRE(!config);
  CHECK(config.error().size() == 1);
  CHECK(config.error()[0].line >= 2);
}

TEST_CASE("encrypted and plain upstreams are not mixed") {
  CHECK(!File("[upstream]\nservers = [\"192.0.2.1\", \"tls://192.0.2.2#dns.example\"]\n").load());
}

TEST_CASE("a unix socket path that is too long is refused") {
  CHECK(!File("[upstream]\nservers = [\"192.0.2.1\"]\n[store]\npath = \"/" + std::string(120, 'x') + "\"\n").load());
}

}  // namespace
