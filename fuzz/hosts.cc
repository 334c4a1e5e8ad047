// Lines of a hosts list: whatever they hold, see list_lines.h for what must come out.
#include "fuzz/list_lines.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return schoolgate::fuzz::parse_lines(schoolgate::ListFormat::hosts, data, size);
}
