// The block page as HTML: one self-contained document that needs no JavaScript, no picture and no other site. Every
// text that comes from outside is escaped here and nowhere else. The policy that goes with it (CSP level 3) lets
// through its one style sheet, by its hash, and forms to the page itself. Thread rules: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace schoolgate::block_page {

/// Where the forms go: a place that no site has for itself (RFC 8615).
inline constexpr std::string_view report_path = "/.well-known/schoolgate/report";
/// Of the text in a form: some sentences. With four octets a letter it still is what change control takes.
inline constexpr std::size_t max_text_letters = 300;

struct View {
  std::string title;
  std::string text;    // a sentence or two
  std::string reason;  // likewise; may be empty
  std::string notice;  // that use is monitored; the school's own words, or empty
  std::string token;   // for the forms; empty: there are none
};

std::string render(const View& view);
std::string_view content_security_policy();

}  // namespace schoolgate::block_page
