// What people sign in with, through the one writer: second factors, tokens, invitations, rescues, and the rules that a
// school sets for them.
#include "blocklists/change-control/codec.h"
#include "blocklists/change-control/verify_store.h"
#include "tests/blocklists/change-control/box.h"

using namespace schoolgate;
using namespace schoolgate::test;

namespace {

const std::string secret_hash(64, 'a');
const std::string other_hash(64, 'b');
constexpr const char* secret_key = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

UtcSeconds now_of(const Box& box) { return std::chrono::floor<std::chrono::seconds>(box.now); }

SecondFactor factor(const Box& box, const std::string& user = "j.smith") {
  return {user, now_of(box), secret_key, {secret_hash, other_hash}, 7};
}
ApiToken token(const Box& box, std::chrono::seconds life = std::chrono::days(30), const std::string& user = "j.smith") {
  return {"", user, "inventory script", TokenScope::read, now_of(box), now_of(box) + life, secret_hash};
}
Invitation invitation(const Box& box, const std::string& user = "n.new") {
  return {user,
          "Nat New",
          Role::teacher,
          "n.new@school.example",
          "head.of.it",
          now_of(box),
          now_of(box) + std::chrono::days(7),
          secret_hash};
}

std::string everything_logged(const Box& box) {
  std::string all;
  for (const Record& record : box.changes->records(0, 1000))
    all += record.leaf + record.personal + record.before + record.after;
  return all;
}

void check_verifies(const Box& box) {
  const auto verified = verify_store(box.store, box.changes->public_key());
  INFO((verified ? std::string() : verified.error().what));
  CHECK(verified);
}

}  // namespace

TEST_CASE("a code and a recovery code are taken once each, and the first sign-in is kept") {
  Box box;
  box.add_people();
  box.commit(teacher(), change::SignedIn{"j.smith"}, "");
  const auto first = box.changes->state()->people.at("j.smith").first_signed_in;
  CHECK(first == now_of(box));
  CHECK(box.changes->records(box.changes->state()->serial - 1, 1).front().after ==
        R"({"by":"password","second_factor":"none"})");
  box.now += std::chrono::hours(1);
  box.commit(teacher(), change::SignedIn{"j.smith"}, "");
  CHECK(box.changes->state()->people.at("j.smith").first_signed_in == first);

  CHECK(box.refused(teacher(), change::SignedIn{"j.smith", SignInBy::password, FactorUse::code, 8}).kind ==
        Fault::Kind::not_found);
  box.commit(teacher(), change::FactorEnrolled{factor(box)}, "");
  const change::SignedIn by_code{"j.smith", SignInBy::password, FactorUse::code, 8};
  CHECK(box.refused(teacher(), change::SignedIn{"j.smith", SignInBy::password, FactorUse::code, 7}).kind ==
        Fault::Kind::conflict);
  box.commit(teacher(), by_code, "");
  CHECK(box.refused(teacher(), by_code).kind == Fault::Kind::conflict);

  const change::SignedIn by_paper{"j.smith", SignInBy::single_sign_on, FactorUse::recovery_code, 0, secret_hash};
  box.commit(teacher(), by_paper, "");
  CHECK(box.changes->state()->factors.at("j.smith").recovery_hashes == std::vector<std::string>{other_hash});
  CHECK(box.changes->state()->factors.at("j.smith").used_step == 8);
  CHECK(box.refused(teacher(), by_paper).kind == Fault::Kind::conflict);
  check_verifies(box);
  box.open();
  CHECK(box.changes->state()->factors.at("j.smith").used_step == 8);
  CHECK(box.changes->state()->people.at("j.smith").first_signed_in == first);
}

TEST_CASE("secrets of signing in are in no leaf and in no personal part") {
  Box box;
  box.add_people();
  box.commit(teacher(), change::FactorEnrolled{factor(box)}, "");
  box.commit(teacher(), change::TokenMade{token(box)});
  box.commit(manager(), change::InvitationMade{invitation(box)});
  box.commit(by_system(), change::InvitationTaken{"n.new", some_hash}, "");
  box.commit(manager(), change::PasswordSet{"n.new", some_hash, true}, "");
  const std::string all = everything_logged(box);
  for (const std::string& secret : {secret_hash, other_hash, std::string(secret_key), std::string(some_hash)})
    CHECK(all.find(secret) == std::string::npos);
  for (const char* personal : {"n.new@school.example", "Nat New"}) {
    std::string leaves;
    for (const Record& record : box.changes->records(0, 1000)) leaves += record.leaf;
    CHECK(leaves.find(personal) == std::string::npos);
  }
  check_verifies(box);
}

TEST_CASE("people enrol and remove their own second factor, and a network manager resets anybody's") {
  Box box;
  box.add_people();
  CHECK(box.refused(manager(), change::FactorEnrolled{factor(box)}).kind == Fault::Kind::forbidden);
  box.commit(teacher(), change::FactorEnrolled{factor(box)}, "");
  CHECK(box.refused(governor(), change::FactorRemoved{"j.smith"}).kind == Fault::Kind::forbidden);
  CHECK(box.refused(manager(), change::FactorRemoved{"j.smith"}, "").kind == Fault::Kind::bad_input);
  box.commit(manager(), change::FactorRemoved{"j.smith"});
  CHECK(box.refused(teacher(), change::FactorRemoved{"j.smith"}).kind == Fault::Kind::not_found);
  CHECK(box.changes->records(box.changes->state()->serial - 1, 1).front().kind == "factor.removed");
  check_verifies(box);
}

TEST_CASE("a token lives for a year at most, is its owner's, and ends on record") {
  Box box;
  box.add_people();
  CHECK(box.refused(teacher(), change::TokenMade{token(box, std::chrono::days(367))}).kind == Fault::Kind::limit);
  CHECK(box.refused(teacher(), change::TokenMade{token(box, -std::chrono::hours(1))}).kind == Fault::Kind::bad_input);
  CHECK(box.refused(manager(), change::TokenMade{token(box)}).kind == Fault::Kind::forbidden);
  ApiToken plain = token(box);
  plain.hash = "sgt_secret";
  CHECK(box.refused(teacher(), change::TokenMade{plain}).kind == Fault::Kind::bad_input);
  const auto made = box.commit(teacher(), change::TokenMade{token(box, std::chrono::hours(2))});
  CHECK(box.refused(governor(), change::TokenRevoked{made.id}).kind == Fault::Kind::forbidden);
  const auto second = box.commit(teacher(), change::TokenMade{token(box)});
  box.commit(manager(), change::TokenRevoked{second.id});
  box.now += std::chrono::hours(2);
  box.changes->sweep();
  CHECK(box.changes->state()->tokens.empty());
  for (std::size_t n = 0; n < 20; ++n) box.commit(teacher(), change::TokenMade{token(box)});
  CHECK(box.refused(teacher(), change::TokenMade{token(box)}).kind == Fault::Kind::limit);
  check_verifies(box);
}

TEST_CASE("an invitation is taken once and within a week") {
  Box box;
  box.add_people();
  CHECK(box.refused(manager(), change::InvitationMade{invitation(box, "j.smith")}).kind == Fault::Kind::conflict);
  Invitation long_one = invitation(box);
  long_one.until += std::chrono::seconds(1);
  CHECK(box.refused(manager(), change::InvitationMade{long_one}).kind == Fault::Kind::limit);
  CHECK(box.refused(teacher(), change::InvitationMade{invitation(box)}).kind == Fault::Kind::forbidden);
  box.commit(manager(), change::InvitationMade{invitation(box)});
  CHECK(box.refused(manager(), change::InvitationTaken{"n.new", some_hash}).kind == Fault::Kind::forbidden);
  box.commit(by_system(), change::InvitationTaken{"n.new", some_hash}, "");
  CHECK(box.changes->state()->people.at("n.new").mail == "n.new@school.example");
  CHECK(box.refused(by_system(), change::InvitationTaken{"n.new", some_hash}).kind == Fault::Kind::conflict);
  box.commit(by_system(), change::InvitationRemoved{"n.new"}, "");

  box.commit(manager(), change::InvitationMade{invitation(box, "o.other")});
  box.now += std::chrono::days(7);
  CHECK(box.refused(by_system(), change::InvitationTaken{"o.other", some_hash}).kind == Fault::Kind::conflict);
  box.changes->sweep();
  CHECK(box.changes->state()->invitations.empty());
  check_verifies(box);
}

TEST_CASE("a rescue is the console's, and is told until somebody else has looked or a week has gone") {
  Box box;
  box.add_people();
  const change::PersonRescued rescued{{"", "head.of.it", now_of(box)}};
  CHECK(box.refused(manager(), rescued).kind == Fault::Kind::forbidden);
  CHECK(box.refused(console(), rescued, "").kind == Fault::Kind::bad_input);
  const auto made = box.commit(console(), rescued);
  CHECK(box.refused(console(), change::RescueClosed{made.id}).kind == Fault::Kind::forbidden);
  CHECK(box.refused(manager(), change::RescueClosed{made.id}).kind == Fault::Kind::forbidden);
  CHECK(box.refused(teacher(), change::RescueClosed{made.id}).kind == Fault::Kind::forbidden);
  box.commit(governor(), change::RescueClosed{made.id});
  box.commit(console(), change::PersonRescued{{"", "head.of.it", now_of(box)}});
  box.now += std::chrono::days(7);
  box.changes->sweep();
  CHECK(box.changes->state()->rescues.empty());
  check_verifies(box);
}

TEST_CASE("the rules of signing in keep within their bounds, and nobody locks themselves out with them") {
  Box box;
  box.add_people();
  const auto refuses = [&](auto&& spoil) {
    Settings settings = box.changes->state()->settings;
    spoil(settings.sign_in);
    return box.refused(manager(), change::SettingsSet{settings}).kind;
  };
  CHECK(refuses([](SignInRules& r) { r.idle_minutes = 4; }) == Fault::Kind::bad_input);
  CHECK(refuses([](SignInRules& r) { r.idle_minutes = 121; }) == Fault::Kind::bad_input);
  CHECK(refuses([](SignInRules& r) { r.longest_hours = 0; }) == Fault::Kind::bad_input);
  CHECK(refuses([](SignInRules& r) { r.longest_hours = 25; }) == Fault::Kind::bad_input);
  CHECK(refuses([](SignInRules& r) { r.password_days = 7; }) == Fault::Kind::bad_input);
  CHECK(refuses([](SignInRules& r) { r.factor_days = 15; }) == Fault::Kind::bad_input);
  CHECK(refuses([](SignInRules& r) { r.networks = {*Prefix::parse("10.0.0.0/8")}; }) == Fault::Kind::conflict);
  Settings settings = box.changes->state()->settings;
  settings.sign_in = {10, 8, 100, 0, {*Prefix::parse("192.0.2.0/24"), *Prefix::parse("2001:db8::/32")}};
  box.commit(manager(), change::SettingsSet{settings});
  box.open();
  CHECK(box.changes->state()->settings.sign_in == settings.sign_in);
  settings.sign_in.networks = {*Prefix::parse("10.0.0.0/8")};
  box.commit(console(), change::SettingsSet{settings});
  check_verifies(box);
}

TEST_CASE("a mail address is checked by its shape, and may be left out") {
  Box box;
  box.add_people();
  for (const char* bad : {"j.smith", "@school.example", "j smith@school.example", "j@school", "j..s@school.example",
                          ".j@school.example", "j@school.example.", "j@-", "j\"@school.example", "j@a b.example"}) {
    INFO(bad);
    Person person{"j.smith", "Jo Smith", Role::teacher, ""};
    person.mail = bad;
    CHECK(box.refused(manager(), change::PersonChanged{person}).kind == Fault::Kind::bad_input);
  }
  for (const char* good : {"", "j.smith@school.example", "office+dns@mail.school.sch.uk"}) {
    Person person{"j.smith", "Jo Smith", Role::teacher, ""};
    person.mail = good;
    box.commit(manager(), change::PersonChanged{person});
    CHECK(box.changes->state()->people.at("j.smith").mail == good);
    CHECK(box.changes->state()->people.at("j.smith").password_hash == some_hash);
  }
  check_verifies(box);
}
