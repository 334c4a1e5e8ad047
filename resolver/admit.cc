#include "resolver/admit.h"

#include <algorithm>
#include <cstring>

#include "blocklists/hash_seed.h"

namespace schoolgate {

namespace {

bool is_loopback(const Address& client) {
  static const Prefix v4 = *Prefix::parse("127.0.0.0/8"), v6 = *Prefix::parse("::1/128");
  return v4.contains(client) || v6.contains(client);
}

}  // namespace

// The seed keeps strangers from choosing addresses that share a set with a victim's.
Admission::Admission(std::vector<Prefix> allowed)
    : allowed_(std::move(allowed)), buckets_(sets), seed_(random_seed()) {}

Admission::Answer Admission::check(const Address& client, std::uint64_t now_ms) {
  if (std::ranges::none_of(allowed_, [&](const Prefix& prefix) { return prefix.contains(client); }))
    return Answer::outsider;
  return is_loopback(client) || take(client, now_ms) ? Answer::welcome : Answer::too_fast;
}

bool Admission::take(const Address& client, std::uint64_t now_ms) {
  std::uint64_t network = 0, device = 0;
  std::memcpy(&network, client.octets.data(), sizeof network);
  std::memcpy(&device, client.octets.data() + sizeof network, sizeof device);
  if (!client.is_ipv4()) device = 0;
  const std::uint64_t who = seeded_hash(seed_, network, device) | 1U;

  auto& set = buckets_[(who >> 32U) % sets];
  auto bucket = std::ranges::find(set, who, &Bucket::client);
  if (bucket == set.end()) {
    bucket = std::ranges::min_element(set, {}, &Bucket::at_ms);
    *bucket = {who, now_ms, client_burst};
  }
  static_assert(client_rate % 1000 == 0, "whole tokens a millisecond: no fraction is lost between two queries");
  const std::uint64_t earned = (now_ms - bucket->at_ms) * (client_rate / 1000);
  bucket->tokens = static_cast<std::uint32_t>(std::min<std::uint64_t>(client_burst, bucket->tokens + earned));
  bucket->at_ms = now_ms;
  if (bucket->tokens == 0) return false;
  --bucket->tokens;
  return true;
}

}  // namespace schoolgate
