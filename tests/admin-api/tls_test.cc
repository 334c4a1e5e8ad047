// The certificate that the appliance makes for itself, and the school's own.
#include "admin-api/http/tls.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include <sys/stat.h>

#include "admin-api/http/listener.h"
#include "admin-api/http/self_signed.h"
#include "admin-api/server.h"
#include "tests/admin-api/client.h"
#include "tests/admin-api/school.h"
#include "tests/catch.h"

using namespace schoolgate;
using namespace std::chrono_literals;

namespace {

std::string content(const std::string& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

AdminConfig served_from(const test::TemporaryDirectory& directory) {
  AdminConfig config;
  config.port = 0;
  config.state_dir = directory.path();
  config.socket_path = directory.file("console");
  return config;
}

}  // namespace

TEST_CASE("at first start a certificate is made; its key is nobody else's to read") {
  test::TemporaryDirectory directory;
  const auto now = system_clock_now();
  const auto files = http::self_signed(directory.path(), "192.0.2.53", now);
  REQUIRE(files);
  struct stat status{};
  REQUIRE(::stat(files->key.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0600U);
  REQUIRE(http::TlsIdentity::open(files->certificate, files->key));

  const auto first = content(files->certificate);
  REQUIRE(http::self_signed(directory.path(), "192.0.2.53", now + std::chrono::days(790)));
  CHECK(content(files->certificate) == first);
  REQUIRE(http::self_signed(directory.path(), "192.0.2.53", now + std::chrono::days(796)));
  CHECK(content(files->certificate) != first);
  CHECK_FALSE(http::self_signed(directory.file("not-there"), "127.0.0.1", now));
}

TEST_CASE("a certificate or key that cannot be used is named with what is wrong") {
  test::TemporaryDirectory directory, other;
  const auto files = http::self_signed(directory.path(), "127.0.0.1", system_clock_now());
  const auto foreign = http::self_signed(other.path(), "127.0.0.1", system_clock_now());
  REQUIRE(files);
  REQUIRE(foreign);
  auto opened = http::TlsIdentity::open(files->certificate, foreign->key);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().what.contains("admin-key.pem"));
  opened = http::TlsIdentity::open(files->key, files->key);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().what.contains("not a usable certificate"));
}

TEST_CASE("the admin server serves people over TLS and the console, and takes a new certificate while it runs") {
  test::School school;
  AdminConfig config = served_from(school.directory);
  auto started = AdminServer::start(config, system_clock_now, school.store, *school.changes, *school.policy,
                                    school.lists, school.sight());
  INFO((started ? "" : started.error().what));
  REQUIRE(started);
  auto& server = **started;
  {
    auto client = test::Client::to_port(server.port());
    const auto names = client.certificate_names();
    for (const char* name : {"DNS:localhost", "IP Address:127.0.0.1", "IP Address:0:0:0:0:0:0:0:1"})
      CHECK(names.contains(name));
    CHECK(client.ask("GET /healthz HTTP/1.1\r\nHost: box\r\n\r\n").status == 200);
    CHECK(client.ask("GET /api/v1/status HTTP/1.1\r\nHost: box\r\n\r\n").status == 401);
    const auto description = client.ask("GET /api/v1/openapi.yaml HTTP/1.1\r\nHost: box\r\n\r\n");
    CHECK(description.body.starts_with("openapi: 3.1.0"));
    auto console = test::Client::to_socket(config.socket_path);
    CHECK(console.ask("GET /api/v1/status HTTP/1.1\r\nHost: console\r\n\r\n").status == 200);
  }
  const auto certificate = school.directory.file("admin-cert.pem");
  std::filesystem::remove(certificate);
  CHECK(server.reload_certificate());
  CHECK(std::filesystem::exists(certificate));
  auto client = test::Client::to_port(server.port());
  CHECK(client.ask("GET /healthz HTTP/1.1\r\nHost: box\r\n\r\n").status == 200);
  server.stop();

  config.certificate = school.directory.file("missing.pem");
  config.key = school.directory.file("missing-key.pem");
  auto without = AdminServer::start(config, system_clock_now, school.store, *school.changes, *school.policy,
                                    school.lists, school.sight());
  REQUIRE(without);
  CHECK((*without)->port() == 0);
  auto console = test::Client::to_socket(config.socket_path);
  CHECK(console.ask("GET /api/v1/status HTTP/1.1\r\nHost: box\r\n\r\n").body.contains("missing.pem"));
}

TEST_CASE("a port that another program has keeps the web admin off the network until it is free; the console serves") {
  test::School school;
  auto other = http::Listener::tcp("127.0.0.1", 0);
  REQUIRE(other);
  AdminConfig config = served_from(school.directory);
  config.port = other->port();
  auto started = AdminServer::start(config, system_clock_now, school.store, *school.changes, *school.policy,
                                    school.lists, school.sight());
  REQUIRE(started);
  auto& server = **started;
  server.tick();
  CHECK(server.port() == 0);
  const std::string status = "GET /api/v1/status HTTP/1.1\r\nHost: box\r\n\r\n";
  CHECK(test::Client::to_socket(config.socket_path).ask(status).body.contains("no web admin on the network"));

  other = http::Listener();
  while (server.port() == 0) {
    server.tick();
    std::this_thread::yield();
  }
  auto client = test::Client::to_port(server.port());
  CHECK(client.ask("GET /healthz HTTP/1.1\r\nHost: box\r\n\r\n").status == 200);
  CHECK_FALSE(test::Client::to_socket(config.socket_path).ask(status).body.contains("no web admin"));
}
