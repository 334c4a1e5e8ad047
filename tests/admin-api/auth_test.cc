// Passwords, sessions and the lock-out, with a clock that the test moves.
#include <atomic>
#include <thread>
#include <vector>

#include "admin-api/auth/lockout.h"
#include "admin-api/auth/passwords.h"
#include "admin-api/auth/sessions.h"
#include "admin-api/server.h"
#include "tests/admin-api/school.h"
#include "tests/catch.h"

using namespace schoolgate;
using namespace std::chrono_literals;
using test::Json;

TEST_CASE("a hashed password is verified, and nothing else is") {
  const std::string hash = hash_password("three random words");
  CHECK(hash.starts_with("$argon2id$"));
  CHECK(auth::verify_password(hash, "three random words"));
  CHECK_FALSE(auth::verify_password(hash, "three random word"));
  CHECK_FALSE(auth::verify_password("", ""));
  CHECK_FALSE(auth::verify_password("three random words", "three random words"));
}

TEST_CASE("one-time passwords are five groups of four, without characters that look alike") {
  const std::string password = make_one_time_password();
  REQUIRE(password.size() == 24);
  for (std::size_t n = 0; n < password.size(); ++n) CHECK((password[n] == '-') == (n % 5 == 4));
  CHECK(password.find_first_of("il1o0") == std::string::npos);
  CHECK(make_one_time_password() != password);
  CHECK_FALSE(auth::password_fault("j.smith", password));
}

TEST_CASE("a password that is short, common, a run, or the user's name is refused") {
  for (const char* bad :
       {"", "elevenchars", "passwordpassword", "Password123456", "PASSWORDPASSWORD!!", "aaaaaaaaaaaaaaaa",
        "abcabcabcabcabc", "123456789012", "abcdefghijklmno", "zyxwvutsrqponm", "j.smith-j.smith", "myJ.Smith2026x",
        "letmein12345", "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"}) {
    INFO(bad);
    CHECK(auth::password_fault("j.smith", bad));
  }
  for (const char* good : {"horse battery staple", "Tuesday-Marmalade-9", "correct horse batter"}) {
    INFO(good);
    CHECK_FALSE(auth::password_fault("j.smith", good));
  }
  CHECK(auth::password_fault("j.smith", std::string(auth::max_password_octets, 'x') + "y"));
}

TEST_CASE("a session ends after half an hour without use, and after twelve hours whatever is done") {
  UtcMillis now = test::monday;
  auth::Sessions sessions([&] { return now; });
  const auto opened = sessions.open("teacher");
  CHECK(opened.token.size() == 43);
  CHECK(opened.session.csrf_token != opened.token);
  CHECK_FALSE(sessions.find("another token"));
  CHECK_FALSE(sessions.find(""));

  now += 29min;
  REQUIRE(sessions.find(opened.token));
  now += 29min;
  CHECK(sessions.find(opened.token)->user == "teacher");
  now += 30min;
  CHECK_FALSE(sessions.find(opened.token));

  const auto busy = sessions.open("teacher");
  for (auto used = 0min; used < 12h - 20min; used += 20min) {
    now += 20min;
    CHECK(sessions.find(busy.token));
  }
  now += 20min;
  CHECK_FALSE(sessions.find(busy.token));
}

TEST_CASE("a clock that goes back ends a session rather than lengthening it") {
  UtcMillis now = test::monday;
  auth::Sessions sessions([&] { return now; });
  const auto opened = sessions.open("teacher");
  now -= 1h;
  CHECK_FALSE(sessions.find(opened.token));
}

TEST_CASE("a clock that is corrected by seconds ends nobody's session, nor do requests at the same time") {
  std::atomic<UtcMillis> now{UtcMillis(test::monday)};
  // Each look at the clock is later than the one before, whoever looks.
  auth::Sessions sessions([&] {
    UtcMillis seen = now.load();
    while (!now.compare_exchange_weak(seen, seen + 1ms)) {
    }
    return seen;
  });
  const auto opened = sessions.open("teacher");
  now = now.load() - 10s;
  CHECK(sessions.find(opened.token));
  std::atomic<int> ended = 0;
  {
    std::vector<std::jthread> requests;
    for (int n = 0; n < 4; ++n)
      requests.emplace_back([&] {
        for (int asked = 0; asked < 1000; ++asked)
          if (!sessions.find(opened.token)) ++ended;
      });
  }
  CHECK(ended == 0);
}

TEST_CASE("a person has eight sessions at most, the least used goes, and all can be ended at once") {
  UtcMillis now = test::monday;
  auth::Sessions sessions([&] { return now; });
  std::vector<std::string> tokens;
  for (std::size_t n = 0; n <= auth::max_sessions_per_user; ++n) {
    tokens.push_back(sessions.open("teacher").token);
    now += 1s;
  }
  const auto other = sessions.open("governor").token;
  CHECK_FALSE(sessions.find(tokens[0]));
  CHECK(sessions.find(tokens[1]));
  sessions.close_all("teacher", tokens[2]);
  CHECK_FALSE(sessions.find(tokens[1]));
  CHECK(sessions.find(tokens[2]));
  sessions.close(tokens[2]);
  CHECK_FALSE(sessions.find(tokens[2]));
  CHECK(sessions.find(other));
}

TEST_CASE("after five failures the waits begin, and they grow up to a quarter of an hour") {
  UtcMillis now = test::monday;
  auth::Lockout lockout([&] { return now; });
  for (int n = 1; n < auth::free_failures; ++n) {
    lockout.failed("user j.smith");
    CHECK(lockout.wait("user j.smith") == 0s);
  }
  lockout.failed("user j.smith");
  CHECK(lockout.wait("user j.smith") == auth::first_wait);
  CHECK(lockout.wait("user a.jones") == 0s);
  now += auth::first_wait;
  CHECK(lockout.wait("user j.smith") == 0s);
  lockout.failed("user j.smith");
  CHECK(lockout.wait("user j.smith") == 2 * auth::first_wait);
  for (int n = 0; n < 50; ++n) lockout.failed("user j.smith");
  CHECK(lockout.wait("user j.smith") == auth::longest_wait);
  lockout.succeeded("user j.smith");
  CHECK(lockout.wait("user j.smith") == 0s);
}

TEST_CASE("failures are forgotten after a day, and a flood of names does not grow the table") {
  UtcMillis now = test::monday;
  auth::Lockout lockout([&] { return now; });
  for (int n = 1; n < auth::free_failures; ++n) lockout.failed("user j.smith");
  now += 24h;
  CHECK(lockout.failed("user j.smith") == 1);
  now += 1s;
  for (std::size_t n = 0; n < auth::max_counted; ++n) lockout.failed("user " + std::to_string(n));
  CHECK(lockout.failed("user j.smith") == 1);  // the oldest made room
}

TEST_CASE("signing in opens a session and is logged; failures are all alike, and lock") {
  test::School school;
  const Actor console{"console", Role::network_manager, Actor::Via::console, {}};
  static const std::string hash = hash_password("horse battery staple");
  REQUIRE(school.changes->commit(Proposal{console, "test", change::PasswordSet{"teacher", hash, true}}));
  const Json right = {{"user", "Teacher"}, {"password", "horse battery staple"}};

  const auto reply = school.ask("", "POST", "/api/v1/session", right);
  REQUIRE(reply.status == 201);
  CHECK(reply.json["user"] == "teacher");
  CHECK(reply.json["role"] == "teacher");
  CHECK(reply.json["must_change_password"] == true);
  const auto cookie = reply.headers.at("Set-Cookie");
  CHECK(cookie.starts_with("__Host-schoolgate="));
  for (const char* part : {"; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict"}) CHECK(cookie.contains(part));
  CHECK_FALSE(cookie.contains("Domain"));
  CHECK(school.changes->records(school.changes->state()->serial - 1, 1).front().kind == "person.signed_in");

  const auto wrong = school.ask("", "POST", "/api/v1/session", {{"user", "teacher"}, {"password", "wrong password"}});
  const auto unknown = school.ask("", "POST", "/api/v1/session", {{"user", "nobody"}, {"password", "wrong password"}});
  CHECK(wrong.status == 401);
  CHECK(wrong.body == unknown.body);

  for (int n = 2; n < auth::free_failures; ++n)
    CHECK(school.ask("", "POST", "/api/v1/session", {{"user", "teacher"}, {"password", "wrong"}}).status == 401);
  const auto locked = school.ask("", "POST", "/api/v1/session", right);
  CHECK(locked.status == 429);
  CHECK(locked.type() == "/problems/locked");
  CHECK(locked.headers.at("Retry-After") == "30");
  CHECK(school.changes->records(school.changes->state()->serial - 1, 1).front().kind == "person.locked");
  school.now += 31s;
  CHECK(school.ask("", "POST", "/api/v1/session", right).status == 201);
}
