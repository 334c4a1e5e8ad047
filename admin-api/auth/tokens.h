// API tokens: what a program sends as `Authorization: Bearer` (RFC 6750). The state has their hashes.
// Thread rules: TokenUse on any thread; the rest are pure functions.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "blocklists/policy/model.h"

namespace schoolgate::auth {

/// "sgt_" and 256 random bits: whoever finds one in a script or a leak can tell what it is.
std::string new_api_token();
/// The token that is in force and has this text; nullptr when there is none. An account that is disabled has none.
const ApiToken* find_token(const PolicyState& state, std::string_view text, UtcSeconds now);
/// Whether it may be used now: its time is not over, and its owner's account is in use.
bool in_force(const PolicyState& state, const ApiToken& token, UtcSeconds now);
/// Of "Bearer sgt_..."; empty when the header is something else.
std::string_view bearer_token(std::string_view authorization);

/// When each token was last used, since the start: a write for every request would cost more than it tells.
class TokenUse {
 public:
  void used(const std::string& id, UtcSeconds when);
  std::optional<UtcSeconds> last(const std::string& id) const;

 private:
  mutable std::mutex mutex_;  // guards last_
  std::map<std::string, UtcSeconds> last_;
};

}  // namespace schoolgate::auth
