// Where replies go that have to wait. A ticket names a place and how often that place was used, so an old ticket finds
// nothing instead of somebody else's address.
//   bits 0-31 place, 32-62 use; bit 63 is the caller's (query_handler.h)
// Thread rules: one thread. Allocates at construction only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace schoolgate {

template <class T>
class TicketTable {
 public:
  explicit TicketTable(std::size_t size) : slots_(size) {
    free_.reserve(size);
    for (std::size_t i = size; i > 0; --i) free_.push_back(static_cast<std::uint32_t>(i - 1));
  }

  /// Nothing when full. The place is taken until take() or drop().
  std::optional<std::uint64_t> reserve() {
    if (free_.empty()) return std::nullopt;
    const std::uint32_t place = free_.back();
    free_.pop_back();
    slots_[place].taken = true;
    return (std::uint64_t{slots_[place].use} << use_shift) | place;
  }
  /// Only for a ticket that reserve() gave and that is still taken.
  void fill(std::uint64_t ticket, T value) { slots_[place_of(ticket)].value = std::move(value); }
  /// Nothing for an old ticket.
  std::optional<T> take(std::uint64_t ticket) {
    if (!drop(ticket)) return std::nullopt;
    return std::move(slots_[place_of(ticket)].value);
  }
  /// As take(), for a ticket whose value nobody wants any more; false for an old one.
  bool drop(std::uint64_t ticket) {
    const std::uint32_t place = place_of(ticket);
    if (place >= slots_.size()) return false;
    Slot& slot = slots_[place];
    if (!slot.taken || slot.use != static_cast<std::uint32_t>((ticket >> use_shift) & use_mask)) return false;
    slot.taken = false;
    slot.use = (slot.use + 1) & use_mask;
    free_.push_back(place);
    return true;
  }
  std::size_t in_use() const { return slots_.size() - free_.size(); }

 private:
  struct Slot {
    T value{};
    std::uint32_t use = 0;
    bool taken = false;
  };
  static constexpr unsigned use_shift = 32;
  static constexpr std::uint32_t use_mask = 0x7FFFFFFF;
  static std::uint32_t place_of(std::uint64_t ticket) { return static_cast<std::uint32_t>(ticket & 0xFFFFFFFFU); }

  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
};

}  // namespace schoolgate
