#include "admin-api/routes/nouns.h"
#include "admin-api/routes/query.h"
#include "admin-api/routes/reply.h"

namespace schoolgate::routes {
namespace {

constexpr std::uint64_t usual_rows = 100;
constexpr std::uint64_t most_rows = 500;  // an entry with 500 names is about 30 KiB: bounds a reply near 15 MiB

/// Records keep before and after as JSON text; a page wants them as JSON.
Json embedded(const std::string& text) {
  if (text.empty()) return nullptr;
  Json parsed = Json::parse(text, nullptr, false);
  return parsed.is_discarded() ? Json(text) : parsed;
}

Json to_json(const Record& record) {
  return {{"serial", record.serial},
          {"time", to_rfc3339(record.time)},
          {"clock_trusted", record.clock_trusted},
          {"user", record.user},
          {"role", record.role},
          {"via", record.via},
          {"address", record.address},
          {"kind", record.kind},
          {"why", record.why},
          {"subject", record.subject},
          {"before", embedded(record.before)},
          {"after", embedded(record.after)}};
}

Answer show(const Context& context, const Call& call) {
  Query query(call.request);
  const auto after = query.number("after").value_or(0);
  const auto from = query.moment("from");
  const auto to = query.moment("to");
  const auto limit = query.number("limit").value_or(usual_rows);
  if (limit < 1 || limit > most_rows)
    query.add_error("limit", "This must be from 1 to " + std::to_string(most_rows) + ".");
  if (auto problem = query.finish()) return std::unexpected(*problem);
  const auto records = context.changes.records(after, limit, from, to);
  Json rows = Json::array();
  std::vector<std::string> users;
  for (const Record& record : records) {
    rows.push_back(to_json(record));
    users.push_back(record.user);
  }
  Json json = {{"changes", rows},
               {"people", names_of(*context.changes.state(), users)},
               {"checkpoint", checkpoint_json(context.changes.checkpoint())}};
  if (records.size() == limit) json["next_after"] = records.back().serial;  // there may be more
  return json_reply(json);
}

}  // namespace

void add_changes(Router& router, Context& context) {
  router.add("GET", "/api/v1/changes", [&context](const Call& call) { return show(context, call); });
}

}  // namespace schoolgate::routes
