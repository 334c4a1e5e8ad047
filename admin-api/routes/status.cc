#include <algorithm>

#include "admin-api/events/waiting.h"
#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"
#include "admin-api/routes/review_json.h"
#include "admin-api/routes/sealed_json.h"
#include "admin-api/routes/sign_in_notes.h"

namespace schoolgate::routes {
namespace {

Json counts_of(const PolicyState& state) {
  return {{"people", state.people.size()},
          {"groups", state.groups.size()},
          {"rules", state.rules.size()},
          {"unblocks", state.unblocks.size()},
          {"emergency_blocks", state.emergencies.size()},
          {"quarantines", state.quarantines.size()},
          {"site_reports", state.site_reports.size()},
          {"rescues", state.rescues.size()},
          {"sources", state.sources.size()},
          {"lists", state.lists.size()}};
}

Json lists_of(const Context& context) {
  const auto snapshot = context.policy.current();
  Json json = {{"names", snapshot->lists->trie.name_count()}, {"generation", snapshot->lists->generation}};
  Json troubles = Json::array();
  std::optional<UtcSeconds> oldest;
  for (const auto& list : context.lists.status()) {
    if (!list.held.empty()) troubles.push_back({{"id", list.id}, {"held", list.held}});
    if (!list.problem.empty()) troubles.push_back({{"id", list.id}, {"problem", list.problem}});
    const auto checked = list.last_checked ? list.last_checked : list.since;
    if (list.in_force && checked) oldest = oldest ? std::min(*oldest, *checked) : *checked;
  }
  if (oldest) json["oldest"] = to_rfc3339(*oldest);
  json["troubles"] = troubles;
  return json;
}

Json certificates_of(const Context& context) {
  Json rows = Json::array();
  if (!context.sight.certificates) return rows;
  for (const Certificate& each : context.sight.certificates())
    rows.push_back({{"serves", each.serves},
                    {"names", each.names},
                    {"subject", each.subject},
                    {"issuer", each.issuer},
                    {"begins", to_rfc3339(each.begins)},
                    {"ends", to_rfc3339(each.ends)},
                    {"self_signed", each.self_signed},
                    {"fingerprint", each.fingerprint}});
  return rows;
}

Json backup_of(const PolicyState& state) {
  Json json = {{"planned", state.backup_plan.place != BackupPlace::none}};
  if (state.backups.taken) {
    json["taken"] = to_rfc3339(*state.backups.taken);
    json["file"] = state.backups.file;
  }
  return json;
}

Json addresses_of(const Context& context) {
  Json texts = Json::array();
  if (context.sight.addresses)
    for (const Address& address : context.sight.addresses()) texts.push_back(address.to_text());
  return texts;
}

std::vector<std::string> notes_for(const Context& context, const Actor& actor) {
  auto notes = context.sight.notes();
  for (std::string& note : sign_in_notes(context, actor)) notes.push_back(std::move(note));
  return notes;
}

Answer show(const Context& context, const Actor& actor) {
  const auto state = context.changes.state();
  const auto problems = context.sight.dns_problems();
  return json_reply({{"version", SCHOOLGATE_VERSION},
                     {"school", state->settings.school},
                     {"serial", state->serial},
                     {"counts", counts_of(*state)},
                     {"dns",
                      {{"endpoints", context.sight.dns_endpoints},
                       {"addresses", addresses_of(context)},
                       {"upstreams", context.sight.upstreams ? context.sight.upstreams() : std::vector<std::string>{}},
                       {"answering", problems.empty()},
                       {"problems", problems}}},
                     {"lists", lists_of(context)},
                     {"sealed", sealed_summary(context)},
                     {"certificates", certificates_of(context)},
                     {"backup", backup_of(*state)},
                     {"waiting", to_json(waiting_in(*state))},
                     {"reviews", open_reviews(context)},
                     {"notes", notes_for(context, actor)},
                     {"clock", {{"now", to_rfc3339(context.clock())}, {"trusted", context.changes.clock_trusted()}}},
                     {"public_key", context.changes.public_key()},
                     {"checkpoint", checkpoint_json(context.changes.checkpoint())}});
}

}  // namespace

void add_status(Router& router, Context& context) {
  router.add("GET", "/api/v1/status", [&context](const Call& call) { return show(context, call.actor); });
}

}  // namespace schoolgate::routes
