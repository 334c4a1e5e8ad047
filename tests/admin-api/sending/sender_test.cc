// The queue and its thread's work: who is told, once, in order, whatever servers, power and disks do.
#include <algorithm>
#include <set>

#include "admin-api/sending/mail_format.h"
#include "admin-api/sending/notices.h"
#include "admin-api/sending/outbox.h"
#include "tests/admin-api/sending/office.h"

using namespace schoolgate;
using namespace schoolgate::test;
using namespace std::chrono_literals;

namespace {

constexpr UtcSeconds first_of_december = std::chrono::sys_days(std::chrono::year(2026) / 12 / 1);

}  // namespace

TEST_CASE("an unblock is told to those who answer for it, and not to whoever granted it") {
  Office office;
  office.set_mail();
  office.unblock();
  office.sender->turn();
  CHECK(office.recipients() == std::vector<std::string>{"b.deputy@school.example", "j.smith@school.example"});
  const auto& letter = office.world.letters.front();
  CHECK(letter.secrets.password == "open-sesame");
  CHECK(letter.from == "schoolgate@school.example");
  CHECK(header(letter.message, "Subject") == "Unblocked until Monday 23 November 2026, 10:00: Year 9 history");
  CHECK(letter.message.contains("Head of IT (it) unblocked sites"));
  CHECK(letter.message.contains("Sites: example.org"));
  CHECK(letter.message.contains("Reason: a good reason"));
  CHECK(letter.message.contains("change-control log"));
  office.sender->turn();
  CHECK(office.world.letters.size() == 2);
  CHECK(office.sender->counts().waiting == 0);
}

TEST_CASE("what one person unblocked alone is told to the safeguarding lead, and looked at by another manager") {
  Office office;
  office.add("d.lead", "Dee Lead", Role::safeguarding_lead);
  office.set_mail();
  office.unblock();
  office.sender->turn();
  std::multiset<std::string> told;
  for (const auto& letter : office.world.letters)
    told.insert(letter.to + (letter.message.contains("To be reviewed") ? " reviews" : " reads"));
  CHECK(told == std::multiset<std::string>{"b.deputy@school.example reads", "b.deputy@school.example reviews",
                                           "d.lead@school.example reads", "d.lead@school.example reviews",
                                           "j.smith@school.example reads"});
}

TEST_CASE(
    "nothing is queued while there is no mail server and no webhook, and last year's notices are not sent later") {
  Office office;
  office.unblock();
  office.sender->turn();
  CHECK(office.sender->counts().waiting == 0);
  office.set_mail();
  CHECK(office.world.letters.empty());
}

TEST_CASE("a kind that is switched off is told to nobody, and one without words neither") {
  Office office;
  office.set_mail();
  NoticeSettings off = office.changes->state()->notices;
  off.off = {"unblock.granted"};
  office.commit(console(), change::NoticesSet{off});
  office.unblock();
  office.commit(console(), change::RuleAdded{{"", RuleAction::block, "games.example", {}}});
  office.sender->turn();
  CHECK(office.world.tries == 0);
}

TEST_CASE("a server that is away is tried again with growing waits, and everything arrives in order") {
  Office office;
  office.set_mail();
  office.world.mail_server = [](const auto&) { return FakeTransport::down(); };
  office.unblock("first");
  office.pass(1min);
  CHECK(office.world.tries == 1);  // one try tells that the server is away: not one a message
  office.unblock("second");
  office.pass(60min);
  const std::size_t tries = office.world.tries;
  CHECK(tries >= 5);
  CHECK(tries <= 8);
  CHECK(office.sender->counts().waiting == 4);
  CHECK(office.sender->outbox().waiting.front().problem == "The mail server is away.");
  office.world.mail_server = {};
  office.pass(240min);
  REQUIRE(office.world.letters.size() == 4);
  CHECK(office.world.letters[0].message.contains("first"));
  CHECK(office.world.letters[1].message.contains("first"));
  CHECK(office.world.letters[2].message.contains("second"));
  CHECK(office.sender->counts().waiting == 0);
  CHECK(office.sender->notes().empty());
}

TEST_CASE("a restart in the middle loses nothing, sends nothing twice and keeps the ids") {
  Office office;
  office.set_mail();
  std::size_t taken = 0;
  std::set<std::string> refused_ids;
  office.world.mail_server = [&](const sending::Letter& letter) {
    if (taken == 1) {
      refused_ids.insert(header(letter.message, "Message-ID"));
      return FakeTransport::down();
    }
    ++taken;
    return FakeTransport::taken();
  };
  office.unblock();
  office.sender->turn();
  CHECK(office.world.letters.size() == 1);
  office.open();
  office.world.mail_server = {};
  office.pass(1min);
  office.open();
  office.pass(5min);
  REQUIRE(office.world.letters.size() == 2);
  CHECK(office.world.letters[0].to != office.world.letters[1].to);
  CHECK(refused_ids == std::set<std::string>{header(office.world.letters[1].message, "Message-ID")});
}

TEST_CASE("one recipient that is refused does not hold up the others, and keeps their own order") {
  Office office;
  office.set_mail();
  bool known = false;
  office.world.mail_server = [&](const sending::Letter& letter) {
    return known || !letter.to.starts_with("b.deputy") ? FakeTransport::taken() : FakeTransport::unknown_address();
  };
  office.unblock("first");
  office.unblock("second");
  office.pass(2min);
  CHECK(office.recipients() == std::vector<std::string>{"j.smith@school.example", "j.smith@school.example"});
  known = true;
  office.pass(10min);
  REQUIRE(office.world.letters.size() == 4);
  CHECK(office.world.letters[2].message.contains("first"));
  CHECK(office.world.letters[3].message.contains("second"));
}

TEST_CASE("after three days a notice is given up, which status tells, and can be tried again") {
  Office office;
  office.set_mail();
  office.world.mail_server = [](const auto&) { return FakeTransport::down(); };
  office.unblock();
  office.pass(24h);
  CHECK(office.sender->counts().failed == 0);
  office.pass(30min);
  REQUIRE(office.sender->notes().size() == 1);
  CHECK(office.sender->notes()[0].contains("No mail could be sent since Monday 23 November 2026"));
  office.pass(48h + 4h);
  CHECK(office.sender->counts().waiting == 0);
  CHECK(office.sender->counts().failed == 2);
  CHECK(office.sender->notes().back().contains("were given up"));
  const auto view = office.sender->outbox();
  CHECK(view.failed.front().problem == "The mail server is away.");
  office.open();
  CHECK(office.sender->counts().failed == 2);
  office.world.mail_server = {};
  REQUIRE(office.sender->retry());
  office.sender->turn();
  CHECK(office.world.letters.size() == 2);
  CHECK(office.sender->counts().failed == 0);
  CHECK(office.sender->notes().empty());
}

TEST_CASE("a summer without power is no reason to give up before trying") {
  Office office;
  office.set_mail();
  office.world.mail_server = [](const auto&) { return FakeTransport::down(); };
  office.unblock();
  office.sender->turn();
  office.now += 24h * 40;
  office.open();
  CHECK(office.sender->counts().failed == 0);
  office.world.mail_server = {};
  office.pass(5min);
  CHECK(std::ranges::count_if(office.world.letters,
                              [](const auto& letter) { return letter.message.contains("unblocked sites"); }) == 2);
}

TEST_CASE("a full queue lets the oldest usual notices give way, keeps the grave ones, and says so") {
  Office office;
  office.set_mail();
  office.world.mail_server = [](const auto&) { return FakeTransport::down(); };
  office.commit(console(), change::EmergencyBlockStarted{{"", {"bad.example"}, {}}});
  for (std::size_t n = 0; n < sending::max_waiting / 4; ++n) {  // five notices each
    const auto granted = office.unblock("topic " + std::to_string(n), 1h);
    office.commit(console(), change::UnblockEnded{granted.id});
    if (n % 100 == 0) office.sender->turn();
  }
  office.sender->turn();
  CHECK(office.sender->counts().waiting == sending::max_waiting);
  CHECK(office.sender->outbox().left_out > 0);
  CHECK(std::ranges::any_of(office.sender->notes(), [](const auto& note) { return note.contains("left out"); }));
  const auto waiting = office.sender->outbox().waiting;
  CHECK(std::ranges::count_if(waiting, [](const auto& row) { return row.entry.kind == "emergency.started"; }) == 2);
  office.open();
  CHECK(office.sender->counts().waiting == sending::max_waiting);
  office.world.mail_server = {};
  office.pass(2min);
  CHECK(office.sender->counts().waiting == 0);
  CHECK(office.sender->outbox().left_out == 0);
  CHECK(std::ranges::count_if(office.world.letters, [](const auto& letter) {
          return letter.message.contains("earlier notices to you were left out");
        }) == 3);
}

TEST_CASE("a full disk neither loses a notice nor sends one twice") {
  Office office;
  office.set_mail();
  office.unblock();
  office.store.writes_until_full = 0;
  office.sender->turn();
  CHECK(office.world.letters.empty());
  office.store.writes_until_full = 1;  // enough to queue, not to note that it was sent
  office.sender->turn();
  CHECK(office.world.letters.size() == 2);
  office.sender->turn();
  CHECK(office.world.letters.size() == 2);
  office.store.writes_until_full = -1;
  office.unblock("another");
  office.sender->turn();
  office.open();
  office.sender->turn();
  CHECK(office.world.letters.size() == 4);
}

TEST_CASE("what was given up for an address is forgotten with the address") {
  Office office;
  office.set_mail();
  office.world.mail_server = [](const auto&) { return FakeTransport::down(); };
  REQUIRE(office.sender->send_checkpoint());
  office.pass(24h * 3 + 5h);
  CHECK(office.sender->counts().failed == 1);
  office.commit(console(), change::NoticesSet{});
  office.sender->turn();
  CHECK(office.sender->counts().failed == 0);
  for (const auto& prefix : {"failed/", "queue/", "left_out/"}) CHECK(office.store.count(Family::outbox, prefix) == 0);
}

TEST_CASE("whoever left is told nothing any more, and a new address is used at once") {
  Office office;
  office.set_mail();
  office.world.mail_server = [](const auto&) { return FakeTransport::down(); };
  office.unblock();
  office.sender->turn();
  Person deputy = office.changes->state()->people.at("b.deputy");
  deputy.disabled = true;
  office.commit(console(), change::PersonChanged{deputy});
  Person jo = office.changes->state()->people.at("j.smith");
  jo.mail = "new@school.example";
  office.commit(console(), change::PersonChanged{jo});
  office.world.mail_server = {};
  office.pass(5min);
  CHECK(office.recipients() == std::vector<std::string>{"new@school.example"});
}

TEST_CASE("a reminder is sent once, a day before an unblock ends, also over restarts") {
  Office office;
  office.set_mail();
  office.unblock("half a term", 24h * 30);
  office.sender->turn();
  office.world.letters.clear();
  office.now += 24h * 29 - 1h;
  office.sender->turn();
  CHECK(std::ranges::none_of(office.world.letters,
                             [](const auto& each) { return each.message.contains("ends within"); }));
  office.world.letters.clear();
  office.now += 2h;
  office.sender->turn();
  office.open();
  office.pass(3min);
  REQUIRE(office.recipients() == std::vector<std::string>{"j.smith@school.example"});
  CHECK(office.world.letters[0].message.contains("ends soon"));
  office.now += 24h;
  office.changes->sweep();
  office.sender->turn();
  CHECK(office.store.count(Family::outbox, "told/") == 0);
  CHECK(office.world.letters.back().message.contains("came to its end"));
}

TEST_CASE("the chair gets the log's checkpoint on the first day of each month, and when it is asked for") {
  Office office;
  CHECK(office.sender->send_checkpoint().error().kind == Fault::Kind::not_found);
  office.set_mail();
  office.now = first_of_december - 1min;
  office.sender->turn();
  CHECK(office.world.letters.empty());
  office.pass(3min);
  office.open();
  office.pass(3min);
  REQUIRE(office.recipients() == std::vector<std::string>{"chair@governors.example"});
  const std::string& mail = office.world.letters[0].message;
  CHECK(mail.contains("December 2026"));
  CHECK(mail.contains(office.changes->checkpoint().origin));
  CHECK(mail.contains("What it proves"));
  REQUIRE(office.sender->send_checkpoint());
  office.sender->turn();
  CHECK(office.world.letters.size() == 2);
}

TEST_CASE("while the clock is not trusted nothing is sent that comes with time, and that is told") {
  Office office;
  office.set_mail();
  office.now += 24h * 40;
  office.commit(console(), change::RuleAdded{{"", RuleAction::block, "games.example", {}}});
  office.sender->turn();
  office.world.letters.clear();
  office.now -= 24h * 200;
  office.pass(5min);
  CHECK(office.world.letters.empty());  // the network may tell the time soon
  office.pass(10min);
  REQUIRE(office.recipients() == std::vector<std::string>{"b.deputy@school.example", "it@school.example"});
  CHECK(office.world.letters[0].message.contains("clock"));
  office.pass(60min);
  CHECK(office.world.letters.size() == 2);
}

TEST_CASE("what waited in a backup is not sent after it was restored") {
  Office office;
  office.set_mail();
  office.world.mail_server = [](const auto&) { return FakeTransport::down(); };
  office.unblock();
  office.sender->turn();
  office.commit(console(), change::Restored{"backup"});
  office.world.mail_server = {};
  office.pass(5min);
  REQUIRE(office.world.letters.size() == 3);  // both managers, and the chair
  for (const auto& letter : office.world.letters) CHECK(letter.message.contains("went back to a backup"));
}

TEST_CASE("a password is kept for its own server only, and is in no log") {
  Office office;
  office.set_mail();
  MailSettings mail = office.changes->state()->mail;
  CHECK(mail.signs_in);
  mail.from = "filter@school.example";
  REQUIRE(office.sender->set({.mail = mail, .secrets = {}, .notices = {}}, console(), "another name"));
  office.unblock();
  office.sender->turn();
  CHECK(office.world.letters.back().secrets.password == "open-sesame");
  mail.server = "smtps://elsewhere.example";
  REQUIRE(office.sender->set({.mail = mail, .secrets = {}, .notices = {}}, console(), "another server"));
  CHECK_FALSE(office.changes->state()->mail.signs_in);
  office.unblock();
  office.sender->turn();
  CHECK(office.world.letters.back().secrets == sending::Secrets());
  for (const Record& record : office.changes->records(0, 1000))
    CHECK_FALSE((record.leaf + record.personal).contains("sesame"));
  CHECK_FALSE(office.store.get(Family::state, "mail/school")->value_or("").contains("sesame"));
}
