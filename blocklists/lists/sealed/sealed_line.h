// One line of a sealed list, as licence holders write them: a name, or a URL. DNS can block a site whole or not at all:
// a URL that names nothing but a host is that host's name, and one with a path, a query or a port of its own is counted
// and blocks nothing, however bad the page is, or a whole shared host would go with it.
// Thread rules: a pure function.
#pragma once

#include <string_view>

#include "blocklists/name.h"

namespace schoolgate {

struct SealedLine {
  enum class Kind : unsigned char { comment, name, path, port, address, unreadable };
  Kind kind = Kind::comment;
  Name name;  // of Kind::name
};

/// `line` without its end. What stands behind the first tab, or behind a comma or semicolon after the host, is a
/// remark.
SealedLine read_sealed_line(std::string_view line);

}  // namespace schoolgate
