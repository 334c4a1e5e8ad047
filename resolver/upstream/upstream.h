// Where answers come from. One object a worker, on the worker's thread; what is behind it (forwarding, recursion,
// validation, encrypted pipes, a script in tests) is nobody else's business.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "blocklists/name.h"

namespace schoolgate {

struct UpstreamAnswer {
  enum class Status : std::uint8_t { answered, unreachable, timed_out, overloaded, bogus };
  Status status = Status::answered;
  /// Only when answered, and only during the callback: a whole message, NOERROR or NXDOMAIN with its SOA (RFC 2308), of
  /// up to 65535 octets. Its ID is 0, and it may have an OPT record and RRSIGs that not every client has asked for.
  std::span<const std::uint8_t> message;
  bool secure = false;   // validated (RFC 4035)
  std::string_view why;  // for bogus and unreachable: a short text for people
};

class Upstream {
 public:
  using Done = std::function<void(const UpstreamAnswer&)>;
  virtual ~Upstream() = default;  // every outstanding callback is made, with `unreachable`, before it returns
  /// Calls `done` exactly once, possibly before returning. `checking_disabled`: the client set CD (RFC 4035 3.2.2).
  virtual void resolve(NameView name, std::uint16_t type, bool checking_disabled, Done done) = 0;
};

}  // namespace schoolgate
