#include "admin-api/auth/oidc/desk.h"

#include "admin-api/auth/oidc/encoding.h"
#include "admin-api/server.h"
#include "blocklists/change-control/fields.h"

namespace schoolgate::auth::oidc {
namespace {

constexpr const char* scope = "openid email profile";
constexpr const char* added_why = "signed in with the school's account for the first time";
constexpr std::size_t max_shown_name_octets = 120;  // what a page shows on a line

Actor by_system(const std::string& address) {
  return {"schoolgate", Role::network_manager, Actor::Via::system, address};
}

/// A name from outside, if it is one that the register takes; else the user name.
std::string name_for(const Account& account) {
  const bool good = account.name.size() <= max_shown_name_octets &&
                    check_required_text("the person's name", account.name, max_shown_name_octets).has_value();
  return good ? account.name : account.local_name;
}

}  // namespace

Desk::Desk(Clock clock, Store& store, ChangeControl& changes, SignIn& sign_in, Exchange exchange)
    : clock_(clock),
      store_(store),
      changes_(changes),
      sign_in_(sign_in),
      provider_(clock, std::move(exchange)),
      pending_(clock),
      refusals_(std::move(clock), changes) {}

std::unexpected<Refused> Desk::refuse(SignInRefusal reason, const std::string& user, const std::string& address) {
  refusals_.record(reason, user, address);
  return std::unexpected(Refused{Refused::Kind::refused, reason, {}});
}

std::expected<Registration, Fault> Desk::registration_as_set() const {
  auto credentials = read_client_credentials(store_);
  if (!credentials) return std::unexpected(credentials.error());
  return Registration{changes_.state()->single_sign_on, std::move(*credentials)};
}

std::expected<Registration, Refused> Desk::registration() const {
  auto set = registration_as_set();
  if (!set) return std::unexpected(Refused{Refused::Kind::not_logged, {}, set.error()});
  if (!set->settings.enabled) return std::unexpected(Refused{Refused::Kind::off, {}, {}});
  return std::move(*set);
}

std::expected<Departure, Refused> Desk::begin(const std::string& address) {
  const auto to = registration();
  if (!to) return std::unexpected(to.error());
  if (!changes_.clock_trusted()) return refuse(SignInRefusal::clock, {}, address);
  const auto metadata = provider_.metadata(*to);
  if (!metadata) return refuse(SignInRefusal::provider, {}, address);
  const auto begun = pending_.begin(address, to->settings.issuer, to->settings.client_id);
  Parameters query{{"response_type", "code"},
                   {"client_id", to->settings.client_id},
                   {"redirect_uri", to->settings.redirect_uri},
                   {"scope", scope},
                   {"state", begun.state},
                   {"nonce", begun.flow.nonce},
                   {"code_challenge", challenge_of(begun.flow.verifier)},
                   {"code_challenge_method", "S256"}};
  // Only so that Google offers the right account; what counts is the token's word.
  if (to->settings.provider == AccountProvider::google) query.emplace_back("hd", to->settings.domain);
  const auto& endpoint = metadata->authorization_endpoint;
  return Departure{endpoint + (endpoint.contains('?') ? "&" : "?") + form(query), begun.browser};
}

/// A code for a token, and the token's payload once its signature is verified.
std::expected<std::string, SignInRefusal> Desk::verified(const Registration& registration, const Flow& flow,
                                                         const std::string& code) {
  const auto token = provider_.redeem(registration, code, flow.verifier);
  if (!token) return std::unexpected(token.error().error.empty() ? SignInRefusal::provider : SignInRefusal::code);
  const auto keys = provider_.keys(registration);
  if (!keys) return std::unexpected(SignInRefusal::provider);
  auto payload = (*keys)->verify(*token);
  if (payload || payload.error() != SignInRefusal::key) return payload;
  const auto newer = provider_.newer_keys(registration);  // the provider may have changed its keys
  if (!newer) return std::unexpected(SignInRefusal::provider);
  return (*newer)->verify(*token);
}

/// Everything from the callback's query to an account at the provider. The order matters: the flow is taken first, so
/// that nothing is good twice, and nothing is asked of the provider for a browser that did not begin here.
std::expected<Account, SignInRefusal> Desk::account(const Registration& from, const Arrival& arrival) {
  const auto flow = pending_.take(arrival.state, arrival.browser);
  if (!flow) return std::unexpected(flow.error());
  if (flow->issuer != from.settings.issuer || flow->client_id != from.settings.client_id)
    return std::unexpected(SignInRefusal::unknown_flow);  // the settings changed meanwhile
  if (!changes_.clock_trusted()) return std::unexpected(SignInRefusal::clock);
  const auto metadata = provider_.metadata(from);
  if (!metadata) return std::unexpected(SignInRefusal::provider);
  if ((metadata->sends_issuer || !arrival.issuer.empty()) && arrival.issuer != from.settings.issuer)
    return std::unexpected(SignInRefusal::other_issuer);
  if (!arrival.error.empty()) return std::unexpected(SignInRefusal::provider_refused);
  if (arrival.code.empty() || arrival.code.size() > max_code_octets) return std::unexpected(SignInRefusal::code);
  const auto payload = verified(from, *flow, arrival.code);
  if (!payload) return std::unexpected(payload.error());
  const auto seconds = [](UtcMillis when) { return std::chrono::floor<std::chrono::seconds>(when); };
  const auto claims = check_claims(
      *payload, {from.settings.issuer, from.settings.client_id, flow->nonce, seconds(flow->begun), seconds(clock_())});
  if (!claims) return std::unexpected(claims.error());
  return account_of(*claims, from.settings);
}

std::expected<Sessions::Opened, Refused> Desk::finish(const Arrival& arrival) {
  const auto from = registration();
  if (!from) return std::unexpected(from.error());
  const auto found = account(*from, arrival);
  if (!found) return refuse(found.error(), {}, arrival.address);
  return open(*found, arrival.address);
}

/// All in one batch: who is added, which account is theirs from now on, and that they signed in.
std::expected<Sessions::Opened, Refused> Desk::open(const Account& account, const std::string& address) {
  const auto state = changes_.state();
  const auto found = find_person(*state, account);
  if (!found) return refuse(found.error().reason, found.error().user, address);
  std::vector<Proposal> first;
  if (found->is_new) {
    // A password that nobody has: an administrator sets one if it is ever needed.
    const Person person{found->user, name_for(account), Role::teacher, hash_password(random_token()), false, false};
    first.push_back({by_system(address), added_why, change::PersonAdded{person}});
  }
  if (found->binds) {
    const auto known = state->sign_in_links.find(found->user);
    const auto name = known == state->sign_in_links.end() ? std::string() : known->second.sign_in_name;
    first.push_back(
        {by_system(address), added_why, change::SignInLinkSet{{found->user, name, account.issuer, account.subject}}});
  }
  auto opened = sign_in_.open_session({found->user, SignInBy::single_sign_on}, address, std::move(first));
  if (opened) return std::move(*opened);
  // Somebody else was quicker, at the same moment: with the account, or with the person.
  if (opened.error().fault.kind == Fault::Kind::conflict) return refuse(SignInRefusal::other_account, {}, address);
  return std::unexpected(Refused{Refused::Kind::not_logged, {}, opened.error().fault});
}

std::expected<Receipt, Fault> Desk::set(SingleSignOn settings, std::optional<std::string> secret,
                                        std::optional<std::string> authority, const Actor& actor, std::string why) {
  auto known = registration_as_set();
  if (!known) return std::unexpected(known.error());
  const bool same_client = settings.issuer == known->settings.issuer && settings.client_id == known->settings.client_id;
  ClientCredentials credentials = known->credentials;
  if (secret)
    credentials.secret = *secret;
  else if (!same_client)
    credentials.secret.clear();  // it is no business of another provider
  if (authority) credentials.authority = *authority;
  settings.has_secret = !credentials.secret.empty();
  Store::Batch batch;
  put_client_credentials(batch, credentials);
  std::vector<Proposal> proposals;
  proposals.push_back({actor, std::move(why), change::SingleSignOnSet{std::move(settings)}});
  auto receipts = changes_.commit(std::move(proposals), std::move(batch));
  if (!receipts) return std::unexpected(receipts.error());
  return std::move(receipts->front());
}

bool Desk::has_authority() const {
  const auto credentials = read_client_credentials(store_);
  return credentials && !credentials->authority.empty();
}

ProviderReport Desk::test() {
  ProviderReport report;
  const auto set = registration_as_set();
  if (!set || set->settings.issuer.empty()) {
    report.problem = set ? Fault{Fault::Kind::not_found, "no provider is set", "Set the issuer first."} : set.error();
    return report;
  }
  provider_.forget();
  const auto metadata = provider_.metadata(*set);
  if (!metadata) {
    report.problem = metadata.error();
    return report;
  }
  report.metadata = *metadata;
  if (const auto keys = provider_.keys(*set))
    report.keys = (*keys)->size();
  else
    report.problem = keys.error();
  if (!set->settings.has_secret || report.problem) return report;
  // A code that no provider gave: it is refused, and how tells whether the client was known by its secret.
  const auto token = provider_.redeem(*set, random_token(), random_token());
  const std::string error = token ? std::string() : token.error().error;
  if (error == "invalid_grant") report.secret = ProviderReport::Secret::accepted;
  if (error == "invalid_client" || error == "unauthorized_client") {
    report.secret = ProviderReport::Secret::refused;
    report.problem = Fault{Fault::Kind::forbidden, "the provider does not know this client id with this secret",
                           "Copy both again from where the appliance is registered."};
  }
  return report;
}

}  // namespace schoolgate::auth::oidc
