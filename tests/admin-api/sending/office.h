// A school office for tests: real change control over a store in memory, a clock of its own, people with mail
// addresses, and a sender that turns when it is told to.
#pragma once

#include <map>

#include "admin-api/sending/sender.h"
#include "tests/admin-api/sending/fake_transport.h"
#include "tests/blocklists/store/temporary_directory.h"
#include "tests/catch.h"
#include "tests/fake_store.h"

namespace schoolgate::test {

inline constexpr UtcSeconds monday{std::chrono::seconds{1795420800}};  // 2026-11-23T08:00:00Z
inline constexpr const char* some_hash = "$argon2id$v=19$m=65536,t=3,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2g";

inline Actor console() { return {"console", Role::network_manager, Actor::Via::console, ""}; }
inline Actor manager() { return {"it", Role::network_manager, Actor::Via::web, "192.0.2.7"}; }
inline Actor teacher() { return {"j.smith", Role::teacher, Actor::Via::web, "192.0.2.8"}; }

class Office {
 public:
  UtcMillis now = monday;
  FakeStore store;
  TemporaryDirectory directory;
  FakeTransport::World world;
  std::unique_ptr<ChangeControl> changes;
  std::unique_ptr<sending::Sender> sender;

  Office() {
    ChangeControl::Options options;
    options.clock = [this] { return now; };
    options.key_file = directory.file("log.key");
    auto opened = ChangeControl::open(store, options);
    REQUIRE(opened);
    changes = std::move(*opened);
    add("it", "Head of IT", Role::network_manager);
    add("b.deputy", "Bea Deputy", Role::network_manager);  // nobody yet whose agreement an unblock would need
    add("j.smith", "Jo Smith", Role::teacher);
    open();
  }
  void add(const char* user, const char* name, Role role) {
    Person person{user, name, role, some_hash, false, false};
    person.mail = std::string(user) + "@school.example";
    commit(console(), change::PersonAdded{person});
  }
  /// As after a restart.
  void open() {
    sender.reset();
    sender =
        sending::Sender::start(store, *changes, {.clock = [this] { return now; }, .schedule = false, .reminders = {}},
                               std::make_unique<FakeTransport>(world));
    sender->turn();  // the cursor of a new store
  }
  void set_mail() {
    MailSettings mail;
    mail.server = "smtps://mail.school.example";
    mail.from = "schoolgate@school.example";
    sending::Sender::Settings settings;
    settings.mail = mail;
    settings.secrets.sign_in = {"school", "open-sesame"};
    NoticeSettings notices;
    notices.addresses["chair"] = {"chair@governors.example"};
    settings.notices = notices;
    const auto set = sender->set(settings, console(), "mail at last");
    INFO((set ? "" : set.error().what));
    REQUIRE(set);
    sender->turn();
  }
  Receipt commit(const Actor& actor, Change change, const std::string& why = "a good reason") {
    auto receipt = changes->commit(Proposal{actor, why, std::move(change)});
    INFO((receipt ? std::string() : receipt.error().what));
    REQUIRE(receipt);
    return *receipt;
  }
  Receipt unblock(const std::string& topic = "Year 9 history", std::chrono::hours lasts = std::chrono::hours(2)) {
    Unblock made;
    made.names = {"example.org"};
    made.topic = topic;
    made.requested_by = teacher().user;
    made.groups = {"pupils"};
    made.starts = std::chrono::floor<std::chrono::seconds>(now);
    made.until = made.starts + lasts;
    return commit(manager(), change::UnblockGranted{made});
  }
  /// Time passes; the sender turns every minute of it.
  void pass(std::chrono::minutes time) {
    for (std::chrono::minutes gone{0}; gone < time; ++gone) {
      now += std::chrono::minutes(1);
      sender->turn();
    }
  }
  std::vector<std::string> recipients() const {
    std::vector<std::string> found;
    for (const auto& letter : world.letters) found.push_back(letter.to);
    return found;
  }
};

/// The value of a header, unfolded.
inline std::string header(const std::string& mail, const std::string& name) {
  const std::string head = "\r\n" + mail.substr(0, mail.find("\r\n\r\n")) + "\r\n";
  auto at = head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  at += name.size() + 4;
  std::string value;
  for (auto end = head.find("\r\n", at); end != std::string::npos; end = head.find("\r\n", at)) {
    value += head.substr(at, end - at);
    at = end + 2;
    if (at >= head.size() || head[at] != ' ') break;
  }
  return value;
}

}  // namespace schoolgate::test
