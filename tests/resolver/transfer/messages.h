// Messages of zone transfers, made by hand for tests.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/name.h"
#include "resolver/wire/message.h"

namespace schoolgate::test {

using Octets = std::vector<std::uint8_t>;

inline void put16(Octets& out, std::uint32_t value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8U));
  out.push_back(static_cast<std::uint8_t>(value));
}
inline void put32(Octets& out, std::uint32_t value) {
  put16(out, value >> 16U);
  put16(out, value & 0xffffU);
}
inline void put_name(Octets& out, std::string_view text) {
  while (!text.empty()) {
    const std::size_t dot = std::min(text.find('.'), text.size());
    out.push_back(static_cast<std::uint8_t>(dot));
    out.insert(out.end(), text.begin(), text.begin() + static_cast<std::ptrdiff_t>(dot));
    text.remove_prefix(std::min(dot + 1, text.size()));
  }
  out.push_back(0);
}

/// A message of a transfer of "rpz.example", record by record.
class Message {
 public:
  explicit Message(std::uint16_t id = 7, std::uint16_t type = wire::type::axfr, bool question = true) {
    put16(octets, id);
    put16(octets, wire::flag_qr);
    put16(octets, question ? 1 : 0);
    for (int i = 0; i < 3; ++i) put16(octets, 0);
    if (!question) return;
    put_name(octets, "rpz.example");
    put16(octets, type);
    put16(octets, wire::class_in);
  }
  Message& record(std::string_view owner, std::uint16_t type, const Octets& data, std::uint32_t ttl = 60) {
    put_name(octets, owner);
    put16(octets, type);
    put16(octets, wire::class_in);
    put32(octets, ttl);
    put16(octets, static_cast<std::uint32_t>(data.size()));
    octets.insert(octets.end(), data.begin(), data.end());
    wire::put16(&octets[6], static_cast<std::uint16_t>(wire::get16(&octets[6]) + 1));
    return *this;
  }
  Message& soa(std::uint32_t serial, std::string_view owner = "rpz.example") {
    Octets data;
    put_name(data, "ns.rpz.example");
    put_name(data, "");
    for (const std::uint32_t number : {serial, 600U, 60U, 86400U, 30U}) put32(data, number);
    return record(owner, wire::type::soa, data);
  }
  Message& cname(std::string_view owner, std::string_view target) {
    Octets data;
    put_name(data, target);
    return record(std::string(owner) + ".rpz.example", wire::type::cname, data);
  }
  Message& address(std::string_view owner, std::uint8_t last) {
    return record(std::string(owner) + ".rpz.example", wire::type::a, {192, 0, 2, last});
  }
  Message& flags(std::uint16_t flags) {
    wire::put16(&octets[2], flags);
    return *this;
  }
  Octets octets;
};

}  // namespace schoolgate::test
