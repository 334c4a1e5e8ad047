// Errors as application/problem+json (RFC 9457). `type` is stable for ever and never explained in another language:
// programs compare it, people read `title`, `detail` and `hint`.
// Thread rules: plain values.
#pragma once

#include <expected>
#include <string>
#include <utility>
#include <vector>

#include "admin-api/http/message.h"
#include "blocklists/fault.h"

namespace schoolgate::http {

struct Problem {
  int status = 500;
  std::string type;    // the last part of "/problems/bad-input"
  std::string title;   // the same for every problem of this type
  std::string detail;  // what happened here
  std::string hint;    // what to do; may be empty
  struct Field {
    std::string pointer;  // JSON pointer (RFC 6901) into the request's body, or "?name" for a query parameter
    std::string detail;
  };
  std::vector<Field> errors;
  std::vector<std::pair<std::string, std::string>> headers;  // Retry-After, Allow
};

using Answer = std::expected<Response, Problem>;

/// The types that are not made from a Fault, by what went wrong.
Problem bad_request(std::string detail);                                  // 400 /problems/bad-request
Problem bad_input(std::vector<Problem::Field> errors);                    // 422 /problems/bad-input
Problem unauthenticated(std::string detail, std::string hint = {});       // 401 /problems/sign-in-needed
Problem second_factor_needed(std::string detail, std::string hint);       // 401 /problems/second-factor-needed
Problem second_factor_owed(std::string detail, std::string hint);         // 403, the same: the session is there
Problem enrolment_needed(std::string detail, std::string hint);           // 403 /problems/enrolment-needed
Problem new_password_needed(std::string detail, std::string hint);        // 403 /problems/new-password-needed
Problem not_set_up(std::string detail, std::string hint);                 // 403 /problems/not-set-up
Problem forbidden(std::string detail, std::string hint = {});             // 403 /problems/forbidden
Problem no_such_page(std::string detail);                                 // 404 /problems/not-found
Problem method_not_allowed(std::string allow);                            // 405 /problems/method-not-allowed
Problem changed_meanwhile(std::string detail);                            // 409 /problems/changed-meanwhile
Problem busy(std::string detail, int retry_after_seconds);                // 503 /problems/busy
Problem too_many_failures(std::string detail, long retry_after_seconds);  // 429 /problems/locked
Problem internal_error();                                                 // 500 /problems/internal
Problem from_fault(const Fault& fault);

Response to_response(const Problem& problem);

}  // namespace schoolgate::http
