// Codes by the clock: the standards' own vectors, enrolment, sign-in with a code, recovery codes, and who must have
// one.
#include <cctype>
#include <fstream>

#include "admin-api/auth/common_words.h"
#include "admin-api/auth/passwords.h"
#include "admin-api/auth/totp.h"
#include "blocklists/change-control/text.h"
#include "tests/admin-api/school.h"
#include "tests/catch.h"

using namespace schoolgate;
using namespace std::chrono_literals;
using test::Json;

namespace {

constexpr const char* password = "horse battery staple";

void give_password(test::School& school, const std::string& user) {
  static const std::string hash = hash_password(password);
  const Actor console{"console", Role::network_manager, Actor::Via::console, {}};
  REQUIRE(school.changes->commit(Proposal{console, "test", change::PasswordSet{user, hash, false}}));
}

std::string code_at(const std::string& base32_key, UtcMillis when) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(when).time_since_epoch();
  return auth::hotp(*auth::from_base32(base32_key), static_cast<std::uint64_t>(seconds / auth::totp_step));
}

struct Enrolled {
  std::string key;
  std::vector<std::string> codes;
};

Enrolled enrol(test::School& school, const std::string& who) {
  const auto begun = school.ask(who, "POST", "/api/v1/session/factor", Json::object());
  INFO(begun.body);
  REQUIRE(begun.status == 200);
  const auto key = begun.json["key"].get<std::string>();
  const auto done = school.ask(who, "POST", "/api/v1/session/factor/confirm", {{"code", code_at(key, school.now)}});
  INFO(done.body);
  REQUIRE(done.status == 201);
  return {key, done.json["recovery_codes"].get<std::vector<std::string>>()};
}

test::Reply sign_in(test::School& school, const std::string& user, const std::string& code = {}) {
  Json body = {{"user", user}, {"password", password}};
  if (!code.empty()) body["totp"] = code;
  return school.ask("", "POST", "/api/v1/session", body);
}

/// A request with the session that this sign-in opened.
test::Reply ask_in(test::School& school, const test::Reply& session, const std::string& method, const std::string& path,
                   const Json& body = nullptr) {
  auto request = school.request("", method, path, body);
  const auto cookie = session.headers.at("Set-Cookie");
  request.headers["Cookie"] = cookie.substr(0, cookie.find(';'));
  request.headers["X-CSRF-Token"] = session.json["csrf_token"].get<std::string>();
  return school.send(request);
}

void set_rules(test::School& school, const Json& change) {
  Json body = change;
  body["reason"] = "the governors' decision";
  const auto reply = school.ask("console", "PUT", "/api/v1/settings", body);
  INFO(reply.body);
  REQUIRE(reply.status == 200);
}

}  // namespace

TEST_CASE("HMAC and the codes are those of the standards") {
  // RFC 2202 section 3.
  CHECK(to_hex(auth::hmac_sha1("Jefe", "what do ya want for nothing?")) == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  CHECK(to_hex(auth::hmac_sha1(std::string(80, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")) ==
        "aa4ae5e15272d00e95705637ce8a3b55ed402112");
  // RFC 4226 appendix D.
  const std::string key = "12345678901234567890";
  const std::vector<std::string> codes{"755224", "287082", "359152", "969429", "338314",
                                       "254676", "287922", "162583", "399871", "520489"};
  for (std::size_t n = 0; n < codes.size(); ++n) CHECK(auth::hotp(key, n) == codes[n]);
  // RFC 6238 appendix B, the last six of its eight digits.
  const std::string base32 = auth::to_base32(key);
  CHECK(base32 == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  for (const auto& [seconds, code] : {std::pair{1111111109LL, "081804"},
                                      {1111111111LL, "050471"},
                                      {1234567890LL, "005924"},
                                      {2000000000LL, "279037"},
                                      {20000000000LL, "353130"}})
    CHECK(auth::totp_step_of(base32, code, UtcMillis(std::chrono::seconds(seconds))) ==
          static_cast<std::uint64_t>(seconds / 30));
}

TEST_CASE("base32 is read back as it was written, however people type it") {
  for (const auto& [text, octets] :
       {std::pair{"MY", "f"}, {"MZXQ", "fo"}, {"MZXW6", "foo"}, {"MZXW6YTBOI", "foobar"}}) {
    CHECK(auth::to_base32(octets) == text);  // RFC 4648 section 10, without the padding
    CHECK(auth::from_base32(text) == octets);
  }
  CHECK(auth::from_base32("mzxw 6ytb oi") == "foobar");
  CHECK_FALSE(auth::from_base32("MZXW1"));
  CHECK(auth::new_totp_key().size() == 32);
  CHECK(auth::totp_address("St. Anne's", "j.smith", "ABC") ==
        "otpauth://totp/St.%20Anne%27s:j.smith?secret=ABC&issuer=St.%20Anne%27s&algorithm=SHA1&digits=6&period=30");
}

TEST_CASE("a code is taken one step early and one late, and no further") {
  const std::string key = auth::new_totp_key();
  const UtcMillis now = test::monday;
  for (const auto& [away, good] : {std::pair{-60s, false}, {-30s, true}, {0s, true}, {30s, true}, {60s, false}})
    CHECK(auth::totp_step_of(key, code_at(key, now + away), now).has_value() == good);
  CHECK_FALSE(auth::totp_step_of(key, "", now));
  CHECK_FALSE(auth::totp_step_of(key, "12345", now));
  CHECK_FALSE(auth::totp_step_of("not base32!", "123456", now));
  CHECK_FALSE(auth::totp_step_of(key, "123456", UtcMillis{}));
}

TEST_CASE("a second factor is enrolled with a code of it, and then needed at every sign-in") {
  test::School school;
  give_password(school, "teacher");
  const auto begun = school.ask("teacher", "POST", "/api/v1/session/factor", Json::object());
  REQUIRE(begun.status == 200);
  CHECK(begun.json["address"].get<std::string>().starts_with("otpauth://totp/"));
  CHECK(school.ask("teacher", "POST", "/api/v1/session/factor/confirm", {{"code", "000000"}}).status == 422);
  CHECK(sign_in(school, "teacher").status == 201);  // nothing is needed until it is confirmed
  const auto [key, codes] = enrol(school, "teacher");
  CHECK(codes.size() == auth::recovery_codes);
  CHECK(school.ask("teacher", "GET", "/api/v1/session").json["second_factor"]["enrolled"] == true);

  const auto without = sign_in(school, "teacher");
  CHECK(without.status == 401);
  CHECK(without.type() == "/problems/second-factor-needed");
  CHECK(sign_in(school, "teacher", code_at(key, school.now)).status == 401);  // used for the enrolment
  school.now += 30s;
  const auto code = code_at(key, school.now);
  CHECK(sign_in(school, "teacher", code).status == 201);
  CHECK(school.changes->records(school.changes->state()->serial - 1, 1).front().after ==
        R"({"by":"password","second_factor":"code"})");
  CHECK(sign_in(school, "teacher", code).status == 401);
  school.now += 30s;
  CHECK(sign_in(school, "teacher", code).status == 401);  // still within the drift, and used
  CHECK(sign_in(school, "teacher", code_at(key, school.now + 30s)).status == 201);
  CHECK(sign_in(school, "teacher", code_at(key, school.now)).status == 401);  // older than one that was taken
  for (const Record& record : school.changes->records(0, 1000)) {
    CHECK_FALSE((record.leaf + record.personal).contains(key));
    for (const auto& each : codes) CHECK_FALSE((record.leaf + record.personal).contains(each));
  }
}

TEST_CASE("wrong codes lock as wrong passwords do, and the password alone does not end the wait") {
  test::School school;
  give_password(school, "teacher");
  const auto [key, codes] = enrol(school, "teacher");
  for (int n = 0; n < auth::free_failures; ++n) {
    CHECK(sign_in(school, "teacher").status == 401);  // no code: no failure, and no success either
    CHECK(sign_in(school, "teacher", "000000").status == 401);
  }
  CHECK(sign_in(school, "teacher", codes[0]).status == 429);
  school.now += 31s;
  CHECK(sign_in(school, "teacher", codes[0]).status == 201);
}

TEST_CASE("each recovery code signs in once, however it is typed") {
  test::School school;
  give_password(school, "teacher");
  const auto [key, codes] = enrol(school, "teacher");
  std::string typed;
  for (const char c : codes[3])
    typed += c == '-' ? ' ' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  const auto session = sign_in(school, "teacher", typed);
  REQUIRE(session.status == 201);
  CHECK(session.json["second_factor"]["recovery_codes_left"] == 9);
  CHECK(sign_in(school, "teacher", codes[3]).status == 401);
  CHECK(sign_in(school, "teacher", codes[4]).status == 201);
}

TEST_CASE("a screen left open is not enough to enrol or remove a second factor") {
  test::School school;
  give_password(school, "teacher");
  enrol(school, "teacher");
  school.now += 11min;
  CHECK(school.ask("teacher", "POST", "/api/v1/session/factor", Json::object()).status == 422);
  CHECK(school.ask("teacher", "DELETE", "/api/v1/session/factor").status == 422);
  CHECK(school.ask("teacher", "DELETE", "/api/v1/session/factor", {{"current_password", "wrong words here"}}).status ==
        422);
  CHECK(school.ask("teacher", "DELETE", "/api/v1/session/factor", {{"current_password", password}}).status == 200);
  CHECK(sign_in(school, "teacher").status == 201);
}

TEST_CASE("a network manager resets somebody's second factor, on record and with a reason") {
  test::School school;
  give_password(school, "teacher");
  enrol(school, "teacher");
  CHECK(school.ask("manager", "DELETE", "/api/v1/people/teacher/factor").status == 422);
  CHECK(school.ask("head", "DELETE", "/api/v1/people/teacher/factor?reason=x").status == 403);
  CHECK(school.ask("manager", "DELETE", "/api/v1/people/teacher/factor?reason=lost+phone").status == 200);
  CHECK(school.changes->records(school.changes->state()->serial - 1, 1).front().kind == "factor.removed");
  CHECK(school.ask("teacher", "GET", "/api/v1/session").status == 401);
  CHECK(sign_in(school, "teacher").status == 201);
}

TEST_CASE("a network manager has two weeks to enrol, is told so, and may then do nothing else") {
  test::School school;
  give_password(school, "manager");
  const auto first = sign_in(school, "manager");
  REQUIRE(first.status == 201);
  CHECK(first.json["second_factor"]["enrolled"] == false);
  CHECK(first.json["second_factor"]["needed_from"] ==
        to_rfc3339(std::chrono::floor<std::chrono::seconds>(school.now) + std::chrono::days(14)));
  CHECK_FALSE(first.json.contains("may_only"));
  CHECK(ask_in(school, first, "GET", "/api/v1/people").status == 200);
  CHECK(ask_in(school, first, "GET", "/api/v1/status").body.contains("(manager) has no second factor. From "));
  CHECK_FALSE(school.ask("teacher", "GET", "/api/v1/status").body.contains("second factor"));

  school.now += std::chrono::days(14);
  const auto late = sign_in(school, "manager");
  REQUIRE(late.status == 201);
  CHECK(late.json["may_only"] == "enrol");
  const auto refused = ask_in(school, late, "GET", "/api/v1/people");
  CHECK(refused.status == 403);
  CHECK(refused.type() == "/problems/enrolment-needed");
  CHECK(ask_in(school, late, "POST", "/api/v1/people/teacher/password", {{"reason", "x"}}).status == 403);
  CHECK(ask_in(school, late, "GET", "/api/v1/session").status == 200);
  CHECK(school.ask("console", "GET", "/api/v1/people").status == 200);

  const auto begun = ask_in(school, late, "POST", "/api/v1/session/factor", Json::object());
  REQUIRE(begun.status == 200);
  const auto key = begun.json["key"].get<std::string>();
  REQUIRE(ask_in(school, late, "POST", "/api/v1/session/factor/confirm", {{"code", code_at(key, school.now)}}).status ==
          201);
  CHECK(ask_in(school, late, "GET", "/api/v1/people").status == 200);
}

TEST_CASE("a school may ask for the second factor at once, and only network managers must have one") {
  test::School school;
  set_rules(school, {{"second_factor_days", 0}});
  for (const char* user : {"manager", "teacher"}) give_password(school, user);
  CHECK(sign_in(school, "manager").json["may_only"] == "enrol");
  CHECK_FALSE(sign_in(school, "teacher").json.contains("may_only"));
}

TEST_CASE("a password that is older than the school allows is changed before anything else") {
  test::School school;
  give_password(school, "teacher");
  set_rules(school, {{"password_days", 100}});
  school.now += std::chrono::days(99) + 23h;
  const auto young = sign_in(school, "teacher");
  REQUIRE(young.status == 201);
  school.now += 20min;
  CHECK(ask_in(school, young, "GET", "/api/v1/rules").status == 200);
  school.now += 1h;
  const auto old = sign_in(school, "teacher");
  REQUIRE(old.status == 201);
  CHECK(old.json["may_only"] == "change_password");
  const auto refused = ask_in(school, old, "GET", "/api/v1/rules");
  CHECK(refused.status == 403);
  CHECK(refused.type() == "/problems/new-password-needed");
  const auto changed = ask_in(school, old, "POST", "/api/v1/people/teacher/password",
                              {{"current_password", password}, {"password", "Tuesday-Marmalade-9"}});
  INFO(changed.body);
  CHECK(changed.status == 200);
  CHECK(ask_in(school, old, "GET", "/api/v1/rules").status == 200);
}

TEST_CASE("sessions end as early as the school sets, and the session says when") {
  test::School school;
  give_password(school, "teacher");
  set_rules(school, {{"session_idle_minutes", 5}, {"session_hours", 1}});
  const auto session = sign_in(school, "teacher");
  CHECK(session.json["ends_when_idle_for_seconds"] == 300);
  school.now += 4min;
  CHECK(ask_in(school, session, "GET", "/api/v1/rules").status == 200);
  school.now += 5min;
  CHECK(ask_in(school, session, "GET", "/api/v1/rules").status == 401);
  const auto busy = sign_in(school, "teacher");
  for (auto used = 0min; used < 56min; used += 4min) {
    CHECK(ask_in(school, busy, "GET", "/api/v1/rules").status == 200);
    school.now += 4min;
  }
  school.now += 4min;
  CHECK(ask_in(school, busy, "GET", "/api/v1/rules").status == 401);
}

TEST_CASE("common words in a thin disguise are refused, and a missing list of them is told, not fatal") {
  test::TemporaryDirectory directory;
  const std::string file = directory.file("words");
  CHECK_FALSE(auth::is_common_word("internationalize", file).has_value());
  CHECK(auth::common_words_problem(file).contains("cracklib-runtime"));
  {
    std::ofstream(file) << "football\ninternationalize\nmississippi\nant\n";
  }
  CHECK(auth::common_words_problem(file).empty());
  for (const char* bad : {"internationalize", "Internationalize", "Mississippi2026!", "2026-m1ss1ss1pp1", "ippississim",
                          "footballfootball", "F00tball!!!!!!"}) {
    INFO(bad);
    CHECK(auth::is_common_word(bad, file) == true);
    if (std::string_view(bad).size() >= auth::min_password_characters)
      CHECK(auth::password_fault("j.smith", bad, file));
  }
  for (const char* good : {"football marmalade", "Tuesday-Marmalade-9", "antantantant", "horse battery staple"}) {
    INFO(good);
    CHECK(auth::is_common_word(good, file) == false);
  }
}
