#include "resolver/waiting.h"

#include <utility>

namespace schoolgate {

std::string Waiting::key(const Wanted& wanted) {
  std::string key(reinterpret_cast<const char*>(wanted.name.octets.data()), wanted.name.size);
  key.push_back(static_cast<char>(wanted.type >> 8U));
  key.push_back(static_cast<char>(wanted.type & 0xffU));
  key.push_back(wanted.checking_disabled ? 1 : 0);
  return key;
}

bool Waiting::has_room(const Address& client) const {
  if (size_ >= max_waiting) return false;
  const auto found = by_client_.find(client);
  return found == by_client_.end() || found->second < max_waiting_of_client;
}

Waiting::Joined Waiting::join(const Wanted& wanted, Waiter waiter) {
  const auto [place, first] = by_question_.try_emplace(key(wanted), last_ + 1);
  if (first) misses_[++last_].wanted = wanted;
  ++size_;
  ++by_client_[waiter.client];
  misses_[place->second].waiters.push_back(std::move(waiter));
  return {place->second, first};
}

Waiting::Miss Waiting::take(Id id) {
  const auto found = misses_.find(id);
  if (found == misses_.end()) return {};
  Miss miss = std::move(found->second);
  misses_.erase(found);
  by_question_.erase(key(miss.wanted));
  size_ -= miss.waiters.size();
  for (const Waiter& waiter : miss.waiters) {
    const auto client = by_client_.find(waiter.client);
    if (--client->second == 0) by_client_.erase(client);
  }
  return miss;
}

void Waiting::detach(Id id) {
  if (const auto found = misses_.find(id); found != misses_.end())
    for (Waiter& waiter : found->second.waiters) waiter.direct = nullptr;
}

}  // namespace schoolgate
