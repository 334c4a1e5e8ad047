#include "blocklists/change-control/json_text.h"

#include <array>
#include <charconv>
#include <cstring>

namespace schoolgate::json_text {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr unsigned char first_plain = 0x20;  // what is below is escaped

/// The letter of a two-character escape; 0 when the octet has none.
constexpr char short_escape(char octet) {
  switch (octet) {
    case '"':
      return '"';
    case '\\':
      return '\\';
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return 0;
  }
}

constexpr std::optional<char> unescaped(char letter) {
  for (const char octet : {'"', '\\', '\b', '\f', '\n', '\r', '\t'}) {
    if (short_escape(octet) == letter) return octet;
  }
  return std::nullopt;
}

/// Octets that cannot stand in a string as they are.
constexpr std::array<bool, 256> special = [] {
  std::array<bool, 256> table{};
  for (unsigned n = 0; n < first_plain; ++n) table[n] = true;
  table['"'] = table['\\'] = true;
  return table;
}();

/// Whether one of eight octets is below 0x20, a quote or a backslash: the usual tests for a zero octet and for one that
/// is less, on each side by side. May say yes to a plain octet behind a special one, never no to a special one.
bool any_special(std::uint64_t eight) {
  constexpr std::uint64_t ones = 0x0101010101010101U;
  constexpr std::uint64_t highs = 0x8080808080808080U;
  const auto has_zero = [](std::uint64_t x) { return (x - ones) & ~x & highs; };
  return (((eight - ones * first_plain) & ~eight & highs) | has_zero(eight ^ (ones * '"')) |
          has_zero(eight ^ (ones * '\\'))) != 0;
}

/// How many octets from the beginning need no escape.
std::size_t plain_run(std::string_view text) {
  std::size_t n = 0;
  for (std::uint64_t eight = 0; n + sizeof eight <= text.size(); n += sizeof eight) {
    std::memcpy(&eight, text.data() + n, sizeof eight);
    if (any_special(eight)) break;
  }
  while (n < text.size() && !special[static_cast<unsigned char>(text[n])]) ++n;
  return n;
}

int digit(char c) {
  const auto at = hex_digits.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

}  // namespace

void append_string(std::string& out, std::string_view text) {
  out += '"';
  while (true) {
    const std::size_t run = plain_run(text);
    out.append(text.substr(0, run));
    if (run == text.size()) break;
    const char octet = text[run];
    if (const char letter = short_escape(octet); letter != 0) {
      out += '\\';
      out += letter;
    } else {
      out += "\\u00";
      out += hex_digits[static_cast<unsigned char>(octet) >> 4U];
      out += hex_digits[static_cast<unsigned char>(octet) & 15U];
    }
    text.remove_prefix(run + 1);
  }
  out += '"';
}

bool Cursor::take(std::string_view literal) {
  if (!rest_.starts_with(literal)) return false;
  rest_.remove_prefix(literal.size());
  return true;
}

std::optional<std::string> Cursor::string() {
  if (!rest_.starts_with('"')) return std::nullopt;
  std::string_view in = rest_.substr(1);
  std::string out;
  while (true) {
    const std::size_t run = plain_run(in);
    out.append(in.substr(0, run));
    in.remove_prefix(run);
    if (in.starts_with('"')) break;
    if (in.size() < 2 || in.front() != '\\') return std::nullopt;
    if (const auto octet = unescaped(in[1])) {
      out += *octet;
      in.remove_prefix(2);
      continue;
    }
    if (!in.starts_with("\\u00") || in.size() < 6) return std::nullopt;
    const int high = digit(in[4]);
    const int low = digit(in[5]);
    if (high < 0 || high > 1 || low < 0) return std::nullopt;  // whatever is plain has no escape
    const auto octet = static_cast<char>(high * 16 + low);
    if (short_escape(octet) != 0) return std::nullopt;
    out += octet;
    in.remove_prefix(6);
  }
  rest_ = in.substr(1);
  return out;
}

bool Cursor::copy_string(std::string& out) {
  if (!rest_.starts_with('"')) return false;
  std::size_t end = 1;
  while (true) {
    end = rest_.find_first_of("\"\\", end);
    if (end == std::string_view::npos) return false;
    if (rest_[end] == '"') break;
    end += 2;
  }
  out.append(rest_.substr(0, end + 1));
  rest_.remove_prefix(end + 1);
  return true;
}

std::optional<std::uint64_t> Cursor::number() {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
  if (error != std::errc{}) return std::nullopt;
  rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
  return value;
}

std::optional<std::string_view> Cursor::octets(std::size_t count) {
  if (rest_.size() < count) return std::nullopt;
  const auto taken = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return taken;
}

}  // namespace schoolgate::json_text
