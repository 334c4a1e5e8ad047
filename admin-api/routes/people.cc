#include "admin-api/auth/passwords.h"
#include "admin-api/routes/access.h"
#include "admin-api/routes/leaving.h"
#include "admin-api/routes/lower.h"
#include "admin-api/routes/nouns.h"
#include "admin-api/routes/person_fields.h"
#include "admin-api/routes/reply.h"

namespace schoolgate::routes {
namespace {

constexpr std::size_t max_mail_octets = 254;

Json to_json(const PolicyState& state, const Person& person) {
  const auto factor = state.factors.find(person.user);
  Json json = {{"user", person.user},
               {"name", person.name},
               {"role", to_text(person.role)},
               {"mail", person.mail},
               {"must_change_password", person.must_change_password},
               {"disabled", person.disabled},
               {"second_factor", factor != state.factors.end()}};
  if (person.first_signed_in != UtcSeconds{}) json["first_signed_in"] = to_rfc3339(person.first_signed_in);
  return json;
}

Answer show(const Context& context) {
  const auto state = context.changes.state();
  Json rows = Json::array();
  for (const auto& [user, person] : state->people) rows.push_back(to_json(*state, person));
  return json_reply({{"people", rows}});
}

Answer add(Context& context, const Call& call) {
  Fields in(call.request);
  Person person;
  person.user = lower(in.text("user", max_id_octets));
  person.name = in.text_or("name", person.user, max_title_octets);
  person.role = role_of(in);
  person.mail = in.text_or("mail", "", max_mail_octets);
  std::string password = in.text_or("password", "", 1024);
  const bool given = !password.empty();
  if (const auto fault = given ? auth::password_fault(person.user, password) : std::nullopt)
    in.add_error("/password", *fault);
  const auto reason = in.reason_or("a new person");
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (context.changes.state()->people.contains(person.user))
    return std::unexpected(
        http::from_fault({Fault::Kind::conflict, "There is a person \"" + person.user + "\" already.", ""}));

  if (!given) password = make_one_time_password();
  person.password_hash = hash_password(password);
  person.must_change_password = true;  // whoever made it knows it
  const auto receipt = commit(context, call, reason, change::PersonAdded{person});
  if (!receipt) return std::unexpected(receipt.error());
  Json json = receipt_json(*receipt);
  if (!given) json["one_time_password"] = password;
  return json_reply(json, 201);
}

Answer change_person(Context& context, const Call& call) {
  const auto state = context.changes.state();
  const std::string user = lower(call.ids[0]);
  if (auto problem = unless_found(state->people, user, "person")) return std::unexpected(*problem);
  Person person = state->people.at(user);
  Fields in(call.request);
  person.name = in.text_or("name", person.name, max_title_octets);
  person.role = role_of(in, person.role);
  person.mail = in.text_or("mail", person.mail, max_mail_octets);
  person.disabled = in.boolean_or("disabled", person.disabled);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  std::vector<Change> changes = person.disabled ? sign_in_of(*state, user) : std::vector<Change>();
  changes.emplace_back(change::PersonChanged{person});
  auto answer = committed_together(context, call, reason, std::move(changes));
  if (answer && person.disabled) context.sign_in.sessions().close_all(user);
  return answer;
}

/// As the law asks (UK GDPR article 17). Takes as long as the store needs to write its files anew.
Answer erase(Context& context, const Call& call) {
  const std::string user = lower(call.ids[0]);
  Fields in(call.request);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (auto problem = unless_found(context.changes.state()->people, user, "person")) return std::unexpected(*problem);
  return committed(context, call, reason, change::PersonErased{user});
}

}  // namespace

void add_people(Router& router, Context& context) {
  router.add("GET", "/api/v1/people", [&context](const Call&) { return show(context); });
  router.add("POST", "/api/v1/people", [&context](const Call& call) { return add(context, call); });
  router.add("PATCH", "/api/v1/people/{user}", [&context](const Call& call) { return change_person(context, call); });
  router.add("POST", "/api/v1/people/{user}/erase", [&context](const Call& call) { return erase(context, call); });
}

}  // namespace schoolgate::routes
