// Break glass: whoever has the appliance's own console lets a person in again, past a lost password, a lost second
// factor and being disabled. It is one change with several leaves, and told in `status` until somebody has looked.
#include <optional>

#include "admin-api/routes/leaving.h"
#include "admin-api/routes/lower.h"
#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"

namespace schoolgate::routes {
namespace {

Answer rescue(Context& context, const Call& call) {
  const std::string user = lower(call.ids[0]);
  Fields in(call.request);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  const auto state = context.changes.state();
  if (auto problem = unless_found(state->people, user, "person")) return std::unexpected(*problem);
  const std::string password = make_one_time_password();
  std::vector<Change> changes = tokens_of(*state, user);
  if (state->factors.contains(user)) changes.emplace_back(change::FactorRemoved{user});
  if (Person person = state->people.at(user); person.disabled) {
    person.disabled = false;
    changes.emplace_back(change::PersonChanged{person});
  }
  changes.emplace_back(change::PasswordSet{user, hash_password(password), true});
  changes.emplace_back(change::PersonRescued{{"", user, std::chrono::floor<std::chrono::seconds>(context.clock())}});
  std::vector<Proposal> proposals;
  for (Change& change : changes) proposals.push_back({call.actor, reason, std::move(change)});
  const auto receipts = context.changes.commit(std::move(proposals), {});
  if (!receipts) return std::unexpected(http::from_fault(receipts.error()));
  context.sign_in.sessions().close_all(user);
  context.sign_in.forgive(user);
  Json json = receipt_json(receipts->back());
  json["user"] = user;
  json["one_time_password"] = password;
  return json_reply(json);
}

/// Who did it and why stands in the log, right behind the moment that the rescue itself tells.
std::optional<Record> record_of(const Context& context, const Rescue& rescue) {
  constexpr std::chrono::minutes soon{1};
  constexpr std::size_t most_rows = 200;  // changes of one minute
  for (Record& record : context.changes.records(0, most_rows, rescue.since, rescue.since + soon))
    if (record.kind == "person.rescued" && record.subject == rescue.id) return std::move(record);
  return std::nullopt;
}

Answer show(const Context& context) {
  const auto state = context.changes.state();
  Json rows = Json::array();
  std::vector<std::string> users;
  for (const auto& [id, rescue] : state->rescues) {
    Json row = {{"id", id}, {"user", rescue.user}, {"since", to_rfc3339(rescue.since)}};
    if (const auto record = record_of(context, rescue)) {
      row["by"] = record->user;
      row["why"] = record->why;
      row["serial"] = record->serial;
    }
    rows.push_back(row);
    users.push_back(rescue.user);
  }
  return json_reply({{"rescues", rows}, {"people", names_of(*state, users)}});
}

Answer acknowledge(Context& context, const Call& call) {
  Fields in(call.request);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return committed(context, call, reason, change::RescueClosed{call.ids[0]});
}

}  // namespace

void add_rescues(Router& router, Context& context) {
  router.add("POST", "/api/v1/people/{user}/rescue", [&context](const Call& call) { return rescue(context, call); });
  router.add("GET", "/api/v1/rescues", [&context](const Call&) { return show(context); });
  router.add("POST", "/api/v1/rescues/{id}/acknowledge",
             [&context](const Call& call) { return acknowledge(context, call); });
}

}  // namespace schoolgate::routes
