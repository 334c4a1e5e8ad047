// Text of unknown origin made fit for any page or terminal. Thread rules: pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace schoolgate {

/// The start of the text, in `most` octets at the most: control characters and what is not UTF-8 (RFC 3629) as \xHH.
std::string printable(std::string_view text, std::size_t most);

}  // namespace schoolgate
