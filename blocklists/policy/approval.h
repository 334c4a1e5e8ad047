// What a request for a temporary unblock needs before it is in force, and what of that it has. Change control decides
// with these functions; pages show the same.
//
// Two judgements of two people, neither of them the requester: an educational one (a safeguarding lead, leadership) and
// a technical one (a network manager). Above the school's threshold of risk leadership consents as well; somebody of
// the leadership who gives the educational judgement gives both. Who somebody is, the state says, and it is asked anew
// whenever it matters: the sign-off of an account that was disabled, or has another role now, counts no more.
// A school in which nobody but the requester could give the educational judgement has the technical one alone.
// Thread rules: pure functions.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/policy/model.h"

namespace schoolgate {

// Likelihood and impact are 1 to 5 each, as schools' risk assessments have them.
inline constexpr int most_likelihood = 5, most_impact = 5;
inline constexpr int most_risk = most_likelihood * most_impact;

struct Standing {
  bool educational = false, technical = false, consent = false;  // given, and counting
  bool needs_educational = true;
  bool needs_consent = false;
  int risk = 0;                          // the highest rating among the sign-offs that count; 0: nobody rated it yet
  std::vector<std::string> approved_by;  // whose sign-offs count
  bool complete() const {
    return technical && risk > 0 && (educational || !needs_educational) && (consent || !needs_consent);
  }
};

/// Whether this sign-off counts now.
bool counts(const PolicyState& state, const Request& request, const SignOff& sign_off);
Standing standing(const PolicyState& state, const Request& request);
/// What is missing, in words that follow "it needs": "the educational sign-off"; empty when it is complete.
std::vector<std::string> still_needed(const Standing& standing);

/// Whose judgement a role's is; nothing for those who approve nothing.
std::optional<Judgement> judgement_of(Role role);
/// Whether the school has somebody, other than `but_for`, who could give the educational judgement: an enabled
/// safeguarding lead or member of the leadership. While there is none the network manager's own word is enough.
bool has_educational_approver(const PolicyState& state, std::string_view but_for = {});
/// Enabled accounts whose sign-off is missing, in order; of a request that waits.
std::vector<std::string> who_could_sign(const PolicyState& state, const Request& request);

/// Product of the two; nothing when one is out of bounds.
std::optional<Risk> make_risk(int likelihood, int impact);
/// For how long somebody of this role may ask at once; for longer they ask again when it ends.
std::chrono::hours longest_request(Role role);

/// "requested", "approved", "active" (approved and now within its time), "expired", "revoked", "rejected", "withdrawn".
std::string_view told_state(const Request& request, UtcSeconds now);
/// What an approved request opens from `now` on.
Unblock unblock_of(const Request& request, const Standing& standing, UtcSeconds now);

}  // namespace schoolgate
