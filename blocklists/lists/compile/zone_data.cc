#include "blocklists/lists/compile/zone_data.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <tuple>
#include <utility>

namespace schoolgate {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are read in place");

constexpr std::size_t number_octets = sizeof(std::uint32_t);
constexpr std::size_t row_head = 4;     // list, scope, key's octets
constexpr std::size_t record_head = 2;  // size
constexpr std::size_t most_octets = std::numeric_limits<std::uint32_t>::max();

std::uint16_t read16(const char* at) {
  std::uint16_t number = 0;
  std::memcpy(&number, at, sizeof number);
  return number;
}

void append16(std::string& out, std::size_t number) {
  out += static_cast<char>(number & 0xffU);
  out += static_cast<char>(number >> 8U & 0xffU);
}

std::unexpected<Fault> damaged() { return fault(Fault::Kind::damaged, "its local data is not what it should be"); }

/// A row's records, each whole.
bool are_records(std::string_view rest) {
  if (rest.empty()) return false;
  while (!rest.empty()) {
    if (rest.size() < record_head) return false;
    const std::size_t size = read16(rest.data());
    if (rest.size() - record_head < size || !decode_zone_record(rest.substr(record_head, size))) return false;
    rest.remove_prefix(record_head + size);
  }
  return true;
}

}  // namespace

ZoneRecord ZoneData::Records::take(std::string_view& rest) {
  const std::size_t size = read16(rest.data());
  const auto record = decode_zone_record(rest.substr(record_head, size));  // checked by from_bytes()
  rest.remove_prefix(record_head + size);
  return record.value_or(ZoneRecord{});
}

std::expected<ZoneData, Fault> ZoneData::from_bytes(std::vector<std::byte> bytes) {
  ZoneData data;
  data.bytes_ = std::move(bytes);
  if (data.bytes_.empty()) return data;
  if (data.bytes_.size() < 2 * number_octets || data.bytes_.size() > most_octets) return damaged();
  std::uint32_t rows = 0;
  std::memcpy(&rows, data.bytes_.data(), sizeof rows);
  if (rows == 0 || rows > data.bytes_.size() / number_octets - 2) return damaged();
  data.rows_ = rows;
  if (!data.is_sound()) return damaged();
  return data;
}

bool ZoneData::is_sound() {
  const std::size_t begin = (rows_ + 2) * number_octets;
  if (start(0) != 0 || begin + start(rows_) != bytes_.size()) return false;
  Row last;
  for (std::size_t at = 0; at < rows_; ++at) {
    if (start(at + 1) < start(at) + row_head || start(at + 1) > start(rows_)) return false;
    const std::string_view octets = row_octets(at);
    const std::size_t key = static_cast<unsigned char>(octets[3]);
    if (key == 0 || key >= max_name_octets || octets.size() < row_head + key || octets[2] < 0 || octets[2] > 1)
      return false;
    const Row here = row(at);
    if (!are_records(here.records)) return false;
    if (at > 0 && std::tie(last.key, last.list, last.below) >= std::tie(here.key, here.list, here.below)) return false;
    highest_list_ = std::max(highest_list_, here.list);
    last = here;
  }
  return true;
}

std::uint32_t ZoneData::start(std::size_t at) const noexcept {
  std::uint32_t offset = 0;
  std::memcpy(&offset, bytes_.data() + (at + 1) * number_octets, sizeof offset);
  return offset;
}

std::string_view ZoneData::row_octets(std::size_t at) const noexcept {
  const char* begin = reinterpret_cast<const char*>(bytes_.data()) + (rows_ + 2) * number_octets;
  return {begin + start(at), start(at + 1) - start(at)};
}

ZoneData::Row ZoneData::row(std::size_t at) const noexcept {
  const std::string_view octets = row_octets(at);
  const std::size_t key = static_cast<unsigned char>(octets[3]);
  return {octets.substr(row_head, key), read16(octets.data()), octets[2] != 0, octets.substr(row_head + key)};
}

/// The records of the row, or nothing.
std::string_view ZoneData::find(std::string_view key, ListNumber list, bool below) const noexcept {
  std::size_t first = 0, end = rows_;
  while (first < end) {
    const std::size_t middle = first + (end - first) / 2;
    const Row here = row(middle);
    const auto order = std::tie(here.key, here.list, here.below) <=> std::tie(key, list, below);
    if (order == 0) return here.records;
    if (order < 0)
      first = middle + 1;
    else
      end = middle;
  }
  return {};
}

ZoneData::Records ZoneData::find(ListNumber list, NameView name) const noexcept {
  const auto wire = name.wire();
  std::array<std::uint8_t, max_labels> starts{};
  std::size_t labels = 0;
  for (std::size_t at = 0; at < wire.size() && wire[at] != 0 && labels < max_labels; at += 1U + wire[at])
    starts[labels++] = static_cast<std::uint8_t>(at);
  if (labels == 0) return {};
  // The key and where in it each parent's ends. A label with a zero octet is on no list, and would look like two.
  std::array<char, max_name_octets> key{};
  std::array<std::uint8_t, max_labels + 1> ends{};
  std::size_t size = 0, depth = 0;
  for (; depth < labels; ++depth) {
    const std::uint8_t* label = wire.data() + starts[labels - 1 - depth];
    if (std::find(label + 1, label + 1 + *label, 0) != label + 1 + *label) break;
    std::copy(label + 1, label + 1 + *label, key.begin() + static_cast<std::ptrdiff_t>(size));
    size += *label;
    key[size++] = 0;
    ends[depth + 1] = static_cast<std::uint8_t>(size);
  }
  const std::string_view whole(key.data(), size);
  if (depth == labels) {
    if (const auto records = find(whole, list, false); !records.empty()) return {records, false, labels};
    --depth;
  }
  for (; depth > 0 && depth < labels; --depth) {
    const auto records = find(whole.substr(0, ends[depth]), list, true);
    if (!records.empty()) return {records, true, depth};
  }
  return {};
}

std::expected<void, Fault> ZoneDataBuilder::add(std::string_view key, ListNumber list, Scope scope,
                                                std::string_view record) {
  std::string head;
  append16(head, list);
  head += static_cast<char>(scope == Scope::below ? 1 : 0);
  head += static_cast<char>(key.size());
  head += key;
  // Keeps the whole, the numbers before the rows counted, within what they can say.
  const std::size_t whole = octets_.size() + head.size() + record.size() + (starts_.size() + 4) * number_octets;
  if (whole > most_octets)
    return fault(Fault::Kind::limit, "The response policy zones have more than 4 GiB of local data.",
                 "Remove some of them.");
  if (head != last_) {
    starts_.push_back(static_cast<std::uint32_t>(octets_.size()));
    octets_ += head;
    last_ = std::move(head);
  }
  append16(octets_, record.size());
  octets_ += record;
  return {};
}

std::vector<std::byte> ZoneDataBuilder::finish() && {
  std::vector<std::byte> bytes;
  if (starts_.empty()) return bytes;
  const auto rows = static_cast<std::uint32_t>(starts_.size());
  starts_.push_back(static_cast<std::uint32_t>(octets_.size()));
  starts_.insert(starts_.begin(), rows);
  const std::size_t numbers = starts_.size() * number_octets;
  bytes.resize(numbers + octets_.size());
  std::memcpy(bytes.data(), starts_.data(), numbers);
  std::memcpy(bytes.data() + numbers, octets_.data(), octets_.size());
  return bytes;
}

}  // namespace schoolgate
