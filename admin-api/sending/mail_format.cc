#include "admin-api/sending/mail_format.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "blocklists/change-control/text.h"

namespace schoolgate::sending {
namespace {

constexpr std::size_t line_length = 76;       // RFC 2045 section 6.7 and RFC 2047 section 2
constexpr std::size_t max_header_text = 400;  // a subject that nobody reads to its end
constexpr std::string_view word_open = "=?UTF-8?B?", word_close = "?=";

/// Controls (line ends among them) become blanks, what is no UTF-8 becomes question marks.
std::string header_text(std::string_view text) {
  std::string clean;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    clean += octet < 0x20 || octet == 0x7F ? ' ' : c;
  }
  if (!is_utf8(clean))
    std::ranges::replace_if(clean, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
  std::size_t end = std::min(clean.size(), max_header_text);
  while (end < clean.size() && (static_cast<unsigned char>(clean[end]) & 0xC0U) == 0x80U) --end;
  clean.resize(end);
  return clean;
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::size_t character_octets(std::string_view text) {
  std::size_t octets = 1;
  while (octets < text.size() && (static_cast<unsigned char>(text[octets]) & 0xC0U) == 0x80U) ++octets;
  return octets;
}

/// A name before an address: quoted when it is ASCII (RFC 5322 section 3.2.4).
std::string mailbox(std::string_view name, const std::string& address, std::size_t already) {
  if (name.empty()) return "<" + address + ">";
  const std::string clean = header_text(name);
  if (!is_ascii(clean)) return encoded_header(clean, already) + "\r\n <" + address + ">";
  std::string quoted;
  for (const char c : clean) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return "\"" + quoted + "\"\r\n <" + address + ">";
}

}  // namespace

std::string encoded_header(std::string_view text, std::size_t already_on_the_line) {
  const std::string clean = header_text(text);
  // Text that looks like an encoded word would be decoded at the other end: it is encoded too.
  if (is_ascii(clean) && already_on_the_line + clean.size() <= line_length && clean.find("=?") == std::string::npos)
    return clean;
  std::string folded;
  std::string_view rest = clean;
  std::size_t room = line_length - already_on_the_line;
  while (!rest.empty()) {
    const std::size_t octets = (room - word_open.size() - word_close.size()) / 4 * 3;
    std::size_t taken = 0;
    while (taken < rest.size()) {
      const std::size_t next = character_octets(rest.substr(taken));
      if (taken + next > octets) break;
      taken += next;
    }
    if (!folded.empty()) folded += "\r\n ";
    folded += fmt::format("{}{}{}", word_open, to_base64(as_octets(rest.substr(0, taken))), word_close);
    rest.remove_prefix(taken);
    room = line_length - 1;  // the blank that a folded line begins with
  }
  return folded;
}

std::string quoted_printable(std::string_view text) {
  std::string out;
  std::size_t column = 0;
  for (std::size_t n = 0; n < text.size(); ++n) {
    const char c = text[n];
    if (c == '\r' && n + 1 < text.size() && text[n + 1] == '\n') continue;
    if (c == '\n') {
      out += "\r\n";
      column = 0;
      continue;
    }
    const auto octet = static_cast<unsigned char>(c);
    const bool at_end = n + 1 == text.size() || text[n + 1] == '\n' || text[n + 1] == '\r';
    const bool plain = (octet > 0x20 && octet < 0x7F && c != '=') || ((c == ' ' || c == '\t') && !at_end);
    // A dot or "From " at a line's start is what some servers on the way would touch.
    const bool touched = column == 0 && (c == '.' || text.substr(n).starts_with("From "));
    const std::string piece = plain && !touched ? std::string(1, c) : fmt::format("={:02X}", octet);
    if (column + piece.size() > line_length - 1) {
      out += "=\r\n";
      column = 0;
    }
    out += piece;
    column += piece.size();
  }
  if (column != 0) out += "\r\n";
  return out;
}

std::string mail_date(UtcSeconds when) {
  constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(when);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(when - day);
  return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} +0000", days[std::chrono::weekday(day).c_encoding()],
                     static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count());
}

std::string_view domain_of(std::string_view address) { return address.substr(address.rfind('@') + 1); }

std::string to_mail(const MailText& text) {
  std::string mail;
  const auto header = [&](std::string_view name, const std::string& value) {
    mail += fmt::format("{}: {}\r\n", name, value);
  };
  header("Date", mail_date(text.date));
  header("From", mailbox(text.from_name, text.from, 6));
  header("To", mailbox(text.to_name, text.to, 4));
  header("Subject", encoded_header(text.subject, 9));
  header("Message-ID", fmt::format("<{}@{}>", text.id, domain_of(text.from)));
  header("Auto-Submitted", "auto-generated");
  header("MIME-Version", "1.0");
  header("Content-Type", "text/plain; charset=utf-8");
  header("Content-Transfer-Encoding", "quoted-printable");
  return mail + "\r\n" + quoted_printable(text.body);
}

}  // namespace schoolgate::sending
