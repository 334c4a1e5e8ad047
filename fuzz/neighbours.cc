// A datagram of the kernel's neighbour table: nothing is read beyond its end, and rows are of devices.
#include "resolver/identify/neighbours.h"

#include <cstddef>
#include <cstdint>

#include "fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<schoolgate::DeviceRow> rows;
  schoolgate::parse_neighbours({data, size}, rows);
  for (const auto& row : rows) SCHOOLGATE_PROMISE(row.mac && row.mac->is_of_a_device() && row.host.empty());
  return 0;
}
