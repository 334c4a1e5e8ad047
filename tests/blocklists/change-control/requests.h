// A box in a school where nobody changes policy alone: two network managers, a safeguarding lead, leadership, teachers.
#pragma once

#include "blocklists/change-control/verify_store.h"
#include "blocklists/policy/approval.h"
#include "tests/blocklists/change-control/box.h"

namespace schoolgate::test {

inline Actor second_manager() { return {"m.two", Role::network_manager, Actor::Via::web, "192.0.2.4"}; }
inline Actor other_teacher() { return {"a.jones", Role::teacher, Actor::Via::web, "192.0.2.3"}; }

class RequestBox : public Box {
 public:
  RequestBox() {
    add_people();
    add("d.lead", Role::safeguarding_lead);
    add("h.head", Role::leadership);
    add("m.two", Role::network_manager);
    add("a.jones", Role::teacher);
  }
  void add(const std::string& user, Role role) {
    commit(console(), change::PersonAdded{{user, user, role, some_hash, false, false}});
  }
  void set_person(const std::string& user, Role role, bool disabled = false) {
    commit(console(), change::PersonChanged{{user, user, role, "", false, disabled}});
  }
  Request wish(const std::string& name = "suffragettes.example",
               std::chrono::hours lasts = std::chrono::days(7)) const {
    Request made;
    made.names = {name};
    made.topic = "Votes for women";
    made.groups = {"pupils"};
    made.starts = std::chrono::floor<std::chrono::seconds>(now);
    made.until = made.starts + lasts;
    return made;
  }
  std::string ask(const Actor& who = teacher(), std::chrono::hours lasts = std::chrono::days(7)) {
    return commit(who, change::RequestMade{wish("suffragettes.example", lasts)}, "Year 9 reads the trial records").id;
  }
  const Request& request(const std::string& id) {
    state_ = changes->state();
    return state_->requests.at(id);
  }
  change::RequestSigned signing(const std::string& id, int likelihood = 2, int impact = 2) {
    return {id, request(id).version, Risk{likelihood, impact, 0}};
  }
  /// Signed by the safeguarding lead and a network manager.
  std::string approved(const Actor& who = teacher(), std::chrono::hours lasts = std::chrono::days(7)) {
    const std::string id = ask(who, lasts);
    commit(safeguarding_lead(), signing(id), "");
    commit(manager(), signing(id), "");
    REQUIRE(request(id).state == RequestState::approved);
    return id;
  }
  bool verifies() const {
    const auto verified = verify_store(store, changes->public_key());
    INFO((verified ? "" : verified.error().what));
    CHECK(verified);
    return verified.has_value();
  }
  std::vector<std::string> kinds_after(std::uint64_t serial) const {
    std::vector<std::string> kinds;
    for (const auto& record : changes->records(serial, 100)) kinds.push_back(record.kind);
    return kinds;
  }

 private:
  std::shared_ptr<const PolicyState> state_;
};

}  // namespace schoolgate::test
