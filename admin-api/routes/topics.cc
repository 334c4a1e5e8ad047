// The library of topics: what is taught year after year, with the sites that it needs.
#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"

namespace schoolgate::routes {
namespace {

Json to_json(const Topic& topic, UtcSeconds now) {
  Json json = {{"id", topic.id},
               {"name", topic.name},
               {"description", topic.description},
               {"names", topic.names},
               {"notes", topic.notes}};
  if (topic.review_by) {
    json["review_by"] = to_rfc3339(*topic.review_by);
    json["review_overdue"] = *topic.review_by <= now;
  }
  return json;
}

Answer show(const Context& context) {
  const UtcSeconds now = std::chrono::floor<std::chrono::seconds>(context.clock());
  Json rows = Json::array();
  for (const auto state = context.changes.state(); const auto& [id, topic] : state->topics)
    rows.push_back(to_json(topic, now));
  return json_reply({{"topics", rows}});
}

/// Fields that are absent keep what they have.
Answer put(Context& context, const Call& call) {
  const auto state = context.changes.state();
  const auto existing = state->topics.find(call.ids[0]);
  const bool is_new = existing == state->topics.end();
  Topic topic = is_new ? Topic{} : existing->second;
  topic.id = call.ids[0];
  Fields in(call.request);
  topic.name = is_new ? in.text("name", max_title_octets) : in.text_or("name", topic.name, max_title_octets);
  topic.description = in.text_or("description", topic.description, max_reason_octets);
  topic.notes = in.text_or("notes", topic.notes, max_reason_octets);
  in.allow({"names", "review_by"});
  if (in.has("names")) topic.names = in.names("names");
  if (in.has("review_by")) topic.review_by = in.moment("review_by");
  if (in.is_null("review_by")) topic.review_by.reset();
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return committed(context, call, reason, change::TopicSet{topic}, is_new ? 201 : 200);
}

Answer remove(Context& context, const Call& call) {
  Fields in(call.request);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (auto problem = unless_found(context.changes.state()->topics, call.ids[0], "topic"))
    return std::unexpected(*problem);
  return committed(context, call, reason, change::TopicRemoved{call.ids[0]});
}

}  // namespace

void add_topics(Router& router, Context& context) {
  router.add("GET", "/api/v1/topics", [&context](const Call&) { return show(context); });
  router.add("PUT", "/api/v1/topics/{id}", [&context](const Call& call) { return put(context, call); });
  router.add("DELETE", "/api/v1/topics/{id}", [&context](const Call& call) { return remove(context, call); });
}

}  // namespace schoolgate::routes
