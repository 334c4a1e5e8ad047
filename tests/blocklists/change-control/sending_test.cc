// How people are told, as changes: survives a restart, is in the log as it is in the state, addresses as personal
// fields.
#include "blocklists/change-control/verify_store.h"
#include "tests/blocklists/change-control/box.h"

using namespace schoolgate;
using namespace schoolgate::test;

TEST_CASE("mail, notices, webhooks and people's addresses outlive a restart, and the log says what they are") {
  Box box;
  box.add_people();
  Person person = box.changes->state()->people.at("j.smith");
  person.mail = "j.smith@school.example";
  box.commit(manager(), change::PersonChanged{person});
  box.commit(manager(),
             change::MailSet{{"smtp://mail.school.example:587", "schoolgate@school.example", true, true, false}});
  box.commit(manager(), change::NoticesSet{{{"unblock.granted"}, {{"chair", {"chair@governors.example"}}}}});
  box.commit(manager(), change::WebhookSet{{"mis", "https://mis.school.example/hook", true, false}});
  box.commit(manager(), change::WebhookSet{{"other", "https://other.example", false, true}});
  box.commit(manager(), change::WebhookRemoved{"other"});
  box.commit(console(), change::PasswordSet{"j.smith", some_hash, false});
  const PolicyState before = *box.changes->state();
  box.open();
  const auto after = box.changes->state();
  CHECK(after->mail == before.mail);
  CHECK(after->notices == before.notices);
  CHECK(after->webhooks == before.webhooks);
  CHECK(after->people == before.people);
  const auto verified = verify_store(box.store, box.changes->public_key());
  INFO((verified ? "" : verified.error().what));
  CHECK(verified);
  for (const Record& record : box.changes->records(0, 100)) {
    CHECK(record.leaf.find("chair@") == std::string::npos);
    CHECK(record.leaf.find("j.smith@") == std::string::npos);
  }
  CHECK(box.changes->records(before.serial - 5, 1).front().after.find("chair@governors.example") != std::string::npos);
}

TEST_CASE("a mail server that would be used in clear over the network is refused") {
  Box box;
  box.add_people();
  const auto mail = [](const char* server, bool in_clear) {
    return change::MailSet{{server, "schoolgate@school.example", false, false, in_clear}};
  };
  for (const char* server : {"smtp://mail.school.example", "smtp://10.0.0.2:25", "smtps://localhost",
                             "smtp://127.evil.example", "smtp://[2001:db8::1]:25"})
    CHECK(box.refused(manager(), mail(server, true)).kind == Fault::Kind::bad_input);
  for (const char* server : {"smtp://localhost:25", "smtp://127.0.0.1", "smtp://[::1]:25"})
    box.commit(manager(), mail(server, true));
  for (const char* server :
       {"mail.school.example", "smtp://a b", "smtp://a:99999", "smtp://a:", "smtp://user@a", "smtp://a/b"})
    CHECK(box.refused(manager(), mail(server, false)).kind == Fault::Kind::bad_input);
  box.commit(manager(), mail("", false));
}
