// Text of unknown origin, made safe to stand in an HTML document, between tags and in quoted attributes.
// Thread rules: pure. Source: HTML, section 13.1.4 (character references).
#pragma once

#include <string>
#include <string_view>

namespace schoolgate {

std::string html_text(std::string_view text);

}  // namespace schoolgate
