// Values of Family::outbox <-> JSON, and its keys. Private to this room.
// Thread rules: pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "admin-api/sending/entry.h"
#include "admin-api/sending/patience.h"

namespace schoolgate::sending {

std::string encode(const Entry& entry);
std::optional<Entry> decode_entry(std::string_view text);
std::string encode(const Trouble& trouble);
std::optional<Trouble> decode_trouble(std::string_view text);
std::optional<std::uint64_t> decode_number(std::string_view text);
/// `prefix` and the number, 8 octets, big-endian: key order is number order.
std::string numbered(std::string_view prefix, std::uint64_t number);

}  // namespace schoolgate::sending
