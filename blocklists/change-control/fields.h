// Checks of single fields at the one door through which changes come. Each puts its field into canonical form, or says
// in plain words what is wrong with it.
// Thread rules: pure functions.
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/fault.h"
#include "blocklists/name.h"
#include "blocklists/policy/model.h"

namespace schoolgate {

using Checked = std::expected<void, Fault>;

// A sign-in name or a group's id is typed, shown in tables and part of a key.
inline constexpr std::size_t max_id_octets = 64;
// List ids carry a source and a category: "ut1/gambling".
inline constexpr std::size_t max_list_id_octets = 128;
// One line on a page.
inline constexpr std::size_t max_title_octets = 200;
// A reason is a paragraph, not a document; it is kept for as long as the log.
inline constexpr std::size_t max_why_octets = 2000;
inline constexpr std::size_t max_address_octets = 2000;  // what browsers and proxies take as a URL

/// Lower-case letters, digits and those of `others`; begins with a letter or digit.
Checked check_id(std::string_view what, const std::string& id, std::string_view others = "-",
                 std::size_t max_octets = max_id_octets);
/// UTF-8 without control characters but line ends (a reason may have paragraphs).
Checked check_text(std::string_view what, const std::string& text, std::size_t max_octets);
/// As check_text, and not only blanks.
Checked check_required_text(std::string_view what, const std::string& text, std::size_t max_octets);
bool is_blank(std::string_view text);
/// Puts the name into A-label text.
Checked check_name(std::string_view what, std::string& name);
/// Each name canonical, none twice, at most `most`.
Checked check_names(std::string_view what, std::vector<std::string>& names, std::size_t most);
/// Of one person, as mail servers take it everywhere (RFC 5321 section 4.1.2, without quoting): it goes into headers.
Checked check_mail_address(std::string_view what, const std::string& address);  // validate_sending.cc
/// "host", "host:port" or "[2001:db8::1]:port".
Checked check_host_and_port(std::string_view what, std::string_view text);  // validate_sending.cc
Checked check_category(const std::string& id);
/// Each exists, none twice.
Checked check_groups(const PolicyState& state, std::vector<std::string>& groups);

}  // namespace schoolgate
