#include <array>
#include <charconv>

#include <fmt/format.h>

#include "admin-api/routes/nouns.h"
#include "admin-api/routes/query.h"
#include "admin-api/routes/reply.h"
#include "blocklists/policy/explain.h"

namespace schoolgate::routes {
namespace {

// IANA "DNS parameters", resource record types: those that people ask about.
constexpr std::array<std::pair<std::string_view, std::uint16_t>, 12> types{{{"A", 1},
                                                                            {"NS", 2},
                                                                            {"CNAME", 5},
                                                                            {"SOA", 6},
                                                                            {"PTR", 12},
                                                                            {"MX", 15},
                                                                            {"TXT", 16},
                                                                            {"AAAA", 28},
                                                                            {"SRV", 33},
                                                                            {"SVCB", 64},
                                                                            {"HTTPS", 65},
                                                                            {"CAA", 257}}};

/// Also "TYPE65" (RFC 3597 section 5).
std::optional<std::uint16_t> parse_type(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  for (const auto& [name, number] : types)
    if (name == text) return number;
  if (!text.starts_with("TYPE")) return std::nullopt;
  std::uint16_t number = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data() + 4, end, number);
  return parsed.ec == std::errc{} && parsed.ptr == end ? std::optional(number) : std::nullopt;
}

struct Question {
  Name name;
  Address client;
  std::optional<std::string> group, device;  // instead of the client
  std::uint16_t type = 1;
  UtcSeconds at;
};

std::expected<Question, http::Problem> read_question(const Context& context, const Call& call) {
  Query query(call.request);
  Question question;
  const auto name = Name::from_text(query.text("name").value_or(""));
  if (name)
    question.name = *name;
  else
    query.add_error("name", fmt::format("A domain name is needed: {}.", describe(name.error())));
  // Without a client: for whoever asks, and at the console for the appliance itself.
  const auto own = call.request.peer.at_console() ? "127.0.0.1" : call.request.peer.address;
  if (const auto client = Address::parse(query.text("client").value_or(own)))
    question.client = *client;
  else
    query.add_error("client", "This must be a device's IPv4 or IPv6 address.");
  question.group = query.text("group");
  question.device = query.text("device");
  if (question.group && question.device) query.add_error("device", "Ask for a group or for a device, not for both.");
  if (const auto type = parse_type(query.text("type").value_or("A")))
    question.type = *type;
  else
    query.add_error("type", "This must be a record type such as A, AAAA or HTTPS.");
  question.at = std::chrono::floor<std::chrono::seconds>(query.moment("at").value_or(context.clock()));
  if (auto problem = query.finish()) return std::unexpected(*problem);
  return question;
}

Json to_json(const Explanation& why) {
  Json steps = Json::array();
  for (const auto& step : why.steps)
    steps.push_back(
        {{"tier", to_text(step.tier)}, {"title", step.title}, {"decided", step.decided}, {"says", step.says}});
  Json lists = Json::array();
  for (const auto& hit : why.hits) {
    lists.push_back(
        {{"id", hit.list}, {"title", hit.title}, {"category", hit.category}, {"allow_type", hit.allow_type}});
    if (!hit.action) continue;
    lists.back()["trigger"] = hit.trigger;
    lists.back()["action"] = to_text(*hit.action);
  }
  Json json = {{"name", why.name},
               {"verdict", to_text(why.decision.verdict)},
               {"sentence", why.sentence},
               {"tier", to_text(why.decision.tier)},
               {"by", why.decision.by},
               {"client", why.client},
               {"client_known", why.client_known},
               {"device", why.device},
               {"device_name", why.device_name},
               {"group", why.group},
               {"group_name", why.group_name},
               {"at", to_rfc3339(why.at)},
               {"clock_trusted", why.clock_trusted},
               {"steps", steps},
               {"lists", lists},
               {"categories", why.categories},
               {"what_would_change_it", why.what_would_change_it}};
  json["schedules"] = Json::array();
  for (const auto& row : why.schedules) {
    Json schedule = {
        {"about", row.about}, {"id", row.schedule}, {"name", row.name}, {"in_force", row.in_force}, {"says", row.says}};
    if (row.next) schedule["next_change"] = to_rfc3339(*row.next);
    json["schedules"].push_back(std::move(schedule));
  }
  if (why.safe_search_target) json["safe_search_target"] = *why.safe_search_target;
  if (why.decision.valid_for != UINT32_MAX) json["valid_for_seconds"] = why.decision.valid_for;
  return json;
}

/// What an answer about the past is about: rules and groups of then, with the lists of now. Which versions of the lists
/// were in force then is told beside it.
Json past_json(const PolicyState& past) {
  Json lists = Json::array();
  for (const auto& [id, list] : past.lists)
    lists.push_back({{"id", id}, {"title", list.title}, {"version", list.version}, {"since", to_rfc3339(list.since)}});
  return {
      {"serial", past.serial},
      {"lists_then", lists},
      {"says", fmt::format("The policy is that of then, after change {}. The lists are those of now.", past.serial)}};
}

struct Past {
  std::shared_ptr<const Snapshot> snapshot;
  Json json;
};

/// The snapshot to explain with; of the past when `at` lies before the newest change.
std::expected<Past, http::Problem> snapshot_for(const Context& context, UtcSeconds at) {
  auto current = context.policy.current();
  if (at >= std::chrono::floor<std::chrono::seconds>(context.clock())) return Past{std::move(current), nullptr};
  // An entry of this very second counts as before it.
  auto past = context.changes.state_at(at + std::chrono::seconds(1) - std::chrono::milliseconds(1));
  if (!past) return std::unexpected(http::from_fault(past.error()));
  if ((*past)->serial == current->state->serial) return Past{std::move(current), nullptr};
  auto state = std::make_shared<PolicyState>(**past);
  state->lists = current->state->lists;  // beside the compiled ones, which are those of now
  state->sealed_lists = current->state->sealed_lists;
  return Past{Snapshot::build(std::move(state), current->lists, current->sealed, at), past_json(**past)};
}

Answer answer(const Context& context, const Question& question) {
  const auto past = snapshot_for(context, question.at);  // held while the explanation borrows from it
  if (!past) return std::unexpected(past.error());
  const Snapshot& snapshot = *past->snapshot;
  const auto told = [&](Json json) {
    if (!past->json.is_null()) json["past"] = past->json;
    return json_reply(json);
  };
  const auto devices = context.sight.devices ? context.sight.devices() : nullptr;
  if (!question.group && !question.device)
    return told(to_json(explain(snapshot, question.client, question.name, question.type, question.at, devices.get())));
  const auto who =
      question.group ? client_of_group(snapshot, *question.group) : client_of_device(snapshot, *question.device);
  if (!who && question.group)
    return std::unexpected(http::bad_input({{"?group", fmt::format("There is no group \"{}\".", *question.group)}}));
  if (!who)
    return std::unexpected(http::bad_input({{"?device", fmt::format("There is no device \"{}\".", *question.device)}}));
  return told(to_json(explain(snapshot, *who, question.name, question.type, question.at)));
}

}  // namespace

void add_check(Router& router, Context& context) {
  router.add("GET", "/api/v1/check", [&context](const Call& call) -> Answer {
    const auto question = read_question(context, call);
    if (!question) return std::unexpected(question.error());
    return answer(context, *question);
  });
}

}  // namespace schoolgate::routes
