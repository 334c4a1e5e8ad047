#include "admin-api/routes/sign_in_notes.h"

#include <fmt/format.h>

#include "admin-api/auth/common_words.h"
#include "admin-api/auth/requirements.h"
#include "admin-api/sending/facts.h"
#include "blocklists/zone.h"

namespace schoolgate::routes {
namespace {

void add_rescues(const PolicyState& state, bool by_name, std::vector<std::string>& notes) {
  for (const auto& [id, rescue] : state.rescues)
    notes.push_back(
        fmt::format("break-glass: at the console {} was given a new password on {}, and any second factor was removed "
                    "({}). Another "
                    "network manager or a governor must acknowledge it.",
                    by_name ? rescue.user : "somebody", to_rfc3339(rescue.since), id));
}

void add_missing_factors(const PolicyState& state, UtcMillis now, std::vector<std::string>& notes) {
  const auto zone = Zone::find(state.settings.zone).value_or(Zone());
  for (const auto& [user, person] : state.people) {
    const auto needed = person.disabled ? std::nullopt : auth::factor_needed_from(state, person);
    if (!needed) continue;
    const auto when = *needed <= now ? "Now" : "From " + sending::in_words(*needed, zone) + " on";
    notes.push_back(
        fmt::format("{} ({}) has no second factor. {} nothing else is possible for them before they set one up.",
                    person.name, user, when));
  }
}

}  // namespace

std::vector<std::string> sign_in_notes(const Context& context, const Actor& actor) {
  const auto state = context.changes.state();
  const bool by_name = actor.role != Role::teacher;
  std::vector<std::string> notes;
  if (actor.via != Actor::Via::web) add_rescues(*state, by_name, notes);  // the pages have one of their own for them
  if (by_name) add_missing_factors(*state, context.clock(), notes);
  if (const auto problem = auth::common_words_problem(); !problem.empty()) notes.push_back(problem);
  return notes;
}

}  // namespace schoolgate::routes
