#include "blocklists/policy/prefix_table.h"

#include <algorithm>
#include <optional>
#include <tuple>

namespace schoolgate {
namespace {

constexpr Prefix mapped_ipv4{{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0}}, 96};  // RFC 4291 section 2.5.5.2

/// The first address behind the prefix; nothing when the prefix reaches the end of the address space.
std::optional<Address> first_behind(const Prefix& prefix) {
  Address last = prefix.address;
  for (std::size_t bit = prefix.bits; bit < 128; ++bit)
    last.octets[bit / 8] |= static_cast<std::uint8_t>(0x80U >> (bit % 8));
  for (std::size_t octet = last.octets.size(); octet-- > 0;)
    if (++last.octets[octet] != 0) return last;
  return std::nullopt;
}

}  // namespace

PrefixTable::PrefixTable(std::vector<Row> rows, const Nested& nested) {
  // An IPv6 prefix that is wide enough to take in the IPv4-mapped addresses does not mean them (Prefix::contains).
  rows.insert(rows.begin(), Row{mapped_ipv4, none});
  std::vector<const Row*> sweep;
  for (const Row& row : rows) sweep.push_back(&row);
  std::ranges::sort(sweep, [](const Row* a, const Row* b) {  // the place in `rows` is the last thing compared
    return std::tie(a->prefix.address, a->prefix.bits, a) < std::tie(b->prefix.address, b->prefix.bits, b);
  });
  struct Open {
    std::optional<Address> behind;
    std::uint32_t value;
  };
  std::vector<Open> open;  // the prefixes that the sweep is inside of, outermost first
  const auto close = [&] {
    const std::optional<Address> behind = open.back().behind;
    open.pop_back();
    if (behind) start_range(*behind, open.empty() ? none : open.back().value);
  };
  for (const Row* row : sweep) {
    while (!open.empty() && open.back().behind && *open.back().behind <= row->prefix.address) close();
    const bool inside = !open.empty() && open.back().value != none && row->value != none;
    const std::uint32_t value = nested && inside ? nested(open.back().value, row->value) : row->value;
    start_range(row->prefix.address, value);
    open.push_back({first_behind(row->prefix), value});
  }
  while (!open.empty()) close();
}

PrefixTable::Key::Key(const Address& address) {
  for (std::size_t octet = 0; octet < 8; ++octet) {
    high = high << 8U | address.octets[octet];
    low = low << 8U | address.octets[octet + 8];
  }
}

void PrefixTable::start_range(const Address& start, std::uint32_t value) {
  const Key key(start);
  if (!starts_.empty() && starts_.back() == key) {
    values_.back() = value;
    return;
  }
  starts_.push_back(key);
  values_.push_back(value);
}

std::uint32_t PrefixTable::find(const Address& address) const {
  const Key key(address);
  if (starts_.empty() || !starts_.front().at_or_before(key)) return none;
  // Halving without a branch on the outcome: clients come in no order that a processor could guess.
  const Key* first = starts_.data();  // starts at or before the address, always
  for (std::size_t left = starts_.size(); left > 1;) {
    const std::size_t half = left / 2;
    first += first[half].at_or_before(key) ? half : 0;
    left -= half;
  }
  return values_[static_cast<std::size_t>(first - starts_.data())];
}

}  // namespace schoolgate
