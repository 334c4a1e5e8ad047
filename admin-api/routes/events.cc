// The stream of events for a page that is open. It ends with the session or the API token, and when the person's role
// changes.
#include <charconv>

#include "admin-api/routes/nouns.h"
#include "admin-api/routes/query.h"
#include "admin-api/routes/reply.h"
#include "admin-api/routes/request_json.h"

namespace schoolgate::routes {
namespace {

/// The last change that the page knows of: from the browser, when it connects again, else from the page.
std::optional<std::uint64_t> last_known(const Call& call, Query& query) {
  const auto asked = query.number("after");
  const auto text = call.request.header("Last-Event-ID");
  std::uint64_t serial = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), serial);
  const bool read = !text.empty() && parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size();
  return read ? std::optional(serial) : asked;
}

/// Whether this is still an account in use, with the role that the stream was opened with.
bool has_still(const PolicyState& state, const std::string& user, Role role) {
  const auto person = state.people.find(user);
  return person != state.people.end() && !person->second.disabled && person->second.role == role;
}

std::function<bool()> validity_of(Context& context, const Call& call) {
  if (call.actor.via == Actor::Via::console) return [] { return true; };
  if (call.actor.via == Actor::Via::token)
    return [&context, user = call.actor.user, role = call.actor.role, id = call.token_id] {
      const auto state = context.changes.state();
      const auto token = state->tokens.find(id);
      return token != state->tokens.end() && auth::in_force(*state, token->second, moment_now(context)) &&
             has_still(*state, user, role);
    };
  return [&context, user = call.actor.user, role = call.actor.role, key = auth::Sessions::key_of(call.session_token)] {
    return has_still(*context.changes.state(), user, role) && context.sign_in.sessions().alive(key);
  };
}

Answer open(Context& context, const Call& call) {
  Query query(call.request);
  const auto after = last_known(call, query);
  if (auto problem = query.finish()) return std::unexpected(*problem);
  if (context.events == nullptr) return std::unexpected(http::busy("No events are told now.", 5));
  const bool sees_blocks = may(*find_access("GET", "/api/v1/recent-blocks"), call.actor);
  auto stream = context.events->open({call.actor.user, sees_blocks, validity_of(context, call)}, after);
  if (!stream) {
    auto problem = http::busy(stream.error().what + ".", 30);
    problem.hint = stream.error().hint;
    return std::unexpected(std::move(problem));
  }
  http::Response response;
  response.type = "text/event-stream";
  response.stream = std::move(*stream);
  return response;
}

}  // namespace

void add_events(Router& router, Context& context) {
  router.add("GET", "/api/v1/events", [&context](const Call& call) { return open(context, call); });
}

}  // namespace schoolgate::routes
