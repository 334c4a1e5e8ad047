#include "tests/term/model.h"

#include <algorithm>

namespace schoolgate::test {
namespace {

constexpr int consent_is_needed_above = 12;

bool educational(Role role) { return role == Role::safeguarding_lead || role == Role::leadership; }

bool below(const std::string& site, const std::string& name) { return site == name || site.ends_with("." + name); }

}  // namespace

bool TermModel::approves(const std::string& user) const {
  const auto found = people.find(user);
  return found != people.end() && (found->second == Role::network_manager || educational(found->second));
}

bool TermModel::can_decide(const Wish& wish) const {
  return wish.state == RequestState::requested && trusted && now < wish.until && people.contains(wish.by);
}

bool TermModel::stands(const Wish& wish, const Signature& signature) const {
  const auto person = people.find(signature.user);
  if (signature.version != wish.version || signature.user == wish.by || person == people.end()) return false;
  const Role role = person->second;
  if (signature.as == Role::network_manager) return role == Role::network_manager;
  return signature.as == Role::leadership ? role == Role::leadership : educational(role);
}

bool TermModel::complete(const Wish& wish) const {
  bool has_educational = false, has_technical = false, has_consent = false;
  int risk = 0;
  for (const Signature& each : wish.signatures) {
    if (!stands(wish, each)) continue;
    has_educational = has_educational || educational(each.as);
    has_technical = has_technical || each.as == Role::network_manager;
    risk = std::max(risk, each.rating());
  }
  for (const Signature& each : wish.signatures)
    has_consent = has_consent || (stands(wish, each) && each.as == Role::leadership && each.rating() >= risk);
  // Somebody other than the requester can always give the educational judgement here: the term has three of them.
  return has_educational && has_technical && (risk <= consent_is_needed_above || has_consent);
}

void TermModel::end_trials(const std::string& request, std::vector<std::string>& kinds) {
  std::erase_if(openings, [&](const auto& row) {
    if (!row.second.trial() || row.second.request != request) return false;
    kinds.emplace_back("unblock.ended");
    return true;
  });
}

std::vector<std::string> TermModel::close(Wish& wish, RequestState as, std::string kind) {
  std::vector<std::string> kinds{std::move(kind)};
  wish.state = as;
  end_trials(wish.id, kinds);
  return kinds;
}

Expected TermModel::ask(const Wish& wish) const {
  const auto person = people.find(wish.by);
  if (!trusted || person == people.end() || person->second == Role::governor) return {};
  return std::vector<std::string>{"request.made"};
}

Expected TermModel::sign(const std::string& id, const std::string& user, std::uint32_t version, int likelihood,
                         int impact) {
  Wish& wish = wishes.at(id);
  if (!can_decide(wish) || !approves(user) || user == wish.by || version != wish.version) return {};
  const Signature made{user, people.at(user), version, likelihood, impact};
  int highest = 0;
  for (const Signature& each : wish.signatures)
    if (stands(wish, each)) highest = std::max(highest, each.rating());
  for (const Signature& each : wish.signatures)
    if (each.user == user && stands(wish, each) && each.likelihood == likelihood && each.impact == impact &&
        each.rating() >= highest)
      return {};
  std::erase_if(wish.signatures, [&](const Signature& each) { return each.user == user; });
  wish.signatures.push_back(made);
  std::vector<std::string> kinds{"request.signed"};
  if (!complete(wish)) return kinds;
  wish.state = RequestState::approved;
  kinds.emplace_back("unblock.granted");
  end_trials(id, kinds);
  return kinds;
}

Expected TermModel::edit(const std::string& id, const std::string& user, const std::vector<std::string>& names) {
  Wish& wish = wishes.at(id);
  if (wish.state != RequestState::requested || wish.by != user || !trusted || now >= wish.until) return {};
  ++wish.version;
  wish.names = names;
  wish.signatures.clear();
  return std::vector<std::string>{"request.changed"};
}

Expected TermModel::widen(const std::string& id, const std::string& user, const std::vector<std::string>& names) {
  Wish& wish = wishes.at(id);
  if (wish.state != RequestState::requested || !(approves(user) || wish.by == user)) return {};
  std::vector<std::string> added;
  for (const std::string& name : names)
    if (std::ranges::find(wish.names, name) == wish.names.end()) added.push_back(name);
  if (added.empty()) return {};
  ++wish.version;
  wish.names.insert(wish.names.end(), added.begin(), added.end());
  wish.signatures.clear();
  return std::vector<std::string>{"request.widened"};
}

Expected TermModel::start_trial(const std::string& id, const std::string& user) {
  if (!can_decide(wishes.at(id)) || !approves(user)) return {};
  for (const auto& [unblock, opening] : openings)
    if (opening.trial()) return {};  // the school has one test device
  return std::vector<std::string>{"trial.started"};
}

Expected TermModel::reject(const std::string& id, const std::string& user) {
  Wish& wish = wishes.at(id);
  if (wish.state != RequestState::requested || !approves(user) || user == wish.by) return {};
  return close(wish, RequestState::rejected, "request.rejected");
}

Expected TermModel::withdraw(const std::string& id, const std::string& user) {
  Wish& wish = wishes.at(id);
  if (wish.state != RequestState::requested || user != wish.by) return {};
  return close(wish, RequestState::withdrawn, "request.withdrawn");
}

Expected TermModel::revoke(const std::string& id, const std::string& user) {
  Wish& wish = wishes.at(id);
  if (wish.state != RequestState::approved || !(approves(user) || user == wish.by)) return {};
  wish.state = RequestState::revoked;
  openings.erase(wish.unblock);
  return std::vector<std::string>{"request.revoked", "unblock.ended"};
}

Expected TermModel::end(const std::string& unblock, const std::string& user) {
  const auto opening = openings.find(unblock);
  if (opening == openings.end() || !approves(user)) return {};
  std::vector<std::string> kinds{"unblock.ended"};
  if (!opening->second.request.empty() && !opening->second.trial()) {
    wishes.at(opening->second.request).state = RequestState::revoked;
    kinds.emplace_back("request.revoked");
  }
  openings.erase(opening);
  return kinds;
}

Expected TermModel::conclude_review(const std::string& id, const std::string& user) {
  const auto review = reviews.find(id);
  if (review == reviews.end() || review->second == user || !approves(user)) return {};
  reviews.erase(review);
  return std::vector<std::string>{"review.concluded"};
}

std::vector<std::string> TermModel::sweep() {
  std::vector<std::string> kinds;
  if (!trusted) return kinds;
  std::erase_if(openings, [&](const auto& row) {
    const Opening& opening = row.second;
    if (now < opening.until) return false;
    kinds.emplace_back("unblock.expired");
    if (!opening.request.empty() && !opening.trial()) {
      wishes.at(opening.request).state = RequestState::expired;
      kinds.emplace_back("request.expired");
    }
    return true;
  });
  for (auto& [id, wish] : wishes) {
    if (wish.state != RequestState::requested || now < wish.until) continue;
    for (std::string& kind : close(wish, RequestState::expired, "request.expired")) kinds.push_back(std::move(kind));
  }
  return kinds;
}

bool TermModel::is_open(const std::string& site, const Client& client) const {
  if (!trusted) return false;
  return std::ranges::any_of(openings, [&](const auto& row) {
    const Opening& opening = row.second;
    if (now < opening.starts || now >= opening.until) return false;
    const bool for_client = opening.trial() ? opening.device == client.address
                                            : std::ranges::find(client.groups, opening.group) != client.groups.end();
    return for_client && std::ranges::any_of(opening.names, [&](const auto& name) { return below(site, name); });
  });
}

}  // namespace schoolgate::test
