// A lease file in the format "isc": see lease_text.h for what must come out.
#include "fuzz/lease_text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return schoolgate::fuzz::parse_lease_text(schoolgate::LeaseFormat::isc, data, size);
}
