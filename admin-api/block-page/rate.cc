#include "admin-api/block-page/rate.h"

#include <algorithm>
#include <utility>

namespace schoolgate::block_page {
namespace {

/// Clients that count as one: an IPv6 host has a whole /64 to choose addresses from.
Address counted_as(Address client) {
  constexpr std::size_t network_octets = 8;
  if (!client.is_ipv4()) std::fill(client.octets.begin() + network_octets, client.octets.end(), std::uint8_t{0});
  return client;
}

}  // namespace

bool ReportRate::take(const Address& client, Time now) {
  const Address whom = counted_as(client);
  const std::lock_guard lock(mutex_);
  while (!taken_.empty() && taken_.front().first + all_span <= now) taken_.pop_front();
  const auto of_address = std::ranges::count_if(
      taken_, [&](const auto& one) { return one.second == whom && one.first + address_span > now; });
  if (taken_.size() >= max_in_all || static_cast<std::size_t>(of_address) >= max_of_address) return false;
  taken_.emplace_back(now, whom);
  return true;
}

}  // namespace schoolgate::block_page
