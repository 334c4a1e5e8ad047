// Lines out of octets: ends, marks, limits.
#include "blocklists/lists/import/lines.h"

#include <algorithm>

#include "tests/blocklists/import/importing.h"

namespace schoolgate {
namespace {

/// Gives its text in small pieces, as a decoder might.
class PieceSource final : public OctetSource {
 public:
  PieceSource(std::string text, std::size_t piece) : text_(std::move(text)), piece_(piece) {}
  std::expected<std::size_t, Fault> read(std::span<char> into) override {
    const std::size_t count = std::min({into.size(), piece_, text_.size() - at_});
    std::copy_n(text_.data() + at_, count, into.data());
    at_ += count;
    return count;
  }
  std::string_view compression() const override { return "none"; }

 private:
  std::string text_;
  std::size_t piece_;
  std::size_t at_ = 0;
};

std::vector<std::string> lines_of(const std::string& text, std::size_t limit = max_line_octets, std::size_t piece = 7) {
  PieceSource source(text, piece);
  LineReader reader(source, "list", limit);
  std::vector<std::string> lines;
  for (Line line;;) {
    const auto more = reader.next(line);
    REQUIRE(more);
    if (!*more) return lines;
    CHECK(line.number == lines.size() + 1);
    lines.push_back(std::string(line.text) + (line.over_long ? "..." : ""));
  }
}

using Strings = std::vector<std::string>;

TEST_CASE("line ends of all kinds end a line, and a last line needs none") {
  CHECK(lines_of("a\nb\n") == Strings{"a", "b"});
  CHECK(lines_of("a\nb") == Strings{"a", "b"});
  CHECK(lines_of("a\r\nb\r\n") == Strings{"a", "b"});
  CHECK(lines_of("a\rb\r") == Strings{"a", "b"});
  CHECK(lines_of("a\n\nb\n\n") == Strings{"a", "", "b", ""});
  CHECK(lines_of("\n") == Strings{""});
  CHECK(lines_of("").empty());
  CHECK(lines_of("a\rb\nc\n") == Strings{"a\rb", "c"});
}

TEST_CASE("a byte order mark is no part of the first line") {
  CHECK(lines_of("\xef\xbb\xbf# a\nb\n") == Strings{"# a", "b"});
}

TEST_CASE("a NUL in a text is kept for the parser to reject") {
  CHECK(lines_of(std::string("a.example\nb\0c\n", 14) + std::string(200, 'x')).at(1) == std::string("b\0c", 3));
}

TEST_CASE("a line over the limit is cut and flagged, and the next one is whole") {
  CHECK(lines_of("12345678\n12345678901234567890\nabc\n", 10) == Strings{"12345678", "1234567890...", "abc"});
  CHECK(lines_of("12345678901234567890", 10) == Strings{"1234567890..."});
  CHECK(lines_of("1234567890\nx\n", 10) == Strings{"1234567890", "x"});
}

TEST_CASE("a line may span many buffers") {
  const std::string longest(1'000'000, 'n');
  CHECK(lines_of("a\n" + longest + "\nb\n", max_line_octets, 100'000) == Strings{"a", longest, "b"});
}

TEST_CASE("a file that unpacks to more than the limit is refused") {
  FreshDirectory directory;
  const std::string path = directory.write("bomb.gz", gzipped(std::string(5'000'000, '\n')));
  auto source = open_unpacked(path, 1'000'000);
  REQUIRE(source);
  std::vector<char> buffer(65536);
  std::expected<std::size_t, Fault> got = 1;
  while (got && *got > 0) got = (*source)->read(buffer);
  REQUIRE_FALSE(got);
  CHECK(got.error().kind == Fault::Kind::limit);
}

}  // namespace
}  // namespace schoolgate
