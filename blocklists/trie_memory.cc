#include "blocklists/trie_memory.h"

#include <cstdint>

#include <sys/mman.h>

namespace schoolgate {

void prefer_huge_pages(std::span<const std::byte> octets) {
  constexpr std::uintptr_t huge_page = std::uintptr_t{2} << 20;
  constexpr int collapse_now = 25;  // MADV_COLLAPSE: Linux 6.1, and C library headers later than that
  const auto begin = reinterpret_cast<std::uintptr_t>(octets.data());
  // Whole huge pages only, so that nothing is asked of memory that is somebody else's.
  const std::uintptr_t first = (begin + huge_page - 1) / huge_page * huge_page;
  const std::uintptr_t last = (begin + octets.size()) / huge_page * huge_page;
  if (first >= last) return;
  void* const at = reinterpret_cast<void*>(first);
  if (::madvise(at, last - first, MADV_HUGEPAGE) == 0) static_cast<void>(::madvise(at, last - first, collapse_now));
}

}  // namespace schoolgate
