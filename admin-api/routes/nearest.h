// The known word nearest to a mistyped one, for messages.
// Thread rules: pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace schoolgate::routes {

/// `known` must not be empty.
const std::string& nearest(std::string_view word, const std::vector<std::string>& known);

}  // namespace schoolgate::routes
