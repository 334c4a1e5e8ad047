// Reads a message from front to back and never beyond its end: every step says whether there was enough.
// Thread rules: a plain value that borrows the message.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "blocklists/name.h"
#include "resolver/wire/message.h"

namespace schoolgate::wire {

/// A name read out of a message, without compression, in the message's own case.
struct WireName {
  std::array<std::uint8_t, max_name_octets> octets;  // valid up to `size`
  std::size_t size = 0;
  std::span<const std::uint8_t> wire() const { return {octets.data(), size}; }
  void fold();  // to lower case
  NameView view() const { return NameView::trusted(wire()); }
};

class Cursor {
 public:
  explicit Cursor(std::span<const std::uint8_t> message, std::size_t at = 0) : message_(message), at_(at) {}

  std::size_t position() const { return at_; }
  std::size_t left() const { return message_.size() - at_; }
  const std::uint8_t* here() const { return message_.data() + at_; }

  bool skip(std::size_t octets) {
    if (octets > left()) return false;
    at_ += octets;
    return true;
  }
  bool u16(std::uint16_t& value) {
    if (left() < 2) return false;
    value = get16(here());
    at_ += 2;
    return true;
  }
  bool u32(std::uint32_t& value) {
    if (left() < 4) return false;
    value = get32(here());
    at_ += 4;
    return true;
  }
  /// A name with compression followed; the cursor ends behind it. False for a name that is cut off, too long, or whose
  /// pointers do not lead strictly backwards (so that it must end).
  bool name(WireName& into);
  /// Steps over a name; a compression pointer ends it.
  bool skip_name();

 private:
  std::span<const std::uint8_t> message_;
  std::size_t at_;
};

/// The fixed part of a record, and where its data lies. Owner and bounds are already checked.
struct RecordHead {
  std::uint16_t type = 0, klass = 0;
  std::uint32_t ttl = 0;
  std::size_t data = 0;  // offset
  std::uint16_t data_size = 0;
};
/// Reads what follows an owner name; the cursor ends behind the record's data.
bool read_record(Cursor& cursor, RecordHead& into);

}  // namespace schoolgate::wire
