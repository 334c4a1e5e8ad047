#include "resolver/identify/neighbours.h"

#include <cstring>

#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "tests/catch.h"

namespace schoolgate {
namespace {

using Octets = std::vector<std::uint8_t>;

template <class T>
void append(Octets& to, const T& value) {
  to.resize(to.size() + sizeof value);
  std::memcpy(to.data() + to.size() - sizeof value, &value, sizeof value);
}

void append_attribute(Octets& to, std::uint16_t type, const Octets& value) {
  append(to, rtattr{static_cast<std::uint16_t>(sizeof(rtattr) + value.size()), type});
  to.insert(to.end(), value.begin(), value.end());
  while (to.size() % 4 != 0) to.push_back(0);
}

Octets neighbour(const char* address, const Octets& mac, std::uint16_t state) {
  const Address parsed = *Address::parse(address);
  const bool v4 = parsed.is_ipv4();
  ndmsg head{};
  head.ndm_family = v4 ? AF_INET : AF_INET6;
  head.ndm_state = state;
  Octets body;
  append(body, head);
  append_attribute(body, NDA_DST, Octets(parsed.octets.begin() + (v4 ? 12 : 0), parsed.octets.end()));
  append_attribute(body, NDA_LLADDR, mac);
  nlmsghdr header{};
  header.nlmsg_len = static_cast<std::uint32_t>(sizeof header + body.size());
  header.nlmsg_type = RTM_NEWNEIGH;
  Octets message;
  append(message, header);
  message.insert(message.end(), body.begin(), body.end());
  return message;
}

Octets done() {
  nlmsghdr header{};
  header.nlmsg_len = sizeof header;
  header.nlmsg_type = NLMSG_DONE;
  Octets message;
  append(message, header);
  return message;
}

Octets joined(std::initializer_list<Octets> parts) {
  Octets all;
  for (const Octets& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

const Octets mac{0x02, 0x11, 0x22, 0x33, 0x44, 0x55};

TEST_CASE("neighbours whose hardware address is known are found, IPv4 and IPv6") {
  std::vector<DeviceRow> rows;
  const Octets dump =
      joined({neighbour("10.1.0.5", mac, NUD_REACHABLE), neighbour("2001:db8::5", mac, NUD_STALE),
              neighbour("10.1.0.6", mac, NUD_FAILED), neighbour("10.1.0.7", mac, NUD_INCOMPLETE), done()});
  CHECK(parse_neighbours(dump, rows) == Dump::done);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].address == *Address::parse("10.1.0.5"));
  CHECK(rows[1].address == *Address::parse("2001:db8::5"));
  CHECK(rows[0].mac->to_text() == "02:11:22:33:44:55");
}

TEST_CASE("broadcast, multicast and other hardware addresses are no devices") {
  std::vector<DeviceRow> rows;
  const Octets dump = joined(
      {neighbour("10.1.0.255", Octets(6, 0xff), NUD_PERMANENT), neighbour("10.1.0.8", Octets(6, 0), NUD_PERMANENT),
       neighbour("224.0.0.251", {0x01, 0, 0x5e, 0, 0, 0xfb}, NUD_PERMANENT),
       neighbour("10.1.0.9", Octets(20, 1), NUD_REACHABLE), neighbour("10.1.0.9", {}, NUD_REACHABLE)});
  CHECK(parse_neighbours(dump, rows) == Dump::goes_on);
  CHECK(rows.empty());
}

TEST_CASE("a datagram that is cut off anywhere is never read beyond its end") {
  const Octets dump = joined({neighbour("10.1.0.5", mac, NUD_REACHABLE), done()});
  for (std::size_t size = 0; size < dump.size(); ++size) {
    const Octets cut(dump.begin(), dump.begin() + static_cast<std::ptrdiff_t>(size));  // its own heap block, for ASan
    std::vector<DeviceRow> rows;
    CHECK(parse_neighbours(cut, rows) != Dump::done);
  }
}

TEST_CASE("lengths that lie end the datagram or the neighbour, nothing else") {
  const Octets good = neighbour("10.1.0.5", mac, NUD_REACHABLE);
  for (std::size_t at = 0; at < good.size(); ++at)
    for (const int value : {0, 1, 3, 4, 15, 16, 127, 255}) {
      Octets bad = good;
      bad[at] = static_cast<std::uint8_t>(value);
      std::vector<DeviceRow> rows;
      parse_neighbours(bad, rows);
      CHECK(rows.size() <= 1);
    }
}

TEST_CASE("the kernel tells its neighbour table to anybody") {
  CHECK(read_neighbours().has_value());
  CHECK(NeighbourWatch().descriptor() >= 0);
}

}  // namespace
}  // namespace schoolgate
