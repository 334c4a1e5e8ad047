// What single sign-on must be set to, and whose account is whose, at the one door.
#include "blocklists/change-control/verify_store.h"
#include "tests/blocklists/change-control/box.h"

using namespace schoolgate;
using namespace schoolgate::test;

namespace {

constexpr const char* tenant = "11111111-2222-3333-4444-555555555555";

SingleSignOn good() {
  SingleSignOn s;
  s.enabled = true;
  s.issuer = "https://id.school.example";
  s.client_id = "client";
  s.has_secret = true;
  s.redirect_uri = std::string("https://box.school.example") + sign_in_callback_path;
  s.domain = "school.example";
  return s;
}

struct School : Box {
  School() { add_people(); }
  std::string refused_with(const std::function<void(SingleSignOn&)>& bend, SingleSignOn s = good()) {
    bend(s);
    return refused(manager(), change::SingleSignOnSet{s}).what;
  }
};

SingleSignOn google() {
  SingleSignOn s = good();
  s.provider = AccountProvider::google;
  s.issuer = "https://accounts.google.com";
  return s;
}

SingleSignOn entra() {
  SingleSignOn s = good();
  s.provider = AccountProvider::entra;
  s.tenant = tenant;
  s.issuer = std::string("https://login.microsoftonline.com/") + tenant + "/v2.0";
  return s;
}

}  // namespace

TEST_CASE("single sign-on is set whole, or not at all") {
  School school;
  for (const auto& settings : {good(), google(), entra(), SingleSignOn{}})
    school.commit(manager(), change::SingleSignOnSet{settings});
  CHECK(school.refused_with([](auto& s) { s.client_id = ""; }).contains("client id"));
  CHECK(school.refused_with([](auto& s) { s.has_secret = false; }).contains("secret"));
  CHECK(school.refused_with([](auto& s) { s.redirect_uri = ""; }).contains("redirect"));
  CHECK(
      school.refused_with([](auto& s) { s.redirect_uri = "https://box.school.example/elsewhere"; }).contains("end in"));
  CHECK(school.refused_with([](auto& s) { s.redirect_uri = "http://box.school.example/"; }).contains("https"));
  for (const char* issuer : {"", "http://id.school.example", "id.school.example", "https://", "https://u@id.example",
                             "https://id.example/?a=b", "https://id.example/#a", "https://id .example"})
    CHECK(school.refused_with([&](auto& s) { s.issuer = issuer; }).contains("issuer"));
  CHECK(school
            .refused_with([](auto& s) {
              s.enabled = false;
              s.required = true;
            })
            .contains("required"));
  CHECK(school
            .refused_with([](auto& s) {
              s.create_teachers = true;
              s.domain = "";
            })
            .contains("domain"));
}

TEST_CASE("Google is Google with the school's domain; Microsoft is one directory and never every one") {
  School school;
  CHECK(school.refused_with([](auto& s) { s.domain = ""; }, google()).contains("domain"));
  CHECK(school.refused_with([](auto& s) { s.issuer = "https://evil.example"; }, google())
            .contains("accounts.google.com"));
  for (const char* all : {"common", "organizations", "consumers", "", "9188040d-6c67-4c5b-b112-36a304b66dad",
                          "11111111-2222-3333-4444-55555555555g"})
    CHECK(school.refused_with([&](auto& s) { s.tenant = all; }, entra()).contains("tenant"));
  CHECK(school.refused_with([](auto& s) { s.issuer = "https://login.microsoftonline.com/common/v2.0"; }, entra())
            .contains(tenant));
  CHECK(school.refused_with([](auto& s) { s.domain = ""; }, entra()).contains("domain"));
}

TEST_CASE("the system adds teachers while the school says so, and nobody else ever") {
  School school;
  const Person teacher_person{"new.one", "New One", Role::teacher, some_hash, false, false};
  school.refused(by_system(), change::PersonAdded{teacher_person});
  SingleSignOn settings = good();
  settings.create_teachers = true;
  school.commit(manager(), change::SingleSignOnSet{settings});
  Person manager_person = teacher_person;
  manager_person.role = Role::network_manager;
  CHECK(school.refused(by_system(), change::PersonAdded{manager_person}).kind == Fault::Kind::forbidden);
  school.commit(by_system(), change::PersonAdded{teacher_person});
}

TEST_CASE("an account of the provider is one person's, and stays so until a person unbinds it") {
  School school;
  school.commit(manager(), change::SingleSignOnSet{good()});
  const std::string issuer = good().issuer;
  school.commit(by_system(), change::SignInLinkSet{{"j.smith", "", issuer, "s-1"}});
  CHECK(school.refused(by_system(), change::SignInLinkSet{{"j.smith", "", issuer, "s-2"}}).kind ==
        Fault::Kind::conflict);
  CHECK(school.refused(by_system(), change::SignInLinkSet{{"g.chair", "", issuer, "s-1"}}).kind ==
        Fault::Kind::conflict);
  CHECK(school.refused(by_system(), change::SignInLinkSet{{"nobody", "", issuer, "s-3"}}).kind ==
        Fault::Kind::not_found);
  // A person sets names, never subjects; a name keeps who is bound.
  CHECK(school.refused(manager(), change::SignInLinkSet{{"g.chair", "", issuer, "s-9"}}).kind ==
        Fault::Kind::forbidden);
  school.commit(manager(), change::SignInLinkSet{{"j.smith", "jo@school.example", issuer, "s-1"}});
  CHECK(school.refused(manager(), change::SignInLinkSet{{"g.chair", "jo@school.example", "", ""}}).kind ==
        Fault::Kind::conflict);
  CHECK(school.refused(manager(), change::SignInLinkSet{{"g.chair", "j.smith", "", ""}}).kind == Fault::Kind::conflict);
  CHECK(school.refused(manager(), change::SignInLinkSet{{"g.chair", "", "", ""}}).kind == Fault::Kind::bad_input);
  CHECK(school.refused(manager(), change::SignInLinkSet{{"g.chair", "Chair@School.example", "", ""}}).kind ==
        Fault::Kind::bad_input);
  CHECK(school.refused(teacher(), change::SignInLinkRemoved{"j.smith"}).kind == Fault::Kind::forbidden);
  school.commit(manager(), change::SignInLinkRemoved{"j.smith"});
  school.commit(by_system(), change::SignInLinkSet{{"j.smith", "", issuer, "s-2"}});
  // With another provider the old one's word counts no more.
  SingleSignOn moved = good();
  moved.issuer = "https://new.school.example";
  school.commit(manager(), change::SingleSignOnSet{moved});
  school.commit(by_system(), change::SignInLinkSet{{"j.smith", "", moved.issuer, "t-1"}});
}

TEST_CASE("single sign-on is in the store as the log says, also after a restart") {
  School school;
  SingleSignOn settings = entra();
  settings.required = true;
  school.commit(manager(), change::SingleSignOnSet{settings});
  school.commit(by_system(), change::SignInLinkSet{{"j.smith", "", settings.issuer, "s-1"}});
  school.commit(by_system(), change::SignInRefused{"j.smith", SignInRefusal::other_account, 3}, "");
  school.commit(by_system(), change::SignInRefused{"", SignInRefusal::nonce, 0}, "");
  const auto last = school.changes->records(school.changes->state()->serial - 2, 2);
  CHECK(last[0].after == R"({"more":3,"reason":"other_account"})");
  CHECK(last[0].subject == "j.smith");
  CHECK(last[0].leaf.find("j.smith") == std::string::npos);
  CHECK(verify_store(school.store, school.changes->public_key()));
  school.open();
  CHECK(school.changes->state()->single_sign_on == settings);
  CHECK(school.changes->state()->sign_in_links.at("j.smith").subject == "s-1");
  CHECK(school.refused(teacher(), change::SingleSignOnSet{settings}).kind == Fault::Kind::forbidden);
  CHECK(school.refused(by_system(), change::SingleSignOnSet{settings}).kind == Fault::Kind::forbidden);
  CHECK(school.refused(manager(), change::SignInRefused{"", SignInRefusal::nonce, 0}).kind == Fault::Kind::forbidden);
}
