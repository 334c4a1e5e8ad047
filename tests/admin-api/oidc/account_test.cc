// From a token's words to a person in the register: the shapes of Google, Microsoft and others, and who may be meant.
#include "admin-api/auth/oidc/account.h"

#include "tests/catch.h"

using namespace schoolgate;
using namespace schoolgate::auth::oidc;

namespace {

constexpr const char* tenant = "11111111-2222-3333-4444-555555555555";

SingleSignOn settings(AccountProvider provider) {
  SingleSignOn settings;
  settings.provider = provider;
  settings.domain = "school.example";
  settings.tenant = tenant;
  return settings;
}

Claims google() {
  Claims claims;
  claims.subject = "1234567890";
  claims.email = "J.Smith@school.example";
  claims.email_verified = true;
  claims.hosted_domain = "school.example";
  return claims;
}

Claims entra() {
  Claims claims;
  claims.subject = "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ";
  claims.preferred_username = "j.smith@school.example";
  claims.email = "somebody.else@school.example";
  claims.tenant = tenant;
  return claims;
}

SignInRefusal refused(const Claims& claims, const SingleSignOn& how) {
  const auto account = account_of(claims, how);
  REQUIRE_FALSE(account);
  return account.error();
}

struct Register {
  PolicyState state;
  Register() {
    state.single_sign_on.issuer = "https://id.school.example";
    for (const char* user : {"j.smith", "a.jones", "whole@partner.example"}) add(user);
  }
  void add(const std::string& user) { state.people[user] = {user, user, Role::teacher, "", false, false}; }
  std::expected<Found, NotFound> find(const std::string& name, const std::string& subject = "s-1") {
    const auto at = name.find('@');
    const bool ours = at == std::string::npos || name.substr(at + 1) == "school.example";
    return find_person(state, {state.single_sign_on.issuer, subject, name, ours ? name.substr(0, at) : "", "Jo"});
  }
  SignInRefusal refused(const std::string& name, const std::string& subject = "s-1") {
    const auto found = find(name, subject);
    REQUIRE_FALSE(found);
    return found.error().reason;
  }
  void bind(const std::string& user, const std::string& subject, const std::string& name = "") {
    state.sign_in_links[user] = {user, name, state.single_sign_on.issuer, subject};
  }
};

}  // namespace

TEST_CASE("Google: the school's own domain and a verified mail address, in lower case") {
  const auto how = settings(AccountProvider::google);
  const auto account = account_of(google(), how);
  REQUIRE(account);
  CHECK(account->sign_in_name == "j.smith@school.example");
  CHECK(account->local_name == "j.smith");
  Claims claims = google();
  claims.hosted_domain = "other.example";
  CHECK(refused(claims, how) == SignInRefusal::domain);
  claims.hosted_domain = "";  // a private Google account, whatever mail address it has
  CHECK(refused(claims, how) == SignInRefusal::domain);
  claims = google();
  claims.email_verified = false;
  CHECK(refused(claims, how) == SignInRefusal::unverified);
  claims = google();
  claims.email = "j.smith@second.example";  // another domain of the same organisation names nobody here by itself
  CHECK(account_of(claims, how)->local_name.empty());
}

TEST_CASE("Microsoft: the school's own directory, its members, and the name they sign in with") {
  const auto how = settings(AccountProvider::entra);
  const auto account = account_of(entra(), how);
  REQUIRE(account);
  CHECK(account->sign_in_name == "j.smith@school.example");
  Claims claims = entra();
  claims.tenant = "99999999-2222-3333-4444-555555555555";
  CHECK(refused(claims, how) == SignInRefusal::tenant);
  claims.tenant = "";
  CHECK(refused(claims, how) == SignInRefusal::tenant);
  claims = entra();
  claims.guest = true;
  CHECK(refused(claims, how) == SignInRefusal::tenant);
  claims = entra();
  claims.identity_provider = "https://sts.windows.net/99999999-2222-3333-4444-555555555555/";
  CHECK(refused(claims, how) == SignInRefusal::tenant);
  claims.identity_provider = std::string("https://sts.windows.net/") + tenant + "/";
  CHECK(account_of(claims, how));
  claims = entra();
  claims.preferred_username = "";
  CHECK(refused(claims, how) == SignInRefusal::unverified);  // the mail address is whatever somebody typed in
  claims.email = "";
  CHECK(refused(claims, how) == SignInRefusal::no_name);
}

TEST_CASE("others: a verified mail address, else the provider's user name") {
  const auto how = settings(AccountProvider::other);
  CHECK(account_of(google(), how)->local_name == "j.smith");
  Claims claims;
  claims.subject = "1";
  claims.preferred_username = "J.Smith";
  CHECK(account_of(claims, how)->local_name == "j.smith");
  claims.preferred_username = "j.smith@elsewhere.example";
  CHECK(account_of(claims, how)->local_name.empty());
  claims.preferred_username = "";
  CHECK(refused(claims, how) == SignInRefusal::no_name);
  claims.email = "j.smith@school.example";
  CHECK(refused(claims, how) == SignInRefusal::unverified);
  claims.preferred_username = "j\xc3\xa9";
  CHECK(refused(claims, how) == SignInRefusal::no_name);
  auto without_domain = how;
  without_domain.domain = "";
  CHECK(account_of(google(), without_domain)->local_name.empty());
}

TEST_CASE("a person is found by the local name, the whole address or the name set for them, and is bound then") {
  Register people;
  CHECK(people.find("j.smith@school.example")->user == "j.smith");
  CHECK(people.find("j.smith@school.example")->binds);
  CHECK(people.find("whole@partner.example")->user == "whole@partner.example");
  CHECK(people.refused("j.smith@partner.example") == SignInRefusal::unknown);
  CHECK(people.refused("nobody@school.example") == SignInRefusal::unknown);
  people.state.sign_in_links["a.jones"] = {"a.jones", "anne.jones@school.example", "", ""};
  CHECK(people.find("anne.jones@school.example")->user == "a.jones");
  // Whoever is somebody else's name at the provider is not also found by their own.
  CHECK(people.refused("a.jones@school.example") == SignInRefusal::other_account);
}

TEST_CASE("who is bound is found by the subject alone, and nobody else by that person's name") {
  Register people;
  people.bind("j.smith", "s-1");
  CHECK(people.find("j.smith@school.example", "s-1")->user == "j.smith");
  CHECK_FALSE(people.find("j.smith@school.example", "s-1")->binds);
  CHECK(people.find("jo.jones-smith@school.example", "s-1")->user == "j.smith");  // a new name
  CHECK(people.refused("j.smith@school.example", "s-2") == SignInRefusal::other_account);
  // The name of another person does not help whoever is bound.
  CHECK(people.find("a.jones@school.example", "s-1")->user == "j.smith");
  // Another provider knows nothing of the old one's subjects.
  people.state.single_sign_on.issuer = "https://new.school.example";
  CHECK(people.find("j.smith@school.example", "s-2")->binds);
}

TEST_CASE("a disabled person is refused, however they are found") {
  Register people;
  people.state.people["j.smith"].disabled = true;
  CHECK(people.refused("j.smith@school.example") == SignInRefusal::disabled);
  people.bind("j.smith", "s-1");
  CHECK(people.refused("other@school.example", "s-1") == SignInRefusal::disabled);
}

TEST_CASE("somebody new is added when the school says so, with a mail address of its domain and a name that fits") {
  Register people;
  people.state.single_sign_on.create_teachers = true;
  const auto found = people.find("new.teacher@school.example");
  REQUIRE(found);
  CHECK(found->is_new);
  CHECK(found->binds);
  CHECK(found->user == "new.teacher");
  CHECK(people.refused("new@other.example") == SignInRefusal::unknown);
  CHECK(people.refused("new") == SignInRefusal::unknown);
  CHECK(people.refused("_new@school.example") == SignInRefusal::no_name);
  CHECK(people.refused("new/../x@school.example") == SignInRefusal::no_name);
}
