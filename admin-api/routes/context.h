// What the routes work with, and one call to one of them.
// Thread rules: a Context is shared by all workers, and everything in it may be; a Call is one worker's.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "admin-api/auth/oidc/desk.h"
#include "admin-api/auth/setup_code.h"
#include "admin-api/auth/sign_in.h"
#include "admin-api/events/event_hub.h"
#include "admin-api/http/problem.h"
#include "admin-api/http/uploads.h"
#include "admin-api/server.h"

namespace schoolgate::routes {

struct Context {
  Clock clock;
  ChangeControl& changes;
  PolicyHub& policy;
  ListKeeper& lists;
  Sight sight;
  auth::SignIn& sign_in;
  std::string spool_directory;  // where a long reply waits to be sent
  auth::oidc::Desk& single_sign_on;
  auth::SetupCode& setup_code;
  http::Uploads& uploads;
  EventHub* events = nullptr;  // always there but in tests of other things
};

struct Call {
  const http::Request& request;
  Actor actor;                                 // meaningless on routes that anyone may call
  std::string session_token;                   // empty at the console
  std::optional<auth::Session> session;        // likewise
  std::vector<std::string> ids;                // what stood in the pattern's {}, decoded
  std::optional<TokenScope> token_scope = {};  // of the API token that the call came with
  std::string token_id = {};                   // likewise
};

using http::Answer;
using Handler = std::function<Answer(const Call&)>;

}  // namespace schoolgate::routes
