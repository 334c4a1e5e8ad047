// Replaces the global operators, all that take no alignment, so that each pair is of one kind; in a file of its own, so
// that no compiler sees through them and complains of mixed pairs.
#include "tests/resolver/pipeline/allocations.h"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> count = 0;

[[maybe_unused]] void* counted(std::size_t size) noexcept {
  ++count;
  return std::malloc(size);
}
[[maybe_unused]] void* counted_or_throw(std::size_t size) {
  if (void* memory = counted(size)) return memory;
  throw std::bad_alloc();
}

}  // namespace

namespace schoolgate::test {
std::size_t allocations() { return count; }
}  // namespace schoolgate::test

// ThreadSanitizer brings operators of its own, which cannot be replaced: under it nothing is counted, and the promise
// is held to by the other builds.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define SCHOOLGATE_KEEP_OPERATORS
#endif
#endif

#ifndef SCHOOLGATE_KEEP_OPERATORS
void* operator new(std::size_t size) { return counted_or_throw(size); }
void* operator new[](std::size_t size) { return counted_or_throw(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return counted(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return counted(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
#endif
