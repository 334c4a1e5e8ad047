// One network rule of the AdBlock syntax: [@@][||or|]pattern[^][$modifier,modifier=value...].
// Modifiers are honoured or the rule is rejected, never read as part of the name:
//   all, document, doc, network, match-case   change nothing for a name that is blocked for every type
//   important, badfilter                      honoured
//   dnsrewrite=                               a block when it answers NXDOMAIN, REFUSED, nothing or a null address
//   everything else                           about pages, clients or single types: rejected with the modifier's name
// Thread rules: pure functions.
#pragma once

#include <string_view>

#include "blocklists/lists/import/parser.h"

namespace schoolgate {

/// Rules for what a page looks like: ##, #@#, #?#, #$#, #%#, $$ and $@$.
bool is_cosmetic(std::string_view line);
/// `line` is not empty, holds no blanks and is neither a comment nor cosmetic.
void take_adblock_rule(std::string_view line, LineSink& sink);

}  // namespace schoolgate
