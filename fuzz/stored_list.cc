// The octets of a stored list's header and chunks, checksums left aside: damage may cost entries, never memory safety.
#include <string_view>

#include "blocklists/lists/import/list_format.h"
#include "blocklists/name.h"
#include "fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace schoolgate;
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  static_cast<void>(list_format::decode_header("h", octets));
  if (const auto parts = list_format::parse_key(octets)) {
    SCHOOLGATE_PROMISE(octets == list_format::header_key(parts->list_id, parts->version) || octets.front() != 'h');
  }
  std::string_view rest = octets;
  std::string last_key;
  std::string again;
  for (Entry entry; list_format::take_entry(rest, last_key, entry); last_key = entry.key) {
    SCHOOLGATE_PROMISE(entry.key.size() < max_name_octets);
    list_format::append_entry(again, last_key, entry);
  }
  SCHOOLGATE_PROMISE(again.size() <= size);
  return 0;
}
