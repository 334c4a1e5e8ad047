// dnsmasq's lease file, a line a lease:
//   <end, or 0> <hardware address> <IPv4 address> <host name or *> <client id or *>
//   duid <the server's>                                            once, before the IPv6 leases
//   <end, or 0> <association id>   <IPv6 address> <host name or *> <client's DUID>
#include <fmt/format.h>

#include "resolver/identify/lease_table.h"

namespace schoolgate {
namespace {

constexpr std::size_t least_words = 4, most_words = 8;

}  // namespace

void parse_dnsmasq(std::string_view text, LeaseTable& table) {
  LeaseLines lines(text);
  while (const auto line = lines.next()) {
    const auto words = split_words(*line, most_words);
    if (words.empty() || words[0] == "duid") continue;
    if (words.size() < least_words) {
      table.reject(lines.number(), "a lease has an end, a hardware address, an address and a host name");
      continue;
    }
    const auto end = whole_number(words[0]);
    const auto address = Address::parse(words[2]);
    if (!end || !address) {
      table.reject(lines.number(),
                   fmt::format("{} is not {}", shown(words[end ? 2 : 0]), end ? "an address" : "a time"));
      continue;
    }
    table.put({*address, MacAddress::parse(words[1]), host_name(words[3]), *end == 0 ? std::nullopt : lease_end(*end)});
  }
}

}  // namespace schoolgate
