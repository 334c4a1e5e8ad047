#include "admin-api/http/head.h"

#include "admin-api/http/limits.h"
#include "tests/catch.h"

using namespace schoolgate;

namespace {

std::string get(const std::string& target, const std::string& headers = "") {
  return "GET " + target + " HTTP/1.1\r\nHost: box\r\n" + headers + "\r\n";
}
std::string post(const std::string& headers) {
  return "POST /api/v1/rules HTTP/1.1\r\nHost: box\r\nContent-Type: application/json\r\n" + headers + "\r\n";
}
/// 0: more is needed; 200: let through.
int verdict(const std::string& text) {
  const auto verdict = http::inspect_head(text);
  if (std::holds_alternative<http::NeedMore>(verdict)) return 0;
  if (const auto* problem = std::get_if<http::Problem>(&verdict)) return problem->status;
  return 200;
}

}  // namespace

TEST_CASE("an honest request passes the gate") {
  const std::string text = post("Content-Length: 17\r\n");
  const auto verdict = http::inspect_head(text + "{\"a\":1}");
  REQUIRE(std::holds_alternative<http::Head>(verdict));
  const auto& head = std::get<http::Head>(verdict);
  CHECK(head.octets == text.size());
  CHECK(head.body_octets == 17);
  CHECK_FALSE(head.close);
  CHECK(::verdict(get("/api/v1/check?name=www.example.org")) == 200);
  CHECK(::verdict("DELETE /api/v1/rules/r-1?reason=over HTTP/1.1\r\nHost: box\r\n\r\n") == 200);
  CHECK(::verdict(post("Content-Length: 2\r\nAccept-Encoding: gzip, br\r\n")) == 200);
}

TEST_CASE("a head that is not whole yet is waited for, up to its limit") {
  const std::string text = get("/");
  for (std::size_t n = 0; n < text.size(); ++n) CHECK(verdict(text.substr(0, n)) == 0);
  CHECK(verdict("GET / HTTP/1.1\r\nX: " + std::string(http::max_head_octets, 'a')) == 431);
  CHECK(verdict(std::string(http::max_head_octets, 'a')) == 431);
}

TEST_CASE("what asks for more than reading a request is refused") {
  CHECK(verdict(get("/", "Range: bytes=0-1\r\n")) == 400);
  CHECK(verdict(post("Transfer-Encoding: chunked\r\n")) == 501);
  CHECK(verdict(post("tRANSFER-eNCODING: chunked\r\nContent-Length: 3\r\n")) == 501);
  CHECK(verdict(post("Content-Encoding: gzip\r\nContent-Length: 3\r\n")) == 415);
  CHECK(verdict(post("Expect: 100-continue\r\nContent-Length: 3\r\n")) == 417);
  CHECK(verdict(get("/", "Upgrade: h2c\r\n")) == 400);
}

TEST_CASE("a body must be JSON, of a stated length, within the limit") {
  const std::string other = "POST /x HTTP/1.1\r\nHost: box\r\nContent-Length: 5\r\n";
  CHECK(verdict(other + "Content-Type: application/x-www-form-urlencoded\r\n\r\n") == 415);
  CHECK(verdict(other + "Content-Type: text/plain\r\n\r\n") == 415);
  CHECK(verdict(other + "\r\n") == 415);
  CHECK(verdict(other + "Content-Type: application/json; charset=utf-8\r\n\r\n") == 200);
  CHECK(verdict(other + "Content-Type: application/json; charset=latin1\r\n\r\n") == 415);
  CHECK(verdict(post("Content-Length: " + std::to_string(http::max_body_octets) + "\r\n")) == 200);
  CHECK(verdict(post("Content-Length: " + std::to_string(http::max_body_octets + 1) + "\r\n")) == 413);
  CHECK(verdict(post("Content-Length: 99999999999999999999999\r\n")) == 413);
  CHECK(verdict(post("Content-Length: -1\r\n")) == 400);
  CHECK(verdict(post("Content-Length: +5\r\n")) == 400);
  CHECK(verdict(post("Content-Length: 5, 5\r\n")) == 400);
  CHECK(verdict(get("/", "Content-Length: 5\r\nContent-Type: application/json\r\n")) == 400);
}

TEST_CASE("octets are taken as pieces of a file that is sent, and nowhere else") {
  const std::string octets = "Host: box\r\nContent-Length: 3\r\nContent-Type: application/octet-stream\r\n\r\n";
  CHECK(verdict("PUT /api/v1/uploads/0a1b/0 HTTP/1.1\r\n" + octets) == 200);
  CHECK(verdict("POST /api/v1/uploads/0a1b/0 HTTP/1.1\r\n" + octets) == 415);
  CHECK(verdict("PUT /api/v1/rules/0a1b HTTP/1.1\r\n" + octets) == 415);
  CHECK(verdict("PUT /api/v1/uploads HTTP/1.1\r\n" + octets) == 415);
}

TEST_CASE("a head that two readers could read differently is refused") {
  CHECK(verdict(post("Content-Length: 5\r\nContent-Length: 6\r\n")) == 400);
  CHECK(verdict("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n") == 400);
  CHECK(verdict(get("/", "Cookie: a=1\r\nCookie: a=2\r\n")) == 400);
  CHECK(verdict(get("/", "X: one\r\n two\r\n")) == 400);  // obsolete folding
  CHECK(verdict(get("/", "X : one\r\n")) == 400);         // space before the colon
  CHECK(verdict(get("/", "no colon\r\n")) == 400);
  CHECK(verdict(get("/", "X: a\nY: b\r\n")) == 400);               // bare LF
  CHECK(verdict(get("/", std::string("X: a\0b\r\n", 8))) == 400);  // zero octet
  CHECK(verdict("GET / HTTP/1.1\r\n\r\n") == 400);                 // no Host
  CHECK(verdict("GET  / HTTP/1.1\r\nHost: a\r\n\r\n") == 400);     // two spaces
  CHECK(verdict("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
}

TEST_CASE("addresses, methods and versions outside the few that are needed are refused") {
  CHECK(verdict(get("/" + std::string(http::max_path_octets - 1, 'a'))) == 200);
  CHECK(verdict(get("/" + std::string(http::max_path_octets, 'a'))) == 414);
  CHECK(verdict(get("/?" + std::string(http::max_target_octets, 'a'))) == 414);
  CHECK(verdict(get("http://box/")) == 400);
  CHECK(verdict(get("/a?b?c")) == 400);
  CHECK(verdict(get("/a#b")) == 400);
  CHECK(verdict(get("/caf\xc3\xa9")) == 400);
  for (const char* method : {"TRACE", "CONNECT", "OPTIONS", "PRI", "get", "PROPFIND"})
    CHECK(verdict(std::string(method) + " / HTTP/1.1\r\nHost: a\r\n\r\n") == 501);
  CHECK(verdict("GET / HTTP/2.0\r\nHost: a\r\n\r\n") == 505);
  CHECK(verdict("GET / HTTP/1.0\r\n\r\n") == 200);
  std::string many;
  for (std::size_t n = 0; n < http::max_header_lines; ++n) many += "X-" + std::to_string(n) + ": a\r\n";
  CHECK(verdict(get("/", many)) == 431);
}
