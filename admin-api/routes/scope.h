// What an API token may call: each scope is a set of the access table's routes. The role of its owner holds besides.
// Thread rules: constant data.
#pragma once

#include <optional>
#include <string_view>

#include "admin-api/routes/access.h"

namespace schoolgate::routes {

bool in_scope(TokenScope scope, const Access& access);

std::string_view to_text(TokenScope scope);  // "read", "requests", "lists", "full"
std::optional<TokenScope> parse_scope(std::string_view text);

}  // namespace schoolgate::routes
