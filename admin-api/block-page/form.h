// What a browser sends of a form (application/x-www-form-urlencoded, WHATWG URL section 5.1), bounded.
// Thread rules: pure functions.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace schoolgate::block_page {

/// A form of ours has four fields and some hundred letters, each of which may take nine octets.
inline constexpr std::size_t max_form_octets = 8 * 1024;
inline constexpr std::size_t max_form_fields = 8;

using Form = std::map<std::string, std::string, std::less<>>;
/// The first of each field; what cannot be read is left out.
Form read_form(std::string_view body);
/// Line ends as LF, no other control characters; empty when it is no UTF-8.
std::string clean_text(std::string_view text);
/// Code points, of UTF-8 that is good.
std::size_t letters_in(std::string_view text);

}  // namespace schoolgate::block_page
