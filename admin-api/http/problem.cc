#include "admin-api/http/problem.h"

#include <nlohmann/json.hpp>

namespace schoolgate::http {
namespace {

Problem make(int status, std::string type, std::string title, std::string detail, std::string hint = {}) {
  return {status, std::move(type), std::move(title), std::move(detail), std::move(hint), {}, {}};
}

}  // namespace

Problem bad_request(std::string detail) {
  return make(400, "bad-request", "The request cannot be read", std::move(detail));
}

Problem bad_input(std::vector<Problem::Field> errors) {
  std::string detail = errors.size() == 1 ? errors.front().detail : "Several fields are not right; see errors.";
  Problem problem = make(422, "bad-input", "Something in the request is not right", std::move(detail));
  problem.errors = std::move(errors);
  return problem;
}

Problem unauthenticated(std::string detail, std::string hint) {
  return make(401, "sign-in-needed", "Sign-in is needed", std::move(detail), std::move(hint));
}

Problem second_factor_needed(std::string detail, std::string hint) {
  return make(401, "second-factor-needed", "A code of the second factor is needed", std::move(detail), std::move(hint));
}

Problem second_factor_owed(std::string detail, std::string hint) {
  return make(403, "second-factor-needed", "A code of the second factor is needed", std::move(detail), std::move(hint));
}

Problem enrolment_needed(std::string detail, std::string hint) {
  return make(403, "enrolment-needed", "A second factor must be enrolled first", std::move(detail), std::move(hint));
}

Problem new_password_needed(std::string detail, std::string hint) {
  return make(403, "new-password-needed", "A new password is needed first", std::move(detail), std::move(hint));
}

Problem not_set_up(std::string detail, std::string hint) {
  return make(403, "not-set-up", "The appliance is not set up yet", std::move(detail), std::move(hint));
}

Problem forbidden(std::string detail, std::string hint) {
  return make(403, "forbidden", "This is not allowed", std::move(detail), std::move(hint));
}

Problem no_such_page(std::string detail) { return make(404, "not-found", "There is no such thing", std::move(detail)); }

Problem method_not_allowed(std::string allow) {
  Problem problem =
      make(405, "method-not-allowed", "This address does not take that method", "This address takes " + allow + ".");
  problem.headers.emplace_back("Allow", std::move(allow));
  return problem;
}

Problem changed_meanwhile(std::string detail) {
  return make(409, "changed-meanwhile", "Somebody else has changed this", std::move(detail),
              "Look at what it is now, and make your change again.");
}

Problem busy(std::string detail, int retry_after_seconds) {
  Problem problem = make(503, "busy", "The appliance is busy", std::move(detail), "Try again shortly.");
  problem.headers.emplace_back("Retry-After", std::to_string(retry_after_seconds));
  return problem;
}

Problem too_many_failures(std::string detail, long retry_after_seconds) {
  Problem problem = make(429, "locked", "Too many failed sign-ins", std::move(detail));
  problem.headers.emplace_back("Retry-After", std::to_string(retry_after_seconds));
  return problem;
}

Problem internal_error() {
  return make(500, "internal", "Something went wrong inside the appliance",
              "The request met a fault of the appliance, not of yours.", "The appliance's own log has the details.");
}

Problem from_fault(const Fault& fault) {
  switch (fault.kind) {
    case Fault::Kind::bad_input:
      return make(422, "bad-input", "Something in the request is not right", fault.what, fault.hint);
    case Fault::Kind::not_found:
      return make(404, "not-found", "There is no such thing", fault.what, fault.hint);
    case Fault::Kind::conflict:
      return make(409, "conflict", "The state has moved on", fault.what, fault.hint);
    case Fault::Kind::forbidden:
      return forbidden(fault.what, fault.hint);
    case Fault::Kind::limit:
      return make(409, "limit", "A limit was reached", fault.what, fault.hint);
    case Fault::Kind::storage:
      return make(507, "storage", "The disk refuses: nothing was changed", fault.what, fault.hint);
    case Fault::Kind::damaged:
      return make(500, "damaged", "Stored data is damaged", fault.what, fault.hint);
    case Fault::Kind::unavailable:
      return make(503, "unavailable", "Not available now", fault.what, fault.hint);
  }
  return internal_error();
}

Response to_response(const Problem& problem) {
  nlohmann::ordered_json json = {{"type", "/problems/" + problem.type},
                                 {"title", problem.title},
                                 {"status", problem.status},
                                 {"detail", problem.detail}};
  if (!problem.hint.empty()) json["hint"] = problem.hint;
  for (const auto& field : problem.errors)
    json["errors"].push_back({{"pointer", field.pointer}, {"detail", field.detail}});
  Response response;
  response.status = problem.status;
  response.type = "application/problem+json";
  // Text that came from the client may not be UTF-8: replace, never throw.
  response.body = json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  response.headers = problem.headers;
  return response;
}

}  // namespace schoolgate::http
