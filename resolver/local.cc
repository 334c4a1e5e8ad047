#include "resolver/local.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <string_view>

#include "resolver/wire/message.h"

namespace schoolgate {

namespace {

using Kind = LocalName::Kind;

struct Row {
  std::string_view name;   // text, lower case
  Kind kind;               // of every name below it
  bool exists = false;     // the name itself is there, though nothing is below it: a zone, not a forbidden name
  bool by_number = false;  // only below the labels of the shared address space, each of which is a zone
};
constexpr bool zone = true;
constexpr bool shared_space = true;

constexpr Row rows[] = {
    // Bypass signals.
    {"use-application-dns.net", Kind::signal},
    {"mask.icloud.com", Kind::signal},
    {"mask-h2.icloud.com", Kind::signal},
    {"mask-canary.icloud.com", Kind::signal},
    {"dns-tunnel-check.googlezip.net", Kind::signal},
    {"resolver.arpa", Kind::nothing},
    // Special-use names.
    {"localhost", Kind::localhost},
    {"invalid", Kind::no_name},
    {"test", Kind::no_name},
    {"onion", Kind::no_name},
    {"alt", Kind::no_name},
    {"local", Kind::no_name},
    {"internal", Kind::no_name},  // ICANN's board, resolution 2024.07.29.06: never delegated
    {"home.arpa", Kind::no_name, zone},
    // RFC 7793: 64.100.in-addr.arpa to 127.100.in-addr.arpa.
    {"100.in-addr.arpa", Kind::no_name, zone, shared_space},
    // RFC 6303 section 4.1 and 4.2: this network, private, loopback, link-local, documentation, broadcast.
    {"0.in-addr.arpa", Kind::no_name, zone},
    {"10.in-addr.arpa", Kind::no_name, zone},
    {"127.in-addr.arpa", Kind::no_name, zone},
    {"254.169.in-addr.arpa", Kind::no_name, zone},
    {"16.172.in-addr.arpa", Kind::no_name, zone},
    {"17.172.in-addr.arpa", Kind::no_name, zone},
    {"18.172.in-addr.arpa", Kind::no_name, zone},
    {"19.172.in-addr.arpa", Kind::no_name, zone},
    {"20.172.in-addr.arpa", Kind::no_name, zone},
    {"21.172.in-addr.arpa", Kind::no_name, zone},
    {"22.172.in-addr.arpa", Kind::no_name, zone},
    {"23.172.in-addr.arpa", Kind::no_name, zone},
    {"24.172.in-addr.arpa", Kind::no_name, zone},
    {"25.172.in-addr.arpa", Kind::no_name, zone},
    {"26.172.in-addr.arpa", Kind::no_name, zone},
    {"27.172.in-addr.arpa", Kind::no_name, zone},
    {"28.172.in-addr.arpa", Kind::no_name, zone},
    {"29.172.in-addr.arpa", Kind::no_name, zone},
    {"30.172.in-addr.arpa", Kind::no_name, zone},
    {"31.172.in-addr.arpa", Kind::no_name, zone},
    {"168.192.in-addr.arpa", Kind::no_name, zone},
    {"2.0.192.in-addr.arpa", Kind::no_name, zone},
    {"100.51.198.in-addr.arpa", Kind::no_name, zone},
    {"113.0.203.in-addr.arpa", Kind::no_name, zone},
    {"255.255.255.255.in-addr.arpa", Kind::no_name, zone},
    // RFC 6303 section 4.3 to 4.6: unspecified, loopback, unique local (both halves), link-local, documentation.
    {"0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa", Kind::no_name, zone},
    {"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa", Kind::no_name, zone},
    {"d.f.ip6.arpa", Kind::no_name, zone},
    {"c.f.ip6.arpa", Kind::no_name, zone},
    {"8.e.f.ip6.arpa", Kind::no_name, zone},
    {"9.e.f.ip6.arpa", Kind::no_name, zone},
    {"a.e.f.ip6.arpa", Kind::no_name, zone},
    {"b.e.f.ip6.arpa", Kind::no_name, zone},
    {"8.b.d.0.1.0.0.2.ip6.arpa", Kind::no_name, zone},
};

// FNV-1a over labels from the root down, so that the hash of a name extends its parent's: one pass over the name
// hashes all its suffixes.
constexpr std::uint32_t hash_seed = 2166136261U;
constexpr std::uint32_t hash_octet(std::uint32_t hash, char octet) {
  return (hash ^ static_cast<std::uint8_t>(octet)) * 16777619U;
}
constexpr std::uint32_t hash_label(std::uint32_t hash, std::string_view label) {
  for (const char octet : label) hash = hash_octet(hash, octet);
  return hash_octet(hash, '.');
}

constexpr std::size_t table_size = 256;  // sparse: a suffix that is not in it nearly always meets an empty place
constexpr std::uint8_t empty = 0xff;
constexpr std::size_t place_of(std::uint32_t hash) { return (hash ^ (hash >> 15U)) % table_size; }

constexpr std::uint32_t hash_name(std::string_view name) {
  std::uint32_t hash = hash_seed;
  while (!name.empty()) {
    const std::size_t dot = name.rfind('.');
    const std::size_t start = dot == std::string_view::npos ? 0 : dot + 1;
    hash = hash_label(hash, name.substr(start));
    name = name.substr(0, dot == std::string_view::npos ? 0 : dot);
  }
  return hash;
}

constexpr auto table = [] {
  std::array<std::uint8_t, table_size> made{};
  made.fill(empty);
  for (std::size_t row = 0; row < std::size(rows); ++row) {
    std::size_t place = place_of(hash_name(rows[row].name));
    while (made[place] != empty) place = (place + 1) % table_size;
    made[place] = static_cast<std::uint8_t>(row);
  }
  return made;
}();

// Which hashes the rows' names and the names above them have: most names are told apart by their last label or two.
constexpr std::size_t known_size = 2048;
constexpr std::size_t known_place(std::uint32_t hash) { return (hash ^ (hash >> 15U)) % known_size; }
constexpr auto known = [] {
  std::array<bool, known_size> made{};
  for (const Row& row : rows) {
    for (std::string_view name = row.name;; name.remove_prefix(name.find('.') + 1)) {
      made[known_place(hash_name(name))] = true;
      if (name.find('.') == name.npos) break;
    }
  }
  return made;
}();

// `wire` is the suffix from a label's length octet on, without the root's zero.
bool same(std::string_view text, std::span<const std::uint8_t> wire) {
  if (wire.size() != text.size() + 1) return false;
  std::size_t at = 0;
  while (at < wire.size()) {
    const std::size_t length = wire[at];
    if (at != 0 && text[at - 1] != '.') return false;
    const std::string_view label = text.substr(at, length);
    if (label.find('.') != label.npos || std::memcmp(label.data(), wire.data() + at + 1, length) != 0) return false;
    at += length + 1;
  }
  return true;
}

const Row* find_row(std::uint32_t hash, std::span<const std::uint8_t> suffix) {
  for (std::size_t place = place_of(hash); table[place] != empty; place = (place + 1) % table_size)
    if (same(rows[table[place]].name, suffix)) return &rows[table[place]];
  return nullptr;
}

/// The second octet of an address in 100.64.0.0/10 (RFC 6598).
bool is_in_shared_space(std::string_view label) {
  unsigned value = 0;
  const auto [end, fault] = std::from_chars(label.data(), label.data() + label.size(), value);
  return fault == std::errc{} && end == label.data() + label.size() && value >= 64 && value <= 127;
}

// RFC 4035 validators ask these of top-level domains; no host name is ever looked up with them.
bool is_infrastructure(std::uint16_t type) {
  return type == wire::type::ns || type == wire::type::soa || type == wire::type::ds || type == wire::type::dnskey;
}

}  // namespace

std::optional<LocalName> find_local(NameView name, std::uint16_t type) {
  const auto wire = name.wire();
  std::array<std::uint8_t, max_labels> starts;
  std::size_t labels = 0;
  for (std::size_t at = 0; wire[at] != 0; at += std::size_t{wire[at]} + 1)
    starts[labels++] = static_cast<std::uint8_t>(at);

  std::uint32_t hash = hash_seed;
  for (std::size_t i = labels; i-- > 0;) {
    const std::size_t start = starts[i];
    hash = hash_label(hash, {reinterpret_cast<const char*>(wire.data()) + start + 1, wire[start]});
    if (!known[known_place(hash)]) break;
    if (const Row* row = find_row(hash, wire.subspan(start, wire.size() - 1 - start))) {
      if (row->by_number) {
        const std::size_t below = i == 0 ? start : starts[i - 1];
        if (i == 0 || !is_in_shared_space({reinterpret_cast<const char*>(wire.data()) + below + 1, wire[below]})) break;
        return LocalName{below == 0 ? Kind::nothing : Kind::no_name, below};
      }
      return LocalName{start == 0 && row->exists ? Kind::nothing : row->kind, start};
    }
  }
  if (labels == 1 && !is_infrastructure(type)) return LocalName{Kind::no_name, 0};
  return std::nullopt;
}

}  // namespace schoolgate
