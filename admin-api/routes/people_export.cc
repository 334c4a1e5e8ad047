// The register of people as a file: logged before it leaves, as the log's own exports are.
#include <array>

#include "admin-api/routes/access.h"
#include "admin-api/routes/nouns.h"
#include "admin-api/routes/query.h"
#include "admin-api/routes/reply.h"
#include "blocklists/change-control/csv.h"

namespace schoolgate::routes {
namespace {

constexpr std::array<std::string_view, 8> columns{
    "user", "name", "role", "mail", "state", "second factor", "first signed in", "API tokens"};

std::string register_of(const PolicyState& state) {
  std::map<std::string, std::size_t> tokens;
  for (const auto& [id, token] : state.tokens) ++tokens[token.user];
  std::string text = csv::row_of(columns);
  for (const auto& [user, person] : state.people) {
    const auto factor = state.factors.find(user);
    const bool never = person.first_signed_in == UtcSeconds{};
    text += csv::row_of(std::array<std::string, columns.size()>{
        user, person.name, std::string(to_text(person.role)), person.mail, person.disabled ? "disabled" : "active",
        factor == state.factors.end() ? "none" : "since " + to_rfc3339(factor->second.since),
        never ? "" : to_rfc3339(person.first_signed_in), std::to_string(tokens[user])});
  }
  for (const auto& [user, invited] : state.invitations)
    text += csv::row_of(std::array<std::string, columns.size()>{user, invited.name, std::string(to_text(invited.role)),
                                                                invited.mail, "invited", "none", "", "0"});
  return text;
}

Answer export_people(Context& context, const Call& call) {
  Query query(call.request);
  const auto reason = query.text("reason").value_or("export of the register of people");
  if (auto problem = query.finish()) return std::unexpected(*problem);
  const auto state = context.changes.state();
  const auto receipt = commit(context, call, reason, change::RegisterExported{state->people.size()});
  if (!receipt) return std::unexpected(receipt.error());
  http::Response response;
  response.type = "text/csv; charset=utf-8";
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"schoolgate-people.csv\"");
  response.body = register_of(*state);
  return response;
}

}  // namespace

void add_people_export(Router& router, Context& context) {
  router.add("GET", "/api/v1/people/export", [&context](const Call& call) { return export_people(context, call); });
}

}  // namespace schoolgate::routes
