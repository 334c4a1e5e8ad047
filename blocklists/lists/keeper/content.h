// Quick looks at a downloaded file, before it is parsed.
// Thread rules: pure, apart from reading the file.
#pragma once

#include <string>

namespace schoolgate {

/// Tells whether two downloads are the same, octet by octet: 64-bit FNV-1a and the size. Not against forgery: a
/// publisher that can choose the octets can choose the names. Empty when the file cannot be read.
std::string fingerprint_of_file(const std::string& path);
/// A sign-in page or an error page instead of a list: captive portals and moved projects answer so, with status 200.
bool looks_like_web_page(const std::string& path);

}  // namespace schoolgate
