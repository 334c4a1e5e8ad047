// The gate: looks at a request's head before anything else does, and before any of the body is read.
// It lets through only heads that have one reading (RFC 9112 sections 2 to 5, strictly: no obsolete folding, no bare CR
// or LF, one Content-Length, no Transfer-Encoding), so the library behind it cannot read them differently.
// Thread rules: pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "admin-api/http/limits.h"
#include "admin-api/http/problem.h"

namespace schoolgate::http {

struct NeedMore {};
struct Head {
  std::size_t octets = 0;       // of the head, its empty line included
  std::size_t body_octets = 0;  // that follow
  bool close = false;           // the client wants the connection closed after the reply
};

/// What differs between the admin API and the block page.
struct HeadRules {
  bool only_json = true;  // of bodies
  // Below this path a body is octets: pieces of a file. A page of another site cannot send that type without asking.
  std::string_view octets_below = "/api/v1/uploads/";
  std::size_t max_path = max_path_octets, max_target = max_target_octets, max_body = max_body_octets;
};

/// What `received` begins with. A Problem means: answer it and close.
using HeadVerdict = std::variant<NeedMore, Head, Problem>;
HeadVerdict inspect_head(std::string_view received, const HeadRules& rules = {});

}  // namespace schoolgate::http
