// ISC dhcpd's lease file: blocks of statements, appended to by each change.
//   lease 10.0.0.5 {
//     ends 4 2026/11/19 21:00:00;            in UTC; or "ends epoch 1795122000;", or "ends never;"
//     binding state active;
//     hardware ethernet 00:11:22:33:44:55;
//     client-hostname "pc-5";
//   }
// Everything else, whole blocks included, is walked over.
#include <cstdio>

#include <fmt/format.h>

#include "resolver/identify/lease_table.h"

namespace schoolgate {
namespace {

constexpr std::size_t max_words = 16;  // of a statement that says something here; the rest of it is walked over
constexpr std::string_view blanks = " \t\r\n";

/// A statement's words and what ended it.
struct Statement {
  std::vector<std::string_view> words;  // a quoted text is one word, its quotes taken off
  char end = '\0';                      // ';', '{', '}', or '\0' at the end of the text
};

class Statements {
 public:
  explicit Statements(std::string_view text) : rest_(text) {}
  Statement next();
  /// Walks over what is left of a block whose '{' has been read. False when the text ends first.
  bool skip_block();
  std::size_t line() const { return line_; }

 private:
  void advance(std::size_t octets);
  std::string_view take(std::size_t octets);
  std::string_view quoted();
  std::string_view rest_;
  std::size_t line_ = 1;
};

void Statements::advance(std::size_t octets) {
  for (std::size_t i = 0; i < octets; ++i) line_ += rest_[i] == '\n' ? 1 : 0;
  rest_.remove_prefix(octets);
}

std::string_view Statements::take(std::size_t octets) {
  const std::string_view taken = rest_.substr(0, octets);
  advance(octets);
  return taken;
}

/// With its escapes as they are: what needs one is no host name.
std::string_view Statements::quoted() {
  std::size_t end = 1;
  while (end < rest_.size() && rest_[end] != '"') end += rest_[end] == '\\' ? 2 : 1;
  end = std::min(end, rest_.size());
  const std::string_view text = rest_.substr(1, end - 1);
  advance(std::min(end + 1, rest_.size()));
  return text;
}

Statement Statements::next() {
  Statement statement;
  const auto add = [&statement](std::string_view word) {
    if (statement.words.size() < max_words) statement.words.push_back(word);
  };
  while (!rest_.empty()) {
    const char c = rest_.front();
    if (blanks.find(c) != std::string_view::npos) {
      advance(1);
    } else if (c == '#') {
      advance(std::min(rest_.find('\n'), rest_.size()));
    } else if (c == '"') {
      add(quoted());
    } else if (c == ';' || c == '{' || c == '}') {
      statement.end = c;
      advance(1);
      return statement;
    } else {
      add(take(std::min(rest_.find_first_of(" \t\r\n;{}\"#"), rest_.size())));
    }
  }
  return statement;
}

bool Statements::skip_block() {
  for (std::size_t depth = 1; depth > 0;) {
    const char end = next().end;
    if (end == '\0') return false;
    if (end == '{') ++depth;
    if (end == '}') --depth;
  }
  return true;
}

/// "2026/11/19" and "21:00:00".
std::optional<UtcSeconds> moment(std::string_view date, std::string_view time) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  const std::string text = fmt::format("{} {}", date, time);
  if (std::sscanf(text.c_str(), "%4d/%2d/%2d %2d:%2d:%2d", &year, &month, &day, &hour, &minute, &second) != 6)
    return std::nullopt;
  const std::chrono::year_month_day ymd{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                        std::chrono::day(static_cast<unsigned>(day))};
  if (!ymd.ok()) return std::nullopt;
  return std::chrono::sys_days(ymd) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second);
}

struct Lease {
  DeviceRow row;
  bool active = true;  // old files do not say
  std::string fault;
};

void take_end(const std::vector<std::string_view>& words, Lease& lease) {
  lease.row.expires.reset();
  if (words.size() == 2 && words[1] == "never") return;
  if (words.size() >= 3 && words[1] == "epoch") {
    if (const auto seconds = whole_number(words[2])) {
      lease.row.expires = lease_end(*seconds);
      return;
    }
  }
  if (words.size() >= 4) lease.row.expires = moment(words[2], words[3]);
  if (!lease.row.expires) lease.fault = "the end of the lease is not a time";
}

void take_statement(const std::vector<std::string_view>& words, Lease& lease) {
  const auto is = [&](std::size_t place, std::string_view word) {
    return place < words.size() && words[place] == word;
  };
  if (is(0, "ends")) {
    take_end(words, lease);
  } else if (is(0, "binding") && is(1, "state") && words.size() == 3) {
    lease.active = words[2] == "active";
  } else if (is(0, "abandoned")) {
    lease.active = false;
  } else if (is(0, "hardware") && is(1, "ethernet") && words.size() == 3) {
    lease.row.mac = MacAddress::parse(words[2]);
  } else if (is(0, "client-hostname") && words.size() == 2) {
    lease.row.host = host_name(words[1]);
  } else if (is(0, "set") && is(1, "ddns-fwd-name") && words.size() == 4 && lease.row.host.empty()) {
    lease.row.host = host_name(words[3]);  // the name that dhcpd itself put into the DNS
  }
}

/// False when the text ends inside: dhcpd is writing it.
bool take_lease(Statements& statements, Lease& lease) {
  while (true) {
    const Statement statement = statements.next();
    if (statement.end == '\0') return false;
    if (statement.end == '}') return true;
    if (statement.end == '{') {
      if (!statements.skip_block()) return false;
    } else {
      take_statement(statement.words, lease);
    }
  }
}

}  // namespace

void parse_isc(std::string_view text, LeaseTable& table) {
  Statements statements(text);
  while (true) {
    const Statement statement = statements.next();
    const std::size_t line = statements.line();
    if (statement.end == '\0') return;
    if (statement.end != '{') continue;
    if (statement.words.size() != 2 || statement.words[0] != "lease") {
      if (!statements.skip_block()) return;
      continue;
    }
    const auto address = Address::parse(statement.words[1]);
    Lease lease;
    if (!take_lease(statements, lease)) return;
    if (!address) lease.fault = fmt::format("{} is not an address", shown(statement.words[1]));
    if (!lease.fault.empty()) {
      table.reject(line, lease.fault);
    } else if (lease.active) {
      lease.row.address = *address;
      table.put(std::move(lease.row));
    } else {
      table.remove(*address);
    }
  }
}

}  // namespace schoolgate
