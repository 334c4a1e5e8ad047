// Writes names into a growing message with compression (RFC 1035 section 4.1.4): a suffix that already stands in the
// message becomes a pointer to it. Bounded: it remembers so many places and no more.
// Thread rules: one writer a message, one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace schoolgate::wire {

class NameWriter {
 public:
  explicit NameWriter(std::vector<std::uint8_t>& message) : message_(message) {}
  /// Appends the name (uncompressed wire form), compressed if `compress`; case is kept where nothing is shared.
  void write(std::span<const std::uint8_t> name, bool compress = true);

 private:
  bool stands_at(std::size_t place, std::span<const std::uint8_t> name) const;

  // Enough for the names of a full UDP answer; names beyond are written out in full, which is always correct.
  static constexpr std::size_t max_places = 96;
  static constexpr std::size_t max_pointer = 0x3fff;
  std::vector<std::uint8_t>& message_;
  std::array<std::uint16_t, max_places> places_{};
  std::size_t count_ = 0;
};

}  // namespace schoolgate::wire
