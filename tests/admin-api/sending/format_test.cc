// The octets of a mail and of a webhook.
#include <set>

#include <nlohmann/json.hpp>

#include "admin-api/sending/compose.h"
#include "admin-api/sending/facts.h"
#include "admin-api/sending/mail_format.h"
#include "admin-api/sending/notices.h"
#include "admin-api/sending/reminders.h"
#include "admin-api/sending/webhook_format.h"
#include "tests/admin-api/sending/office.h"

using namespace schoolgate;
using namespace schoolgate::sending;

namespace {

MailText plain() {
  return {.from_name = "Schoolgate, St Mary's",
          .from = "schoolgate@school.example",
          .to_name = "Jo Smith",
          .to = "j.smith@school.example",
          .subject = "A test",
          .body = "One line.\n",
          .id = "msg_1",
          .date = test::monday};
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> found;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find("\r\n", at);
    REQUIRE(end != std::string::npos);
    found.push_back(text.substr(at, end - at));
    at = end + 2;
  }
  return found;
}

}  // namespace

TEST_CASE("a mail has the headers that it must have, and says that a program made it") {
  CHECK(to_mail(plain()) ==
        "Date: Mon, 23 Nov 2026 08:00:00 +0000\r\n"
        "From: \"Schoolgate, St Mary's\"\r\n <schoolgate@school.example>\r\n"
        "To: \"Jo Smith\"\r\n <j.smith@school.example>\r\n"
        "Subject: A test\r\n"
        "Message-ID: <msg_1@school.example>\r\n"
        "Auto-Submitted: auto-generated\r\n"
        "MIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n"
        "\r\nOne line.\r\n");
}

TEST_CASE("nothing that somebody typed becomes a header") {
  MailText text = plain();
  text.subject = "Year 9\r\nBcc: everybody@evil.example\r\n\r\nHello";
  text.to_name = "Jo\r\nX-Evil: 1\nX-Evil: \"2\\";
  text.from_name = "=?UTF-8?Q?evil?=";
  const std::string mail = to_mail(text);
  CHECK(mail.find("\r\nBcc") == std::string::npos);
  CHECK(mail.find("\nX-Evil") == std::string::npos);
  CHECK(test::header(mail, "Subject") == "Year 9  Bcc: everybody@evil.example    Hello");
  CHECK(test::header(mail, "To") == "\"Jo  X-Evil: 1 X-Evil: \\\"2\\\\\" <j.smith@school.example>");
  for (const std::string& line : lines(mail)) CHECK(line.find_first_of("\r\n") == std::string::npos);
}

TEST_CASE("text beyond ASCII is encoded in whole characters and folded") {
  MailText text = plain();
  for (int n = 0; n < 40; ++n) text.subject += "é€😀";
  text.to_name = "Zoë";
  const auto all = lines(to_mail(text));
  for (const std::string& line : all) {
    CHECK(line.size() <= 78);
    for (const char c : line) CHECK(static_cast<unsigned char>(c) < 0x80);
  }
  CHECK(encoded_header("Zoë", 4) == "=?UTF-8?B?Wm/Dqw==?=");
  CHECK(encoded_header("\xff\xfe", 4) == "??");
  CHECK(encoded_header("=?UTF-8?B?Wm/Dqw==?=", 4) != "=?UTF-8?B?Wm/Dqw==?=");
}

TEST_CASE("a body is quoted-printable: short lines, and every octet comes back") {
  CHECK(quoted_printable("a=b\n") == "a=3Db\r\n");
  CHECK(quoted_printable("caf\xc3\xa9 \nx") == "caf=C3=A9=20\r\nx\r\n");
  CHECK(quoted_printable(".\r\nFrom here\n\n") == "=2E\r\n=46rom here\r\n\r\n");
  CHECK(quoted_printable("bare\rreturn\n") == "bare=0Dreturn\r\n");
  for (const std::string& line : lines(quoted_printable(std::string(500, 'x') + std::string(200, '\xc3') + "\n")))
    CHECK(line.size() <= 76);
}

TEST_CASE("a webhook is signed as Standard Webhooks has it") {
  const auto headers = webhook_headers("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                       UtcSeconds(std::chrono::seconds(1614265330)), "{\"test\": 2432232314}");
  REQUIRE(headers);
  CHECK((*headers)[1] == "webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek");
  CHECK((*headers)[2] == "webhook-timestamp: 1614265330");
  CHECK((*headers)[3] ==
        "webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");  // computed with Python's hmac
  CHECK_FALSE(webhook_headers("whsec_c2hvcnQ=", "a", {}, "b"));
  CHECK_FALSE(is_webhook_secret("open-sesame"));
  CHECK(is_webhook_secret(make_webhook_secret()));
  CHECK(make_webhook_secret() != make_webhook_secret());
}

TEST_CASE("ids are the same for the same things and differ for others") {
  CHECK(stable_id({"log", "a", "1"}) == stable_id({"log", "a", "1"}));
  CHECK(stable_id({"log", "a", "1"}) != stable_id({"log", "a1", ""}));
}

TEST_CASE("a webhook is told kinds, roles and numbers, and people only when the school says so") {
  test::Office office;
  const auto set = office.sender->set_webhook({"mis", "https://mis.school.example/hook", false, false}, {}, {},
                                              test::console(), "our information system");
  REQUIRE(set);
  CHECK(is_webhook_secret(set->made_secret));
  office.sender->turn();
  const auto granted = office.unblock("Year 9: Jo's topic");
  office.sender->turn();
  REQUIRE(office.world.posts.size() == 1);
  const auto body = nlohmann::json::parse(office.world.posts[0].body);
  CHECK(body["kind"] == "unblock.granted");
  CHECK(body["serial"] == granted.serial);
  CHECK(body["subject"] == granted.id);
  CHECK(body["summary"] == "A temporary unblock was granted, by a network manager");
  CHECK(body["checkpoint"] == office.changes->checkpoint().note);
  CHECK_FALSE(office.world.posts[0].body.contains("Jo's"));
  CHECK_FALSE(office.world.posts[0].body.contains("j.smith"));
  CHECK(office.world.posts[0].headers[1] == "webhook-id: " + body["id"].get<std::string>());

  office.commit(test::console(), change::SignInLocked{"j.smith", 7}, "");
  office.sender->turn();
  CHECK_FALSE(office.world.posts.back().body.contains("j.smith"));

  REQUIRE(office.sender->set_webhook({"mis", "https://mis.school.example/hook", false, true}, {}, {}, test::console(),
                                     "with people"));
  office.unblock("Year 9: Jo's topic");
  office.sender->turn();
  CHECK(office.world.posts.back().body.contains("Jo's topic"));
  CHECK(office.world.posts.back().headers[3] != office.world.posts.front().headers[3]);
  for (const Record& record : office.changes->records(0, 1000))
    CHECK_FALSE((record.leaf + record.personal).contains(set->made_secret));
  REQUIRE(office.sender->remove_webhook("mis", test::console(), "no longer"));
  CHECK(office.store.count(Family::outbox, "secret/") == 0);
}

TEST_CASE("words: lines without facts are left out, and what was typed stays on its line") {
  const Facts facts{{"who", "Jo"}, {"topic", ""}, {"why", one_line("a\nb\x1b[2J{who}")}};
  CHECK(fill("{who} did it.\n\nTopic: {topic}\nReason: {why}\nEnd", facts) ==
        "Jo did it.\n\nReason: a b [2J{who}\nEnd\n");
  CHECK(fill_line("{unknown}{who}", facts) == "Jo");
}

TEST_CASE("moments are told as the clock on the school's wall shows them") {
  const auto zone = Zone::find("Europe/London");
  REQUIRE(zone);
  CHECK(in_words(test::monday, *zone) == "Monday 23 November 2026, 08:00");
  CHECK(in_words(test::monday - std::chrono::days(120), *zone) == "Sunday 26 July 2026, 09:00");
  CHECK(
      month_of(UtcSeconds(std::chrono::sys_days(std::chrono::year(2026) / 6 / 30)) + std::chrono::minutes(23 * 60 + 30),
               *zone) == "2026-07");
}

TEST_CASE("every kind that has words is a kind of change, a reminder, or one that is still to come") {
  std::set<std::string_view> seen;
  for (const Notice& notice : notices()) {
    INFO(notice.kind);
    CHECK(seen.insert(notice.kind).second);
    CHECK_FALSE(notice.title.empty());
    CHECK(notice.title.find('{') == std::string_view::npos);
    CHECK(notice.who != 0);
    CHECK(find_notice(notice.kind) == &notice);
  }
  CHECK(find_notice("rule.added") == nullptr);
}
