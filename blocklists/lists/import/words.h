// Small pieces that all list parsers share: trimming, words, and turning one word into a name or a reason.
// Thread rules: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "blocklists/lists/entry.h"
#include "blocklists/lists/import/parser.h"
#include "blocklists/name.h"

namespace schoolgate::words {

/// Without blanks (space, tab, form feed, CR) at both ends.
std::string_view trim(std::string_view text);
/// What stands before `mark` where it begins a word; "a.com # note" -> "a.com", "a.com#b" stays.
std::string_view before_comment(std::string_view text, char mark);
/// Takes the first blank-separated word off `rest`; empty at the end.
std::string_view next_word(std::string_view& rest);
std::string to_lower(std::string_view text);
/// "www.example" has a dot inside, "com", ".com" and "com." have not.
bool has_inner_dot(std::string_view word);
/// 0.0.0.0, 127.0.0.0/8, :: and ::1: what blocking lists point names at.
bool is_null_address(std::string_view text);
bool is_address(std::string_view text);

/// Why `word` is no name, in the words of import reports.
std::string why_not_a_name(std::string_view word, NameFault fault);
/// Reports `word` to the sink as a name, or rejects it with the reason. True for a name.
bool take_name(std::string_view word, Scope scope, Effect effect, LineSink& sink);
/// As take_name() for a subtree, with one leading dot or "*." allowed: both mean the name and all below it.
bool take_site(std::string_view word, LineSink& sink);

}  // namespace schoolgate::words
