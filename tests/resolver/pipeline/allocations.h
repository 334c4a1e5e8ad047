// How often this program has asked for memory, by any thread: for tests that promise none.
#pragma once

#include <cstddef>

namespace schoolgate::test {
std::size_t allocations();
}
