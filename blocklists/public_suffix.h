// Whether a name is a public suffix ("co.uk", "blogspot.com"): a rule there covers many unrelated sites, so people are
// warned first. Source: the Public Suffix List through libpsl (Debian's `publicsuffix` data when installed).
// Thread rules: any thread; the list is loaded once, on first use.
#pragma once

#include "blocklists/name.h"

namespace schoolgate {

bool is_public_suffix(NameView name);
/// The same, but for a name of one label that the list does not know ("lan", "local"): nobody registers below it.
bool is_listed_public_suffix(NameView name);

}  // namespace schoolgate
