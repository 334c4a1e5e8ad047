// The whole way to a session, with a provider in memory: who comes in, who does not, and what is on record of it.
#include "admin-api/auth/oidc/desk.h"

#include "tests/admin-api/oidc/provider/provider.h"
#include "tests/blocklists/change-control/box.h"

using namespace schoolgate;
using namespace std::chrono_literals;
using namespace schoolgate::test;
using auth::oidc::Arrival;
using auth::oidc::ProviderReport;
using auth::oidc::Refused;

namespace {

constexpr const char* browser_address = "192.0.2.40";

class Office : public Box {
 public:
  Provider provider{[this] { return now; }};
  auth::SignIn sign_in{[this] { return now; }, *changes};
  auth::oidc::Desk desk{[this] { return now; }, store, *changes, sign_in, provider.exchange()};

  Office() {
    add_people();
    provider.person = {
        {"sub", "subject-1"}, {"email", "j.smith@school.example"}, {"email_verified", true}, {"name", "Jo Smith"}};
    set(provider.settings());
  }
  void set(const SingleSignOn& settings) {
    const auto receipt = desk.set(settings, client_secret, std::nullopt, manager(), "the school's accounts");
    INFO((receipt ? "" : receipt.error().what));
    REQUIRE(receipt);
  }
  /// To the provider and back, with the code that it gave.
  Arrival go() {
    const auto departure = desk.begin(browser_address);
    REQUIRE(departure);
    const auto query = query_of(departure->address);
    return {query.at("state"), provider.sign_in(departure->address), "", "", departure->browser, browser_address};
  }
  std::expected<auth::Sessions::Opened, Refused> come_in() { return desk.finish(go()); }
  SignInRefusal refused(const Arrival& arrival) {
    const auto opened = desk.finish(arrival);
    REQUIRE_FALSE(opened);
    REQUIRE(opened.error().kind == Refused::Kind::refused);
    return opened.error().reason;
  }
  SignInRefusal refused() { return refused(go()); }
  std::vector<Record> since(std::uint64_t serial) const { return changes->records(serial, 500); }
  std::size_t count(const std::string& kind) const {
    const auto all = since(0);
    return static_cast<std::size_t>(std::ranges::count(all, kind, &Record::kind));
  }
  bool anywhere_in_the_log(const std::string& text) {
    for (const auto family : {Family::log, Family::personal, Family::state})
      for (const auto& [key, value] : store.rows(family))
        if (value.find(text) != std::string::npos) return true;
    return false;
  }
};

}  // namespace

TEST_CASE("a person signs in with the school's account, and is bound to it from then on") {
  Office office;
  const auto before = office.changes->state()->serial;
  const auto departure = office.desk.begin(browser_address);
  REQUIRE(departure);
  const auto query = query_of(departure->address);
  CHECK(departure->address.starts_with("https://id.school.example/authorize?"));
  CHECK(query.at("response_type") == "code");
  CHECK(query.at("code_challenge_method") == "S256");
  CHECK(query.at("redirect_uri") == "https://box.school.example/api/v1/session/oidc/callback");
  CHECK(query.at("nonce") != query.at("state"));
  CHECK(query.at("scope").contains("openid"));
  CHECK_FALSE(departure->address.contains(client_secret));

  const auto opened = office.desk.finish(
      {query.at("state"), office.provider.sign_in(departure->address), "", "", departure->browser, browser_address});
  REQUIRE(opened);
  CHECK(opened->session.user == "j.smith");
  CHECK(office.sign_in.sessions().find(opened->token));
  const auto records = office.since(before);
  REQUIRE(records.size() == 2);
  CHECK(records[0].kind == "person.linked");
  CHECK(records[0].via == "system");
  CHECK(records[0].after.contains("subject-1"));
  CHECK(records[1].kind == "person.signed_in");
  CHECK(records[1].user == "j.smith");
  CHECK(records[1].role == "teacher");
  CHECK(records[1].address == browser_address);
  CHECK_FALSE(records[0].leaf.contains("subject-1"));  // a commitment stands there: it can be erased

  // The second time is one entry, and the name at the provider may have changed.
  office.provider.person["email"] = "jo.jones@school.example";
  const auto again = office.come_in();
  REQUIRE(again);
  CHECK(again->session.user == "j.smith");
  CHECK(office.since(before).size() == 3);
}

TEST_CASE("the role is the register's, whatever the token says") {
  Office office;
  office.provider.person["role"] = "network_manager";
  office.provider.person["groups"] = {"network_manager"};
  REQUIRE(office.come_in());
  CHECK(office.since(0).back().role == "teacher");
}

TEST_CASE("the client's secret is in the store beside the state, and in no leaf, state or fault") {
  Office office;
  REQUIRE(office.come_in());
  CHECK_FALSE(office.anywhere_in_the_log(client_secret));
  CHECK(office.changes->state()->single_sign_on.has_secret);
  CHECK(auth::oidc::read_client_credentials(office.store)->secret == client_secret);
  // It is no business of another provider, nor of another client.
  auto settings = office.provider.settings();
  settings.issuer = "https://other.example";
  const auto refused = office.desk.set(settings, std::nullopt, std::nullopt, manager(), "a new provider");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().what.contains("secret"));
  settings.enabled = false;
  REQUIRE(office.desk.set(settings, std::nullopt, std::nullopt, manager(), "a new provider"));
  CHECK(auth::oidc::read_client_credentials(office.store)->secret.empty());
  CHECK_FALSE(office.changes->state()->single_sign_on.has_secret);
}

TEST_CASE("the secret is proved by HTTP Basic or in the form, as set") {
  Office office;
  const auto asked_for_token = [&] {
    return *std::ranges::find_if(office.provider.requests,
                                 [](const auto& request) { return request.form.has_value(); });
  };
  REQUIRE(office.come_in());
  CHECK(asked_for_token().user == office.provider.settings().client_id);
  CHECK_FALSE(asked_for_token().form->contains(client_secret));
  auto settings = office.provider.settings();
  settings.authentication = ClientAuthentication::post;
  office.set(settings);
  office.provider.requests.clear();
  REQUIRE(office.come_in());
  CHECK(asked_for_token().user.empty());
  for (const auto& request : office.provider.requests) CHECK_FALSE(request.address.contains(client_secret));
}

TEST_CASE("a state is good once, in the browser that began") {
  Office office;
  const auto arrival = office.go();
  REQUIRE(office.desk.finish(arrival));
  CHECK(office.refused(arrival) == SignInRefusal::unknown_flow);
  auto other = office.go();
  other.browser = "another browser's cookie";
  CHECK(office.refused(other) == SignInRefusal::other_browser);
  auto without = office.go();
  without.browser = "";
  CHECK(office.refused(without) == SignInRefusal::other_browser);
  CHECK(office.refused({}) == SignInRefusal::unknown_flow);
  // Nothing was asked of the provider for any of them.
  CHECK(office.provider.asked["/token"] == 1);
}

TEST_CASE("a code is good once, and for the browser that it was given to") {
  Office office;
  const auto first = office.go();
  REQUIRE(office.desk.finish(first));
  auto replayed = office.go();
  replayed.code = first.code;
  CHECK(office.refused(replayed) == SignInRefusal::code);
  // A code of somebody else's sign-in, pushed into this browser: its challenge is another.
  const auto theirs = office.go();
  auto injected = office.go();
  injected.code = theirs.code;
  CHECK(office.refused(injected) == SignInRefusal::code);
  auto empty = office.go();
  empty.code = "";
  CHECK(office.refused(empty) == SignInRefusal::code);
  auto huge = office.go();
  huge.code = std::string(auth::oidc::max_code_octets + 1, 'a');
  CHECK(office.refused(huge) == SignInRefusal::code);
}

TEST_CASE("the reply's issuer is held against the one that was asked, where the provider sends it") {
  Office office;
  auto arrival = office.go();
  arrival.issuer = "https://evil.example";
  CHECK(office.refused(arrival) == SignInRefusal::other_issuer);
  arrival = office.go();
  arrival.issuer = office.provider.issuer;
  CHECK(office.desk.finish(arrival));
  office.provider.metadata["authorization_response_iss_parameter_supported"] = true;
  office.desk.test();
  CHECK(office.refused() == SignInRefusal::other_issuer);  // it says that it sends it, and did not
}

TEST_CASE("what the provider refuses is refused in our own words") {
  Office office;
  auto arrival = office.go();
  arrival.error = "access_denied";
  CHECK(office.refused(arrival) == SignInRefusal::provider_refused);
}

TEST_CASE("each claim of the token counts, through the whole way") {
  const std::vector<std::tuple<const char*, Claims, SignInRefusal>> cases{
      {"iss", "https://evil.example", SignInRefusal::issuer},
      {"aud", "another-client", SignInRefusal::audience},
      {"azp", "another-client", SignInRefusal::audience},
      {"exp", 1, SignInRefusal::expired},
      {"iat", 1, SignInRefusal::issued_at},
      {"nonce", "another", SignInRefusal::nonce},
      {"sub", "", SignInRefusal::subject},
      {"email_verified", false, SignInRefusal::unverified},
      {"email", "nobody@school.example", SignInRefusal::unknown},
      {"email", "j.smith@other.example", SignInRefusal::unknown},
  };
  Office office;
  for (const auto& [claim, value, reason] : cases) {
    INFO(claim);
    office.provider.bend = [&](Claims& claims) { claims[claim] = value; };
    CHECK(office.refused() == reason);
  }
  office.provider.bend = nullptr;
  CHECK(office.come_in());
}

TEST_CASE("a provider's new key is fetched when a token names it, once a minute at the most") {
  Office office;
  REQUIRE(office.come_in());
  CHECK(office.provider.asked["/keys"] == 1);
  office.provider.key = TokenKey::ec("second");
  office.provider.algorithm = "ES256";
  CHECK(office.refused() == SignInRefusal::key);  // not published yet
  CHECK(office.provider.asked["/keys"] == 2);
  office.provider.keys = {office.provider.key.public_part()};
  CHECK(office.refused() == SignInRefusal::key);  // looked a moment ago
  CHECK(office.provider.asked["/keys"] == 2);
  office.now += auth::oidc::between_key_fetches;
  CHECK(office.come_in());
  CHECK(office.provider.asked["/keys"] == 3);
}

TEST_CASE("a withdrawn key is good for an hour at the most") {
  Office office;
  REQUIRE(office.come_in());
  office.provider.keys = {TokenKey::ec("second").public_part()};
  CHECK(office.come_in());
  office.now += auth::oidc::provider_kept;
  CHECK(office.refused() == SignInRefusal::key);
}

TEST_CASE("a provider that is down is told, and is not asked by every visitor") {
  Office office;
  office.provider.down = true;
  for (int n = 0; n < 20; ++n) {
    const auto departure = office.desk.begin(browser_address);
    REQUIRE_FALSE(departure);
    CHECK(departure.error().reason == SignInRefusal::provider);
  }
  CHECK(office.provider.asked["/.well-known/openid-configuration"] == 1);
  CHECK(office.count("person.refused") == 1);
  office.provider.down = false;
  office.now += auth::oidc::between_failures;
  CHECK(office.come_in());
  // It goes away while somebody is there.
  const auto arrival = office.go();
  office.provider.down = true;
  CHECK(office.refused(arrival) == SignInRefusal::provider);
}

TEST_CASE("disabled people, and whoever claims a person that another account has, are refused and named in the log") {
  Office office;
  REQUIRE(office.come_in());
  office.provider.person["sub"] = "subject-2";
  CHECK(office.refused() == SignInRefusal::other_account);
  CHECK(office.since(0).back().kind == "person.refused");
  CHECK(office.since(0).back().subject == "j.smith");
  CHECK(office.since(0).back().after.contains("other_account"));
  office.provider.person["sub"] = "subject-1";
  office.commit(manager(), change::PersonChanged{{"j.smith", "Jo Smith", Role::teacher, "", false, true}});
  CHECK(office.refused() == SignInRefusal::disabled);
  CHECK(office.since(0).back().why.contains("disabled"));
}

TEST_CASE("a network manager unbinds a person, whose next sign-in binds anew") {
  Office office;
  REQUIRE(office.come_in());
  office.commit(manager(), change::SignInLinkRemoved{"j.smith"});
  office.provider.person["sub"] = "subject-2";
  CHECK(office.come_in());
}

TEST_CASE("nobody is made by signing in, unless the school says so: then a teacher, added by the system") {
  Office office;
  office.provider.person["email"] = "new.teacher@school.example";
  office.provider.person["name"] = "Nell Newcomer";
  CHECK(office.refused() == SignInRefusal::unknown);
  CHECK_FALSE(office.changes->state()->people.contains("new.teacher"));
  auto settings = office.provider.settings();
  settings.create_teachers = true;
  office.set(settings);
  const auto before = office.changes->state()->serial;
  const auto opened = office.come_in();
  REQUIRE(opened);
  const auto person = office.changes->state()->people.at("new.teacher");
  CHECK(person.role == Role::teacher);
  CHECK(person.name == "Nell Newcomer");
  const auto records = office.since(before);
  REQUIRE(records.size() == 3);
  CHECK(records[0].kind == "person.added");
  CHECK(records[0].via == "system");
  CHECK(records[1].kind == "person.linked");
  CHECK(records[2].kind == "person.signed_in");
}

TEST_CASE("while the clock is not to be trusted nobody signs in this way") {
  Office office;
  const auto arrival = office.go();
  office.now = UtcMillis{};
  CHECK(office.desk.begin(browser_address).error().reason == SignInRefusal::clock);
  CHECK_FALSE(office.desk.finish(arrival));
}

TEST_CASE("settings that change in between end what was begun") {
  Office office;
  const auto arrival = office.go();
  auto settings = office.provider.settings();
  settings.client_id = "another";
  office.set(settings);
  CHECK(office.refused(arrival) == SignInRefusal::unknown_flow);
  settings.enabled = false;
  office.set(settings);
  CHECK(office.desk.begin(browser_address).error().kind == Refused::Kind::off);
  CHECK(office.desk.finish(arrival).error().kind == Refused::Kind::off);
}

TEST_CASE("strangers cannot fill the log: alike refusals share an entry, and an hour has room for so many") {
  Office office;
  const auto before = office.count("person.refused");
  for (int n = 0; n < 500; ++n) office.desk.finish({});
  CHECK(office.count("person.refused") == before + 1);
  office.now += auth::oidc::refusals_share_an_entry;
  office.desk.finish({});
  CHECK(office.since(0).back().after.contains("\"more\":499"));
  // Many reasons and people: no more than the hour's share.
  for (int n = 0; n < 100; ++n) {
    const auto user = "t" + std::to_string(n);
    office.commit(console(), change::PersonAdded{{user, user, Role::teacher, some_hash, false, true}});
    office.provider.person = {
        {"sub", user}, {"email", user + "@school.example"}, {"email_verified", true}, {"name", user}};
    CHECK(office.refused() == SignInRefusal::disabled);
  }
  CHECK(office.count("person.refused") == before + 1 + auth::oidc::max_refusals_an_hour);
}

TEST_CASE("a test of the settings says what the provider answers, and whether it knows the secret") {
  Office office;
  auto report = office.desk.test();
  CHECK_FALSE(report.problem);
  CHECK(report.keys == 1);
  CHECK(report.metadata->token_endpoint == "https://id.school.example/token");
  CHECK(report.secret == ProviderReport::Secret::accepted);
  REQUIRE(office.desk.set(office.provider.settings(), "a wrong secret", std::nullopt, manager(), "typed wrong"));
  report = office.desk.test();
  CHECK(report.secret == ProviderReport::Secret::refused);
  REQUIRE(report.problem);
  CHECK_FALSE(report.problem->what.contains("a wrong secret"));
  office.provider.keys.clear();
  CHECK(office.desk.test().problem->what.contains("key"));
  office.provider.metadata["issuer"] = "https://evil.example";
  CHECK(office.desk.test().problem->what.contains("issuer"));
  office.provider.down = true;
  CHECK(office.desk.test().problem);
}
