// Words that an attacker's program tries first: the list of Debian's package cracklib-runtime, read as the text that it
// is. Cracklib itself is not linked: its check ends the whole process when its packed dictionary cannot be read, keeps
// its state in globals, and calls long phrases "too systematic", which is the opposite of length first.
// Thread rules: any thread; a look-up reads the file (half a megabyte), and nothing is kept in memory.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace schoolgate::auth {

inline constexpr const char* common_words_file = "/usr/share/dict/cracklib-small";

/// Whether a password is one of those words in a thin disguise: other case, digits and marks around it, "pa55w0rd",
/// backwards, or twice. Nothing when the list cannot be read.
std::optional<bool> is_common_word(std::string_view password, const std::string& file = common_words_file);
/// Why the check is not made, for `status`; empty when it is.
std::string common_words_problem(const std::string& file = common_words_file);

}  // namespace schoolgate::auth
