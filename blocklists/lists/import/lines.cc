#include "blocklists/lists/import/lines.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace schoolgate {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t buffer_octets = std::size_t{256} << 10;
constexpr auto utf8_mark = "\xef\xbb\xbf"sv;

bool is_control(char c) {
  const auto octet = static_cast<unsigned char>(c);
  return octet < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f';
}

}  // namespace

LineReader::LineReader(OctetSource& source, std::string name, std::size_t line_limit)
    : source_(source), name_(std::move(name)), line_limit_(line_limit), buffer_(buffer_octets) {}

std::expected<void, Fault> LineReader::fill() {
  begin_ = end_ = 0;
  // The first fill takes what the checks need: decoders may give a few octets at a time.
  do {
    auto got = source_.read(std::span(buffer_).subspan(end_));
    if (!got) return std::unexpected(got.error());
    if (*got == 0) break;
    end_ += *got;
  } while (!started_ && end_ < buffer_.size());
  if (started_) return {};
  started_ = true;
  return check_is_text();
}

std::expected<void, Fault> LineReader::check_is_text() {
  const std::string_view start(buffer_.data(), end_);
  if (start.starts_with("\xff\xfe"sv) || start.starts_with("\xfe\xff"sv)) {
    return fault(Fault::Kind::bad_input, fmt::format("{} is UTF-16 text", name_), "Save it as UTF-8.");
  }
  const auto controls = static_cast<std::size_t>(std::ranges::count_if(start, is_control));
  // One stray octet in a long list is a bad line; one in fifty is a program, an image or a database.
  if (controls * 50 > start.size()) {
    return fault(Fault::Kind::bad_input, fmt::format("{} is not a text file", name_),
                 "Import the list itself, as text.");
  }
  if (start.starts_with(utf8_mark)) begin_ = utf8_mark.size();
  if (start.find('\n') == start.npos && start.find('\r') != start.npos) line_end_ = '\r';
  return {};
}

void LineReader::keep(std::string_view part, Line& line) {
  const std::size_t room = line_limit_ - std::min(line_limit_, kept_.size());
  if (part.size() > room) line.over_long = true;
  kept_.append(part.substr(0, room));
}

std::expected<bool, Fault> LineReader::next(Line& line) {
  line = Line{};
  kept_.clear();
  bool any = false;
  for (;;) {
    if (begin_ == end_) {
      if (auto filled = fill(); !filled) return std::unexpected(filled.error());
      if (begin_ == end_) break;
    }
    const std::string_view rest(buffer_.data() + begin_, end_ - begin_);
    const std::size_t at = rest.find(line_end_);
    any = true;
    if (at != rest.npos && kept_.empty() && at <= line_limit_) {
      begin_ += at + 1;
      line.text = rest.substr(0, at);
      break;
    }
    keep(rest.substr(0, at), line);
    begin_ = at == rest.npos ? end_ : begin_ + at + 1;
    if (at != rest.npos) break;
  }
  if (!any) return false;
  line.number = ++number_;
  if (line.text.empty()) line.text = kept_;
  while (line.text.ends_with('\r')) line.text.remove_suffix(1);
  return true;
}

}  // namespace schoolgate
