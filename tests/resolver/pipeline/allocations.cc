// Replaces the global operators; in a file of its own, so that no compiler sees through them and complains of mixed
// pairs.
#include "tests/resolver/pipeline/allocations.h"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {
std::atomic<std::size_t> count = 0;
}

namespace schoolgate::test {
std::size_t allocations() { return count; }
}  // namespace schoolgate::test

void* operator new(std::size_t size) {
  ++count;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
