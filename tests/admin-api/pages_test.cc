// The web admin's files: what they are served with, and that they never stand in the API's way.
#include "admin-api/routes/pages.h"

#include <algorithm>
#include <array>

#include "tests/catch.h"

using namespace schoolgate;

namespace {

constexpr std::array<unsigned char, 5> html{'<', 'h', '1', '>', '!'};
constexpr std::array<unsigned char, 3> packed{1, 2, 3};
constexpr std::array files{
    routes::WebAsset{"/", "text/html; charset=utf-8", "\"aa\"", false, html, packed},
    routes::WebAsset{"/assets/app-1f.js", "text/javascript; charset=utf-8", "\"bb\"", true, html, packed}};

http::Request get(std::string path, std::map<std::string, std::string, http::IgnoreCase> headers = {}) {
  http::Request request;
  request.method = "GET";
  request.path = std::move(path);
  request.headers = std::move(headers);
  return request;
}

std::string header(const http::Response& response, std::string_view name) {
  const auto found =
      std::ranges::find(response.headers, name, [](const auto& each) { return std::string_view(each.first); });
  return found == response.headers.end() ? "" : found->second;
}

}  // namespace

TEST_CASE("every address that is no file and not the API's is the page") {
  for (const char* path :
       {"/", "/groups", "/groups/year-7", "/devices/library.ipad", "/apiary", "/healthz-of-pupils"}) {
    INFO(path);
    const auto reply = routes::page(get(path), files);
    REQUIRE(reply);
    CHECK(reply->status == 200);
    CHECK(reply->type == "text/html; charset=utf-8");
    CHECK(reply->body == "<h1>!");
    CHECK(header(*reply, "Cache-Control") == "no-cache");
  }
  for (const char* path : {"/api", "/api/v1/status", "/api/v1/nothing", "/healthz", "/metrics"}) {
    INFO(path);
    CHECK_FALSE(routes::page(get(path), files));
  }
  auto post = get("/groups");
  post.method = "POST";
  CHECK_FALSE(routes::page(post, files));
}

TEST_CASE("a file whose name changes with its content may be kept for ever, and one that is not there is a 404") {
  const auto file = routes::page(get("/assets/app-1f.js"), files);
  REQUIRE(file);
  CHECK(header(*file, "Cache-Control") == "public, max-age=31536000, immutable");
  CHECK(file->type == "text/javascript; charset=utf-8");
  CHECK(routes::page(get("/assets/app-2e.js"), files)->status == 404);
  CHECK(routes::page(get("/favicon.ico"), files)->status == 404);
  CHECK(routes::page(get("/assets/../app"), files)->status == 404);
}

TEST_CASE("a browser gets gzip when it takes it, and nothing again when it has it") {
  const auto gzip = routes::page(get("/", {{"Accept-Encoding", "gzip, deflate, br"}}), files);
  CHECK(header(*gzip, "Content-Encoding") == "gzip");
  CHECK(gzip->body == std::string("\1\2\3"));
  const auto refused = routes::page(get("/", {{"Accept-Encoding", "gzip;q=0, br"}}), files);
  CHECK(header(*refused, "Content-Encoding").empty());
  const auto known = routes::page(get("/", {{"If-None-Match", "\"aa\""}}), files);
  CHECK(known->status == 304);
  CHECK(known->body.empty());
  CHECK(header(*known, "ETag") == "\"aa\"");
}

TEST_CASE("a page may run its own scripts and nothing else") {
  const auto policy = header(*routes::page(get("/"), files), "Content-Security-Policy");
  CHECK(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"));
  CHECK(policy.find("unsafe") == std::string::npos);
  CHECK(policy.find("frame-ancestors 'none'") != std::string::npos);
}

TEST_CASE("a build without pages says so") {
  const auto reply = routes::page(get("/"), {});
  REQUIRE(reply);
  CHECK(reply->type == "text/plain; charset=utf-8");
  CHECK(reply->body.find("no web pages") != std::string::npos);
  CHECK_FALSE(routes::page(get("/favicon.ico"), {}));
}
