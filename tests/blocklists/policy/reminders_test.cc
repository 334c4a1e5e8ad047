// What is due to be told about requests: to whom, when, and once.
#include "blocklists/policy/reminders.h"

#include "tests/catch.h"

using namespace schoolgate;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

constexpr UtcSeconds monday{std::chrono::seconds{1795420800}};  // 2026-11-23T08:00:00Z

PolicyState school() {
  PolicyState state;
  for (const auto& [user, role] : {std::pair{"manager", Role::network_manager},
                                   {"lead", Role::safeguarding_lead},
                                   {"head", Role::leadership},
                                   {"teacher", Role::teacher}})
    state.people[user] = {user, user, role, "", false, false};
  return state;
}

Request& add(PolicyState& state, const std::string& id, std::chrono::seconds lasts, RequestState as) {
  Request& request = state.requests[id];
  request.id = id;
  request.state = as;
  request.requested_by = "teacher";
  request.made = request.starts = monday;
  request.until = monday + lasts;
  if (as == RequestState::approved) {
    request.unblock = "u-" + id;
    Unblock& unblock = state.unblocks[request.unblock];
    unblock.starts = request.starts;
    unblock.until = request.until;
  }
  return request;
}

/// As a sender asks that tells each one once.
std::vector<RequestReminder> due_between(const PolicyState& state, UtcSeconds since, UtcSeconds now) {
  auto reminders = request_reminders(state, now);
  std::erase_if(reminders, [&](const RequestReminder& r) { return r.due <= since || r.due > now; });
  return reminders;
}

}  // namespace

TEST_CASE("the requester is reminded a day before the end, or an hour before a short one's, once") {
  PolicyState state = school();
  add(state, "week", days(7), RequestState::approved);
  add(state, "lesson", hours(2), RequestState::approved);
  CHECK(due_between(state, monday, monday + minutes(59)).empty());
  const auto lesson = due_between(state, monday + minutes(59), monday + minutes(60));
  REQUIRE(lesson.size() == 1);
  CHECK(lesson[0] == RequestReminder{RequestReminder::Kind::ends_soon, "lesson", monday + hours(1), {"teacher"}});
  CHECK(due_between(state, monday + minutes(60), monday + days(6) - hours(1)).empty());
  const auto week = due_between(state, monday + days(5), monday + days(6));
  REQUIRE(week.size() == 1);
  CHECK(week[0].request == "week");
  CHECK(due_between(state, monday + days(6), monday + days(7)).empty());
}

TEST_CASE("nobody is reminded of what has ended, of a very short one, or without an account") {
  PolicyState state = school();
  add(state, "revoked", days(7), RequestState::revoked);
  add(state, "short", minutes(50), RequestState::approved);
  add(state, "gone", days(7), RequestState::approved).requested_by = "nobody";
  add(state, "over", days(7), RequestState::approved);
  CHECK(due_between(state, monday, monday + days(6) - hours(1)).empty());
  state.requests.erase("over");
  CHECK(due_between(state, monday, monday + days(8)).empty());
}

TEST_CASE("those who could sign are reminded of what waits, and those who have signed are not") {
  PolicyState state = school();
  Request& request = add(state, "rq-1", days(7), RequestState::requested);
  request.starts = monday + days(4);
  request.until = monday + days(9);
  CHECK(due_between(state, monday, monday + hours(23)).empty());
  auto due = due_between(state, monday + hours(23), monday + hours(24));
  REQUIRE(due.size() == 1);
  CHECK(due[0].kind == RequestReminder::Kind::waits);
  CHECK(due[0].people == std::vector<std::string>{"head", "lead", "manager"});
  request.sign_offs = {{"lead", false, Judgement::educational, false, 1, {2, 2, 4}, monday}};
  due = due_between(state, monday + hours(23), monday + hours(24));
  REQUIRE(due.size() == 1);
  CHECK(due[0].people == std::vector<std::string>{"manager"});
  state.people["manager"].disabled = true;
  CHECK(due_between(state, monday + hours(23), monday + hours(24)).empty());
}

TEST_CASE("asked in a row, every reminder is told exactly once, in order") {
  PolicyState state = school();
  add(state, "a", days(7), RequestState::approved);
  add(state, "b", hours(30), RequestState::approved);
  add(state, "c", days(5), RequestState::approved);
  std::vector<std::string> told;
  for (UtcSeconds at = monday; at < monday + days(8); at += minutes(7))
    for (const auto& reminder : due_between(state, at, at + minutes(7))) told.push_back(reminder.request);
  CHECK(told == std::vector<std::string>{"b", "c", "a"});
}
