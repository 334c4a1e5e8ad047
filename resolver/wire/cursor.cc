#include "resolver/wire/cursor.h"

#include <algorithm>

namespace schoolgate::wire {

namespace {
// The two top bits of a length octet (RFC 1035 section 4.1.4); 01 and 10 are not in use.
constexpr std::uint8_t label_kind_bits = 0xc0;
constexpr std::uint8_t pointer_kind = 0xc0;
}  // namespace

void WireName::fold() { std::transform(octets.begin(), octets.begin() + size, octets.begin(), lower); }

bool Cursor::name(WireName& into) {
  into.size = 0;
  std::size_t at = at_;
  std::size_t lowest = at_;  // a pointer must lead before everything that was read so far
  std::size_t end = 0;       // behind the name in the message, known at the first pointer
  for (;;) {
    if (at >= message_.size()) return false;
    const std::uint8_t length = message_[at];
    if ((length & label_kind_bits) == pointer_kind) {
      if (message_.size() - at < 2) return false;
      if (end == 0) end = at + 2;
      const std::size_t target = get16(message_.data() + at) & 0x3fffU;
      if (target >= lowest) return false;
      at = lowest = target;
      continue;
    }
    if ((length & label_kind_bits) != 0) return false;
    const std::size_t octets = std::size_t{length} + 1;
    if (octets > message_.size() - at || into.size + octets > max_name_octets) return false;
    std::copy_n(message_.data() + at, octets, into.octets.data() + into.size);
    into.size += octets;
    at += octets;
    if (length == 0) break;
  }
  at_ = end != 0 ? end : at;
  return true;
}

bool Cursor::skip_name() {
  for (;;) {
    if (left() == 0) return false;
    const std::uint8_t length = *here();
    if ((length & label_kind_bits) == pointer_kind) return skip(2);
    if ((length & label_kind_bits) != 0 || !skip(std::size_t{length} + 1)) return false;
    if (length == 0) return true;
  }
}

bool read_record(Cursor& cursor, RecordHead& into) {
  if (!cursor.u16(into.type) || !cursor.u16(into.klass) || !cursor.u32(into.ttl) || !cursor.u16(into.data_size))
    return false;
  into.data = cursor.position();
  return cursor.skip(into.data_size);
}

}  // namespace schoolgate::wire
