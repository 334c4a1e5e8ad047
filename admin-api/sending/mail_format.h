// A notice as the octets of a mail: RFC 5322, headers in ASCII (RFC 2047), the body as UTF-8 text in quoted-printable
// (RFC 2045 section 6.7), marked as made by a program (RFC 3834), so that nobody's out-of-office answers it.
// Whatever stands in a name or a subject, it cannot begin a header of its own.
// Thread rules: pure.
#pragma once

#include <string>
#include <string_view>

#include "blocklists/time.h"

namespace schoolgate::sending {

struct MailText {
  std::string from_name, from;  // address
  std::string to_name, to;      // address
  std::string subject, body;    // UTF-8
  std::string id;               // of the message: letters, digits, '-' and '_'
  UtcSeconds date{};
};

/// Lines end with CR LF.
std::string to_mail(const MailText& text);

/// RFC 2047: as it is when it is plain ASCII, else in encoded words of whole characters, folded.
std::string encoded_header(std::string_view text, std::size_t already_on_the_line);
std::string quoted_printable(std::string_view text);
/// "Mon, 23 Nov 2026 08:00:00 +0000"
std::string mail_date(UtcSeconds when);
/// "school.example" of "schoolgate@school.example".
std::string_view domain_of(std::string_view address);

}  // namespace schoolgate::sending
