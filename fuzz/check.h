// What must hold, in release builds too. A broken promise ends the process, which is how a fuzzer is told.
#pragma once

#include <cstdio>
#include <cstdlib>

#define SCHOOLGATE_PROMISE(condition)                                              \
  do {                                                                             \
    if (!(condition)) {                                                            \
      std::fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                \
    }                                                                              \
  } while (false)
