#include "blocklists/change-control/validate.h"
#include "tests/blocklists/change-control/box.h"

using namespace schoolgate;
using namespace schoolgate::test;
using Kind = Fault::Kind;

namespace {

Change rule(const std::string& name, RuleAction action = RuleAction::block, std::vector<std::string> groups = {}) {
  return change::RuleAdded{{"", action, name, std::move(groups)}};
}
Change person(const std::string& user, Role role, bool disabled = false) {
  return change::PersonChanged{{user, "Somebody", role, "", false, disabled}};
}

}  // namespace

TEST_CASE("people give a reason, and blanks are none") {
  Box box;
  box.add_people();
  CHECK(box.refused(manager(), rule("a.example"), "").what.find("reason is missing") != std::string::npos);
  CHECK(box.refused(manager(), rule("a.example"), " \t\n").kind == Kind::bad_input);
  CHECK(box.refused(console(), rule("a.example"), "").kind == Kind::bad_input);
  CHECK(box.refused(manager(), rule("a.example"), std::string(2001, 'x')).kind == Kind::limit);
  CHECK(box.refused(manager(), rule("a.example"), "bad \xFF text").kind == Kind::bad_input);
  CHECK(box.refused(manager(), rule("a.example"), std::string("zero \0 octet", 12)).kind == Kind::bad_input);
  box.commit(manager(), rule("a.example"), "two\nlines, caf\xC3\xA9");
  box.commit(console(), change::PersonAdded{{"new", "New", Role::teacher, some_hash, true, false}}, "");
  box.commit(by_system(), change::ListHeld{"x", "shrank"}, "");
}

TEST_CASE("names become A-labels in lower case, and what is no name is refused with the reason") {
  Box box;
  box.commit(console(), rule("M\xC3\xBCnchen.Example."));
  CHECK(box.changes->state()->rules.begin()->second.name == "xn--mnchen-3ya.example");
  for (const char* bad : {"", "192.0.2.1", "a..b", "https://example.org/", "exa mple.org"}) {
    CHECK(box.refused(console(), rule(bad)).kind == Kind::bad_input);
  }
  CHECK(box.refused(console(), rule("XN--mnchen-3ya.example")).kind == Kind::conflict);
}

TEST_CASE("an unblock has names, groups that exist, and a span in the future of a year at most") {
  Box box;
  const auto refused = [&](const std::function<void(Unblock&)>& edit) {
    Unblock unblock = box.unblock();
    edit(unblock);
    return box.refused(console(), change::UnblockGranted{unblock});
  };
  using std::chrono::days;
  CHECK(refused([](Unblock& u) { u.names.clear(); }).kind == Kind::bad_input);
  CHECK(refused([](Unblock& u) { u.names.assign(101, "a.example"); }).kind == Kind::limit);
  CHECK(refused([](Unblock& u) { u.names = {"no name"}; }).kind == Kind::bad_input);
  CHECK(refused([](Unblock& u) { u.groups.clear(); }).kind == Kind::bad_input);
  CHECK(refused([](Unblock& u) { u.groups = {"nobody"}; }).kind == Kind::not_found);
  CHECK(refused([](Unblock& u) { u.until = u.starts; }).kind == Kind::bad_input);
  CHECK(refused([](Unblock& u) { u.starts = monday - days(2), u.until = monday - days(1); }).kind == Kind::bad_input);
  CHECK(refused([](Unblock& u) {
          u.until = monday;
          u.starts = monday - days(1);
        }).kind == Kind::bad_input);
  CHECK(refused([](Unblock& u) { u.until = u.starts + days(367); }).kind == Kind::limit);
  CHECK(refused([](Unblock& u) { u.starts += days(3000), u.until += days(3000); }).kind == Kind::limit);
  CHECK(refused([](Unblock& u) { u.risk = 26; }).kind == Kind::bad_input);
  CHECK(refused([](Unblock& u) { u.risk = 0; }).kind == Kind::bad_input);
  CHECK(refused([](Unblock& u) { u.id = "u-7"; }).kind == Kind::bad_input);
  CHECK(refused([](Unblock& u) { u.id = "Upper"; }).kind == Kind::bad_input);
  Unblock good = box.unblock("a.example", days(366));
  good.names = {"a.example", "A.example.", "b.example"};
  good.risk = 25;
  const auto receipt = box.commit(console(), change::UnblockGranted{good});
  CHECK(box.changes->state()->unblocks.at(receipt.id).names == std::vector<std::string>{"a.example", "b.example"});
}

TEST_CASE("no exception opens a sealed name or a whole public suffix, and blocking either is allowed") {
  Box box;
  const auto illegal = Name::from_text("illegal.example").value();
  box.sealed = [illegal](NameView name) { return name.is_at_or_below(illegal); };
  CHECK(box.refused(console(), change::UnblockGranted{box.unblock("www.illegal.example")}).kind == Kind::forbidden);
  CHECK(box.refused(console(), rule("illegal.example", RuleAction::allow)).kind == Kind::forbidden);
  box.commit(console(), rule("illegal.example"));
  CHECK(box.refused(console(), change::UnblockGranted{box.unblock("co.uk")}).what.find("is no site") !=
        std::string::npos);
  CHECK(box.refused(console(), rule("com", RuleAction::allow)).kind == Kind::bad_input);
  box.commit(console(), rule("zip"));
}

TEST_CASE("the last network manager who can sign in stays one") {
  Box box;
  box.add_people();
  CHECK(box.refused(console(), person("head.of.it", Role::teacher)).kind == Kind::conflict);
  CHECK(box.refused(console(), person("head.of.it", Role::network_manager, true)).kind == Kind::conflict);
  box.commit(console(), person("j.smith", Role::network_manager));
  box.commit(console(), person("head.of.it", Role::governor));
  CHECK(box.refused(console(), person("j.smith", Role::teacher)).kind == Kind::conflict);
}

TEST_CASE("people have a sign-in name, a name, and a password that is an argon2id hash; a change keeps the password") {
  Box box;
  const auto add = [](const std::string& user, const std::string& name, const std::string& hash) {
    return change::PersonAdded{{user, name, Role::teacher, hash, false, false}};
  };
  CHECK(box.refused(console(), add("", "N", some_hash)).kind == Kind::bad_input);
  CHECK(box.refused(console(), add("Has Blank", "N", some_hash)).kind == Kind::bad_input);
  CHECK(box.refused(console(), add(std::string(65, 'a'), "N", some_hash)).kind == Kind::limit);
  CHECK(box.refused(console(), add("ok", "  ", some_hash)).kind == Kind::bad_input);
  CHECK(box.refused(console(), add("ok", "N", "password")).kind == Kind::bad_input);
  box.commit(console(), add("ok", "N", some_hash));
  CHECK(box.refused(console(), add("ok", "N", some_hash)).kind == Kind::conflict);
  box.commit(console(), change::PersonChanged{{"ok", "New name", Role::governor, "ignored", true, false}});
  CHECK(box.changes->state()->people.at("ok").password_hash == some_hash);
  CHECK(box.refused(console(), change::PersonChanged{{"none", "N", Role::teacher, "", false, false}}).kind ==
        Kind::not_found);
  CHECK(box.refused(console(), change::PasswordSet{"none", some_hash, false}).kind == Kind::not_found);
}

TEST_CASE("an address belongs to one group, and a group that is used or is the last one stays") {
  Box box;
  Group group;
  group.id = "year-9";
  group.name = "Year 9";
  group.addresses = {*Prefix::parse("10.9.0.0/16")};
  box.commit(console(), change::GroupSet{group});
  Group other = group;
  other.id = "year-10";
  CHECK(box.refused(console(), change::GroupSet{other}).kind == Kind::conflict);
  other.addresses = {*Prefix::parse("10.9.1.0/24")};  // inside, and longer: allowed
  box.commit(console(), change::GroupSet{other});
  other.addresses = {*Prefix::parse("10.1.0.0/16"), *Prefix::parse("10.1.0.0/16")};
  CHECK(box.refused(console(), change::GroupSet{other}).kind == Kind::bad_input);
  other.addresses.clear();
  other.blocked_categories = {"gamblin"};
  CHECK(box.refused(console(), change::GroupSet{other}).hint.find("gambling") != std::string::npos);

  const auto receipt = box.commit(console(), rule("a.example", RuleAction::block, {"year-9"}));
  CHECK(box.refused(console(), change::GroupRemoved{"year-9"}).kind == Kind::conflict);
  box.commit(console(), change::RuleRemoved{receipt.id});
  for (const char* id : {"year-9", "year-10", "staff"}) box.commit(console(), change::GroupRemoved{id});
  CHECK(box.refused(console(), change::GroupRemoved{"pupils"}).kind == Kind::conflict);
  CHECK(box.refused(console(), change::GroupRemoved{"none"}).kind == Kind::not_found);
}

TEST_CASE("what does not exist cannot be ended or removed") {
  Box box;
  for (const Change& change :
       std::vector<Change>{change::RuleRemoved{"x"}, change::UnblockEnded{"x"}, change::EmergencyBlockEnded{"x"},
                           change::QuarantineEnded{"x"}, change::SourceRemoved{"x"}, change::ListRemoved{"x", 0},
                           change::ScheduleRemoved{"x"}, change::BundleRemoved{"x"}, change::DeviceRemoved{"x"},
                           change::LocalRecordRemoved{"x"}, change::ForwardZoneRemoved{"x"}}) {
    CHECK(box.refused(console(), change).kind == Kind::not_found);
  }
}

TEST_CASE("settings have a zone, and a block page has an address") {
  Box box;
  Settings settings = box.changes->state()->settings;
  settings.zone = "../../etc/passwd";
  CHECK(box.refused(console(), change::SettingsSet{settings}).kind == Kind::bad_input);
  settings.zone = "Europe/London";
  settings.block_style = BlockStyle::block_page;
  CHECK(box.refused(console(), change::SettingsSet{settings}).kind == Kind::bad_input);
  settings.block_page_addresses = {"not an address"};
  CHECK(box.refused(console(), change::SettingsSet{settings}).kind == Kind::bad_input);
  settings.block_page_addresses = {"10.0.0.2"};
  box.commit(console(), change::SettingsSet{settings});
}
