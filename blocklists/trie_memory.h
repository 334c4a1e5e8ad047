// How a trie's octets lie in memory.
// Thread rules: any thread.
#pragma once

#include <cstddef>
#include <span>

namespace schoolgate {

/// Asks for pages of megabytes, for a lookup is one read anywhere in tens of megabytes and the processor then need not
/// look up the page as well: a tenth of its time. Takes some milliseconds at most; a kernel that refuses does no harm.
void prefer_huge_pages(std::span<const std::byte> octets);

}  // namespace schoolgate
