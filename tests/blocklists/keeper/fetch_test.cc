#include "blocklists/lists/keeper/fetch.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/blocklists/keeper/http_server.h"
#include "tests/blocklists/store/temporary_directory.h"
#include "tests/catch.h"

using namespace schoolgate;
using test::HttpServer;

namespace {

struct Fetching {
  test::TemporaryDirectory folder;
  FetchRequest request;

  explicit Fetching(const std::string& address) {
    request.address = address;
    request.target = folder.file("download");
    request.proxy = "";
  }
  std::string content() const {
    std::ifstream file(request.target, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  bool left_nothing() const { return !std::filesystem::exists(request.target); }
};

}  // namespace

TEST_CASE("a list is downloaded with its validators") {
  HttpServer server([](const std::string&) {
    return HttpServer::ok("bad.example\n", "ETag: \"v1\"\r\nLast-Modified: Sun, 22 Nov 2026 01:13:00 GMT\r\n");
  });
  Fetching fetching(server.address("/list"));
  const auto fetched = fetch(fetching.request);
  REQUIRE(fetched);
  CHECK(fetched->changed);
  CHECK(fetched->validators == Validators{"\"v1\"", "Sun, 22 Nov 2026 01:13:00 GMT"});
  CHECK(fetching.content() == "bad.example\n");
}

TEST_CASE("a list that has not changed is not downloaded again") {
  HttpServer server([](const std::string& head) {
    return head.find("If-None-Match: \"v1\"\r\n") != std::string::npos ? HttpServer::status("304 Not Modified")
                                                                       : HttpServer::ok("x");
  });
  Fetching fetching(server.address("/list"));
  fetching.request.known.etag = "\"v1\"";
  const auto fetched = fetch(fetching.request);
  REQUIRE(fetched);
  CHECK_FALSE(fetched->changed);
  CHECK(fetched->validators.etag == "\"v1\"");
  CHECK(fetching.left_nothing());
}

TEST_CASE("the date is sent where the server gave only a date") {
  std::string seen;
  {
    HttpServer server([&](const std::string& head) {
      seen = head;
      return HttpServer::status("304 Not Modified");
    });
    Fetching fetching(server.address("/list"));
    fetching.request.known.last_modified = "Sun, 22 Nov 2026 01:13:00 GMT";
    CHECK(fetch(fetching.request));
  }
  CHECK(seen.find("If-Modified-Since: Sun, 22 Nov 2026 01:13:00 GMT\r\n") != std::string::npos);
  CHECK(seen.find("User-Agent: Schoolgate/") != std::string::npos);
}

TEST_CASE("a file over the limit is refused, whether the server announces its size or not") {
  const bool announced = GENERATE(true, false);
  HttpServer server([&](const std::string&) {
    const std::string body(5000, 'x');
    return announced ? HttpServer::ok(body) : HttpServer::Answer{"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body};
  });
  Fetching fetching(server.address("/list"));
  fetching.request.limits.octets = 4999;
  const auto fetched = fetch(fetching.request);
  REQUIRE_FALSE(fetched);
  CHECK(fetched.error().kind == Fault::Kind::limit);
  CHECK(fetching.left_nothing());
}

TEST_CASE("a transfer that is cut off leaves nothing behind") {
  HttpServer server([](const std::string&) {
    return HttpServer::Answer{"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbad.example\n"};
  });
  Fetching fetching(server.address("/list"));
  const auto fetched = fetch(fetching.request);
  REQUIRE_FALSE(fetched);
  CHECK(fetched.error().what.find("cut off") != std::string::npos);
  CHECK(fetching.left_nothing());
}

TEST_CASE("a server that stops talking is given up") {
  HttpServer server([](const std::string&) {
    return HttpServer::Answer{"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbad", true};
  });
  Fetching fetching(server.address("/list"));
  fetching.request.limits.total = std::chrono::seconds(1);
  const auto fetched = fetch(fetching.request);
  REQUIRE_FALSE(fetched);
  CHECK(fetched.error().kind == Fault::Kind::limit);
  CHECK(fetching.left_nothing());
}

TEST_CASE("a fetch stops when the appliance goes down") {
  HttpServer server([](const std::string&) {
    return HttpServer::Answer{"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbad", true};
  });
  Fetching fetching(server.address("/list"));
  fetching.request.cancelled = [] { return true; };
  const auto fetched = fetch(fetching.request);
  REQUIRE_FALSE(fetched);
  CHECK(fetched.error().kind == Fault::Kind::unavailable);
}

TEST_CASE("what the server refuses is told in plain words") {
  HttpServer server([](const std::string& head) {
    return HttpServer::status(head.starts_with("GET /gone") ? "404 Not Found" : "503 Service Unavailable");
  });
  Fetching gone(server.address("/gone")), busy(server.address("/busy"));
  const auto first = fetch(gone.request), second = fetch(busy.request);
  REQUIRE_FALSE(first);
  CHECK(first.error().kind == Fault::Kind::not_found);
  CHECK(first.error().what.find(gone.request.address) != std::string::npos);
  CHECK(gone.left_nothing());
  REQUIRE_FALSE(second);
  CHECK(second.error().kind == Fault::Kind::unavailable);
  CHECK(second.error().what.find("503") != std::string::npos);
}

TEST_CASE("a redirect is followed, a redirect loop is given up") {
  HttpServer server([](const std::string& head) {
    if (head.starts_with("GET /old")) return HttpServer::status("301 Moved", "Location: /new\r\n");
    if (head.starts_with("GET /new")) return HttpServer::ok("bad.example\n", "ETag: \"new\"\r\n");
    return HttpServer::status("302 Found", "Location: /loop\r\nETag: \"loop\"\r\n");
  });
  Fetching moved(server.address("/old")), loop(server.address("/loop"));
  const auto followed = fetch(moved.request);
  REQUIRE(followed);
  CHECK(followed->validators.etag == "\"new\"");
  REQUIRE_FALSE(fetch(loop.request));
  CHECK(server.requests() == 2 + 1 + 5);
}

TEST_CASE("a redirect to a file of this machine is not followed") {
  HttpServer server(
      [](const std::string&) { return HttpServer::status("302 Found", "Location: file:///etc/hostname\r\n"); });
  Fetching fetching(server.address("/list"));
  CHECK_FALSE(fetch(fetching.request));
  CHECK(fetching.left_nothing());
}

TEST_CASE("an address that is none is refused") {
  for (const char* address : {"", "ftp://lists.example/a", "no address", "gopher://x"}) {
    INFO(address);
    Fetching fetching(address);
    CHECK_FALSE(fetch(fetching.request));
  }
}

TEST_CASE("a list on this machine is copied, and only when it changed") {
  Fetching fetching("");
  const std::string path = fetching.folder.file("a list {1}.txt");
  std::ofstream(path) << "bad.example\n";
  fetching.request.address = file_address_of_path(path);
  CHECK(fetching.request.address.find('{') == std::string::npos);
  const auto first = fetch(fetching.request);
  REQUIRE(first);
  CHECK(first->changed);
  CHECK(fetching.content() == "bad.example\n");
  fetching.request.known = first->validators;
  const auto second = fetch(fetching.request);
  REQUIRE(second);
  CHECK_FALSE(second->changed);
  std::ofstream(path) << "bad.example\nworse.example\n";
  const auto third = fetch(fetching.request);
  REQUIRE(third);
  CHECK(third->changed);
}

TEST_CASE("a file address that names no file is told in plain words") {
  Fetching fetching("file:///no/such/list");
  const auto fetched = fetch(fetching.request);
  REQUIRE_FALSE(fetched);
  CHECK(fetched.error().kind == Fault::Kind::not_found);
  CHECK(path_of_file_address("file:///a%20b") == "/a b");
  CHECK(path_of_file_address("file://localhost/a") == "/a");
  CHECK_FALSE(path_of_file_address("file://elsewhere/a"));
  CHECK_FALSE(path_of_file_address("file:///a%0"));
  CHECK_FALSE(path_of_file_address("file:///a%00b"));
}

TEST_CASE("credentials are sent as a password or as a bearer token, and no fault tells them") {
  std::string seen;
  HttpServer server([&seen](const std::string& head) {
    seen = head;
    return HttpServer::status("403 Forbidden");
  });
  Fetching fetching(server.address("/list"));
  fetching.request.credentials.user = "school";
  fetching.request.credentials.password = "open-sesame";
  auto fetched = fetch(fetching.request);
  REQUIRE_FALSE(fetched);
  CHECK(seen.find("Authorization: Basic c2Nob29sOm9wZW4tc2VzYW1l") != std::string::npos);
  CHECK((fetched.error().what + fetched.error().hint).find("sesame") == std::string::npos);
  fetching.request.credentials = {};
  fetching.request.credentials.token = "let-me-in";
  fetched = fetch(fetching.request);
  REQUIRE_FALSE(fetched);
  CHECK(seen.find("Authorization: Bearer let-me-in") != std::string::npos);
  CHECK((fetched.error().what + fetched.error().hint).find("let-me-in") == std::string::npos);
}
