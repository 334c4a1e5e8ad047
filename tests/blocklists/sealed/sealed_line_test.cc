#include "blocklists/lists/sealed/sealed_line.h"

#include <string>

#include "tests/catch.h"

using namespace schoolgate;
using Kind = SealedLine::Kind;

namespace {

Kind kind_of(std::string_view line) { return read_sealed_line(line).kind; }

std::string name_of(std::string_view line) {
  const SealedLine read = read_sealed_line(line);
  return read.kind == Kind::name ? read.name.to_text() : "none";
}

}  // namespace

TEST_CASE("a name, and a URL that names nothing but a host, are that name") {
  CHECK(name_of("vile.example") == "vile.example");
  CHECK(name_of("  WWW.Vile.Example. \r") == "www.vile.example");
  CHECK(name_of("http://vile.example") == "vile.example");
  CHECK(name_of("HTTPS://vile.example/") == "vile.example");
  CHECK(name_of("http://vile.example:80/") == "vile.example");
  CHECK(name_of("https://vile.example:443") == "vile.example");
  CHECK(name_of("*.vile.example") == "vile.example");
  CHECK(name_of("b\u00fccher.example") == "xn--bcher-kva.example");
  CHECK(name_of("vile.example,2026-11-22,child") == "vile.example");
  CHECK(name_of("https://vile.example/\t2026-11-22") == "vile.example");
  CHECK(name_of("\"http://vile.example/\"") == "vile.example");
}

TEST_CASE("a page of a site, or a port of its own, never stands for the whole site") {
  CHECK(kind_of("http://shared.example/users/vile/") == Kind::path);
  CHECK(kind_of("shared.example/x") == Kind::path);
  CHECK(kind_of("https://shared.example/?u=1") == Kind::path);
  CHECK(kind_of("https://shared.example?u=1") == Kind::path);
  CHECK(kind_of("https://shared.example/#x") == Kind::path);
  CHECK(kind_of("http://shared.example:8080/") == Kind::port);
  CHECK(kind_of("http://shared.example:443/") == Kind::port);
  CHECK(kind_of("shared.example:80") == Kind::port);
  CHECK(kind_of("http://shared.example:8080/x") == Kind::path);
}

TEST_CASE("what is no name is told apart") {
  CHECK(kind_of("") == Kind::comment);
  CHECK(kind_of("# a remark") == Kind::comment);
  CHECK(kind_of("http://192.0.2.1/") == Kind::address);
  CHECK(kind_of("192.0.2.1/x") == Kind::address);
  CHECK(kind_of("http://[2001:db8::1]:80/") == Kind::address);
  CHECK(kind_of("http://user:secret@vile.example/") == Kind::unreadable);
  CHECK(kind_of("http:///x") == Kind::unreadable);
  CHECK(kind_of("<html><body>Sign in</body></html>") == Kind::unreadable);
  CHECK(kind_of("\"") == Kind::unreadable);
  CHECK(kind_of("a..b") == Kind::unreadable);
  CHECK(kind_of("two words") == Kind::unreadable);
  CHECK(name_of("vile.example # since Monday") == "vile.example");
}
