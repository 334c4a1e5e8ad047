// How much memory requests' bodies may take together, and each address of it, so that a client that promises large
// bodies and does not send them keeps nobody else from sending theirs.
// Thread rules: the reactor's thread only.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "admin-api/http/limits.h"

namespace schoolgate::http {

class BodyBudget {
 public:
  /// False when there is no room. Small bodies always have room and count for nothing: a sign-in must get through.
  bool take(const std::string& limit_key, std::size_t octets) {
    if (octets <= small_body_octets) return true;
    const auto found = by_address_.find(limit_key);
    const std::size_t of_address = found == by_address_.end() ? 0 : found->second;
    if (total_ + octets > max_bodies_octets || of_address + octets > max_bodies_octets_per_address) return false;
    by_address_[limit_key] = of_address + octets;
    total_ += octets;
    return true;
  }
  /// What take() agreed to.
  void give_back(const std::string& limit_key, std::size_t octets) {
    if (octets <= small_body_octets) return;
    const auto found = by_address_.find(limit_key);
    found->second -= octets;
    total_ -= octets;
    if (found->second == 0) by_address_.erase(found);
  }

 private:
  std::map<std::string, std::size_t> by_address_;  // by Connection::limit_key(); none is zero
  std::size_t total_ = 0;
};

}  // namespace schoolgate::http
