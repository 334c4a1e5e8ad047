#include "blocklists/time.h"

#include <array>

#include <fmt/format.h>

namespace schoolgate {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// A rule that is meant to last longer than this is a rule without an end, and should be written as one.
constexpr seconds max_duration = days{3653};
constexpr UtcMillis earliest{};  // 1970-01-01T00:00:00Z
constexpr UtcMillis latest =
    std::chrono::sys_days{std::chrono::year{9999} / 12 / 31} + days{1} - milliseconds{1};  // four digits a year

std::string date_and_time(UtcSeconds when) {
  const auto day = floor<days>(when);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{when - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

/// Reads RFC 3339 text from the left; any failure leaves `ok` false.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}
  bool ok() const { return ok_; }
  bool at_end() const { return text_.empty(); }
  char peek() const { return text_.empty() ? '\0' : text_.front(); }

  void expect(char upper, char lower) {
    if (peek() != upper && peek() != lower) ok_ = false;
    skip();
  }
  void expect(char c) { expect(c, c); }
  char take() {
    const char c = peek();
    skip();
    return c;
  }
  /// Exactly `digits` digits, at most `highest`.
  int number(int digits, int highest) {
    int value = 0;
    for (; digits > 0; --digits) {
      const char c = take();
      if (c < '0' || c > '9') ok_ = false;
      value = value * 10 + (c - '0');
    }
    if (value > highest) ok_ = false;
    return ok_ ? value : 0;
  }
  milliseconds fraction() {
    if (peek() != '.') return {};
    skip();
    int value = 0;
    int digits = 0;
    for (; peek() >= '0' && peek() <= '9'; ++digits) {
      const int digit = take() - '0';
      if (digits < 3) value = value * 10 + digit;
    }
    if (digits == 0 || digits > 9) ok_ = false;
    for (int i = digits; i < 3; ++i) value *= 10;
    return milliseconds{value};
  }
  minutes offset() {
    const char sign = take();
    if (sign == 'Z' || sign == 'z') return {};
    if (sign != '+' && sign != '-') ok_ = false;
    const hours h{number(2, 23)};
    expect(':');
    const minutes total = h + minutes{number(2, 59)};
    return sign == '-' ? -total : total;
  }

 private:
  void skip() {
    if (text_.empty()) {
      ok_ = false;
    } else {
      text_.remove_prefix(1);
    }
  }
  std::string_view text_;
  bool ok_ = true;
};

}  // namespace

UtcMillis system_clock_now() { return floor<milliseconds>(std::chrono::system_clock::now()); }

std::string to_rfc3339(UtcSeconds when) { return date_and_time(when) + "Z"; }

std::string to_rfc3339(UtcMillis when) {
  const auto whole = floor<seconds>(when);
  return fmt::format("{}.{:03}Z", date_and_time(whole), (when - whole).count());
}

std::optional<UtcMillis> parse_rfc3339(std::string_view text) {
  Reader in(text);
  const std::chrono::year year{in.number(4, 9999)};
  in.expect('-');
  const std::chrono::month month{static_cast<unsigned>(in.number(2, 12))};
  in.expect('-');
  const std::chrono::day day{static_cast<unsigned>(in.number(2, 31))};
  in.expect('T', 't');
  const hours h{in.number(2, 23)};
  in.expect(':');
  const minutes m{in.number(2, 59)};
  in.expect(':');
  const seconds s{in.number(2, 60)};
  const milliseconds fraction = in.fraction();
  const minutes offset = in.offset();
  const std::chrono::year_month_day date{year, month, day};
  if (!in.ok() || !in.at_end() || !date.ok()) return std::nullopt;
  const UtcMillis when = std::chrono::sys_days{date} + h + m + s + fraction - offset;
  // A leap second is only ever the last of a UTC day; as in POSIX it reads as the second after.
  if (s == seconds{60} && floor<seconds>(when) != floor<days>(when)) return std::nullopt;
  if (when < earliest || when > latest) return std::nullopt;
  return when;
}

std::optional<seconds> parse_duration(std::string_view text) {
  struct Unit {
    char letter;
    seconds length;
  };
  // From long to short: "1h30m" is a duration, "30m1h" is a slip of the pen.
  static constexpr std::array<Unit, 5> units{
      {{'w', days{7}}, {'d', days{1}}, {'h', hours{1}}, {'m', minutes{1}}, {'s', seconds{1}}}};
  constexpr std::size_t max_digits = 9;  // ten years are 315,619,200 s; more digits could overflow
  seconds total{0};
  std::size_t next_unit = 0;
  while (!text.empty()) {
    std::int64_t value = 0;
    std::size_t digits = 0;
    for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits) {
      if (digits == max_digits) return std::nullopt;
      value = value * 10 + (text[digits] - '0');
    }
    if (digits == 0 || digits == text.size()) return std::nullopt;
    while (next_unit < units.size() && units[next_unit].letter != text[digits]) ++next_unit;
    if (next_unit == units.size()) return std::nullopt;
    total += value * units[next_unit++].length;
    text.remove_prefix(digits + 1);
  }
  if (total <= seconds{0} || total > max_duration) return std::nullopt;
  return total;
}

}  // namespace schoolgate
