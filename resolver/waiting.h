// Questions whose answer is on its way. Equal questions share one upstream query and are answered each for itself.
// What is in flight is capped in total and for each client, since the engine behind sets no limits of its own.
// Thread rules: one a worker, on its thread. Allocates: this is the path of a miss, not of a hit.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "blocklists/name.h"
#include "blocklists/prefix.h"
#include "resolver/pipeline.h"
#include "resolver/wire/question.h"

namespace schoolgate {

/// 4,096 waiters take 2.5 MiB. At the 5 s deadline that still is 800 dead questions a second.
inline constexpr std::size_t max_waiting = 4096;
/// One device or one translated address must not take all of it.
inline constexpr std::size_t max_waiting_of_client = 256;

/// Where a reply goes that is found while its question is still being handled.
struct Direct {
  std::span<std::uint8_t> out;
  std::size_t size = 0;  // not 0: done
};

struct Waiter {
  wire::Question question;
  Address client;
  Transport transport = Transport::udp;
  std::uint64_t ticket = 0;
  Direct* direct = nullptr;
  unsigned rounds = 0;        // answers that it waited for already
  std::string identity = {};  // owned: the query is gone by then
};

/// What is asked of an upstream.
struct Wanted {
  wire::WireName name;  // lower case
  std::uint16_t type = 0;
  bool checking_disabled = false;
};

class Waiting {
 public:
  using Id = std::uint64_t;
  struct Miss {
    Wanted wanted;
    std::vector<Waiter> waiters;
  };
  bool has_room(const Address& client) const;
  struct Joined {
    Id id;
    bool first;  // nobody has asked the upstream yet
  };
  Joined join(const Wanted& wanted, Waiter waiter);
  /// Takes the miss out; no waiters when it is not there.
  Miss take(Id id);
  /// Whoever waits there from now on gets a late reply.
  void detach(Id id);
  std::size_t size() const { return size_; }

 private:
  static std::string key(const Wanted& wanted);
  Id last_ = 0;
  std::size_t size_ = 0;
  std::unordered_map<Id, Miss> misses_;
  std::unordered_map<std::string, Id> by_question_;
  std::map<Address, std::size_t> by_client_;
};

}  // namespace schoolgate
