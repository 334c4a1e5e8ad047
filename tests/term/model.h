// What must be true of a term's requests, worked out the slow way: a second opinion, written from the rules and not
// from the code, against which the log, the exports and the DNS answers are held.
// Thread rules: plain values.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "blocklists/policy/people.h"
#include "blocklists/policy/requests.h"
#include "blocklists/time.h"

namespace schoolgate::test {

/// Kinds that the log must have after a step, in order; nothing when the step must be refused.
using Expected = std::optional<std::vector<std::string>>;

class TermModel {
 public:
  struct Signature {
    std::string user;
    Role as = Role::teacher;
    std::uint32_t version = 0;
    int likelihood = 0, impact = 0;
    int rating() const { return likelihood * impact; }
  };
  struct Wish {
    std::string id, by, group;
    std::uint32_t version = 1;
    RequestState state = RequestState::requested;
    std::vector<std::string> names;
    UtcSeconds starts{}, until{};
    std::vector<Signature> signatures;
    std::string unblock;
  };
  /// Something that is open, or will be; gone from here when it ended.
  struct Opening {
    std::string request, group, device;  // a trial is for a device, all else for a group
    std::vector<std::string> names;
    UtcSeconds starts{}, until{};
    bool trial() const { return !device.empty(); }
  };
  struct Client {
    std::string address;
    std::vector<std::string> groups;  // its own and those above it
  };

  bool trusted = true;
  UtcSeconds now{};
  std::map<std::string, Role> people;  // enabled ones
  std::map<std::string, Wish> wishes;
  std::map<std::string, Opening> openings;
  std::map<std::string, std::string> reviews;  // open ones -> who is not to conclude them

  Expected ask(const Wish& wish) const;
  Expected sign(const std::string& id, const std::string& user, std::uint32_t version, int likelihood, int impact);
  Expected edit(const std::string& id, const std::string& user, const std::vector<std::string>& names);
  Expected widen(const std::string& id, const std::string& user, const std::vector<std::string>& names);
  Expected start_trial(const std::string& id, const std::string& user);
  Expected reject(const std::string& id, const std::string& user);
  Expected withdraw(const std::string& id, const std::string& user);
  Expected revoke(const std::string& id, const std::string& user);
  Expected end(const std::string& unblock, const std::string& user);
  Expected conclude_review(const std::string& id, const std::string& user);
  /// What the sweep must write now.
  std::vector<std::string> sweep();
  bool is_open(const std::string& site, const Client& client) const;

 private:
  bool approves(const std::string& user) const;
  bool can_decide(const Wish& wish) const;
  bool stands(const Wish& wish, const Signature& signature) const;
  bool complete(const Wish& wish) const;
  std::vector<std::string> close(Wish& wish, RequestState as, std::string kind);
  void end_trials(const std::string& request, std::vector<std::string>& kinds);
};

}  // namespace schoolgate::test
