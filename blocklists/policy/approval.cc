#include "blocklists/policy/approval.h"

#include <algorithm>

namespace schoolgate {
namespace {

// Half a term with its holiday week.
constexpr std::chrono::hours longest_of_teachers = std::chrono::days(7 * 7);
// A term with its holidays: for those who see more than one class.
constexpr std::chrono::hours longest_of_others = std::chrono::days(16 * 7);
// A school year: leadership answers for the curriculum.
constexpr std::chrono::hours longest_of_leadership = std::chrono::days(366);

const Person* enabled(const PolicyState& state, const std::string& user) {
  const auto found = state.people.find(user);
  return found == state.people.end() || found->second.disabled ? nullptr : &found->second;
}

bool has_leadership(const PolicyState& state, std::string_view but_for) {
  return std::ranges::any_of(state.people, [&](const auto& row) {
    return row.first != but_for && !row.second.disabled && row.second.role == Role::leadership;
  });
}

bool is_leadership(const PolicyState& state, const std::string& user) {
  const Person* person = enabled(state, user);
  return person != nullptr && person->role == Role::leadership;
}

}  // namespace

std::optional<Judgement> judgement_of(Role role) {
  switch (role) {
    case Role::network_manager:
      return Judgement::technical;
    case Role::safeguarding_lead:
    case Role::leadership:
      return Judgement::educational;
    case Role::teacher:
    case Role::governor:
      break;
  }
  return std::nullopt;
}

bool counts(const PolicyState& state, const Request& request, const SignOff& sign_off) {
  if (sign_off.version != request.version) return false;
  if (sign_off.at_console) {  // a network manager, who may be the one that asks
    const Person* requester = enabled(state, request.requested_by);
    const bool by_a_manager = requester != nullptr && requester->role == Role::network_manager;
    return sign_off.judgement == Judgement::technical && !request.at_console && !by_a_manager;
  }
  if (sign_off.user == request.requested_by && !request.at_console) return false;
  const Person* person = enabled(state, sign_off.user);
  return person != nullptr && judgement_of(person->role) == sign_off.judgement &&
         (!sign_off.leadership || person->role == Role::leadership);
}

Standing standing(const PolicyState& state, const Request& request) {
  Standing found;
  for (const SignOff& sign_off : request.sign_offs) {
    if (!counts(state, request, sign_off)) continue;
    found.educational = found.educational || sign_off.judgement == Judgement::educational;
    found.technical = found.technical || sign_off.judgement == Judgement::technical;
    found.risk = std::max(found.risk, sign_off.risk.rating);
    found.approved_by.push_back(sign_off.user);
  }
  // Whoever consents must have known the rating that counts in the end.
  for (const SignOff& sign_off : request.sign_offs)
    if (sign_off.leadership && sign_off.risk.rating >= found.risk && counts(state, request, sign_off))
      found.consent = true;
  const std::string requester = request.at_console ? std::string() : request.requested_by;
  found.needs_educational = has_educational_approver(state, requester);
  // The only member of the leadership consents by asking.
  const bool by_asking = is_leadership(state, requester) && !has_leadership(state, requester);
  found.needs_consent = found.risk > state.settings.consent_above && has_educational_approver(state) && !by_asking;
  return found;
}

std::vector<std::string> still_needed(const Standing& standing) {
  std::vector<std::string> words;
  if (!standing.educational && standing.needs_educational) words.emplace_back("the educational sign-off");
  if (!standing.technical) words.emplace_back("the technical sign-off");
  if (standing.risk == 0) words.emplace_back("a risk rating");
  if (!standing.consent && standing.needs_consent) words.emplace_back("leadership's consent to the risk");
  return words;
}

bool has_educational_approver(const PolicyState& state, std::string_view but_for) {
  return std::ranges::any_of(state.people, [&](const auto& row) {
    return row.first != but_for && !row.second.disabled && judgement_of(row.second.role) == Judgement::educational;
  });
}

std::vector<std::string> who_could_sign(const PolicyState& state, const Request& request) {
  std::vector<std::string> users;
  if (!request.open()) return users;
  const Standing has = standing(state, request);
  for (const auto& [user, person] : state.people) {
    if (person.disabled || (user == request.requested_by && !request.at_console)) continue;
    const auto judgement = judgement_of(person.role);
    const bool technical = judgement == Judgement::technical && !has.technical;
    const bool educational = judgement == Judgement::educational && !has.educational && has.needs_educational;
    const bool consent = person.role == Role::leadership && has.needs_consent && !has.consent;
    if (technical || educational || consent) users.push_back(user);
  }
  return users;
}

std::optional<Risk> make_risk(int likelihood, int impact) {
  if (likelihood < 1 || likelihood > most_likelihood || impact < 1 || impact > most_impact) return std::nullopt;
  return Risk{likelihood, impact, likelihood * impact};
}

std::chrono::hours longest_request(Role role) {
  switch (role) {
    case Role::leadership:
      return longest_of_leadership;
    case Role::network_manager:
    case Role::safeguarding_lead:
      return longest_of_others;
    case Role::teacher:
    case Role::governor:
      break;
  }
  return longest_of_teachers;
}

std::string_view told_state(const Request& request, UtcSeconds now) {
  switch (request.state) {
    case RequestState::requested:
      return "requested";
    case RequestState::approved:
      if (now >= request.until) return "expired";  // the sweep has yet to write it
      return now >= request.starts ? "active" : "approved";
    case RequestState::expired:
      return "expired";
    case RequestState::revoked:
      return "revoked";
    case RequestState::rejected:
      return "rejected";
    case RequestState::withdrawn:
      return "withdrawn";
  }
  return {};
}

Unblock unblock_of(const Request& request, const Standing& standing, UtcSeconds now) {
  Unblock made;
  made.names = request.names;
  made.topic = request.topic;
  made.groups = request.groups;
  made.starts = std::max(request.starts, now);
  made.until = request.until;
  if (standing.risk > 0) made.risk = standing.risk;
  made.requested_by = request.requested_by;
  made.request = request.id;
  made.approved_by = standing.approved_by;
  return made;
}

}  // namespace schoolgate
