// What teachers ask for, as plain values: a request for a temporary unblock with its sign-offs, and the school's
// library of topics. approval.h says what counts; change control moves a request from state to state.
//   requested -> approved -> expired | revoked        ("active" is an approved one within its time: it is not stored)
//   requested -> rejected | withdrawn | expired
// Thread rules: values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "blocklists/time.h"

namespace schoolgate {

enum class RequestState : std::uint8_t { requested, approved, expired, revoked, rejected, withdrawn };

/// Whose judgement a sign-off is.
enum class Judgement : std::uint8_t {
  educational,  // a safeguarding lead's, or leadership's
  technical     // a network manager's
};

/// How a risk was rated: likelihood times impact, 1 to 5 each. Both are 0 where only the product was given.
struct Risk {
  int likelihood = 0, impact = 0;
  int rating = 0;  // 1 to 25; 0: not rated
  friend bool operator==(const Risk&, const Risk&) = default;
};

/// One person's approval of one version of a request.
struct SignOff {
  std::string user;
  bool at_console = false;  // a network manager, and nobody can tell which
  Judgement judgement = Judgement::educational;
  bool leadership = false;  // by somebody of the leadership: it is their consent to the risk as well
  std::uint32_t version = 0;
  Risk risk;  // as this person gave or confirmed it
  UtcSeconds at{};
  friend bool operator==(const SignOff&, const SignOff&) = default;
};

struct Request {
  std::string id;             // "rq-17"
  std::uint32_t version = 1;  // each edit makes a new one, and sign-offs for older ones count no more
  RequestState state = RequestState::requested;
  std::vector<std::string> names;  // each with everything below it
  std::string topic;               // in words
  std::string from_topic;          // id of the library's topic that names were taken from, or empty
  std::string from_bundle;         // likewise
  std::vector<std::string> groups;
  UtcSeconds starts{}, until{};
  std::string why;
  std::string requested_by;  // user
  bool at_console = false;   // nobody can tell which network manager
  UtcSeconds made{};
  std::string extends;               // id of the request that this one is to prolong, or empty
  Risk proposed;                     // by the requester; an approver confirms it or gives another
  std::vector<SignOff> sign_offs;    // of this version, one a person
  std::string unblock;               // id, once approved
  std::optional<UtcSeconds> closed;  // when it was rejected, withdrawn, revoked, or expired
  std::string closed_by, closed_because;
  bool open() const { return state == RequestState::requested; }
  friend bool operator==(const Request&, const Request&) = default;
};

/// A subject that is taught year after year, with the sites that it needs: filled by the school, reused by requests.
struct Topic {
  std::string id;  // "suffragettes"
  std::string name, description;
  std::vector<std::string> names;       // each with everything below it
  std::string notes;                    // for whoever approves
  std::optional<UtcSeconds> review_by;  // the sites are to be looked at again by then
  friend bool operator==(const Topic&, const Topic&) = default;
};

}  // namespace schoolgate
