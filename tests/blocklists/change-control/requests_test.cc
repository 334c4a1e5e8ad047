// Requests as a state machine: every step that is allowed, and every one that is not.
#include "tests/blocklists/change-control/requests.h"

#include <functional>
#include <map>

#include "blocklists/change-control/validate.h"

using namespace schoolgate;
using namespace schoolgate::test;
using Kind = Fault::Kind;
using std::chrono::days;
using std::chrono::hours;

namespace {

/// A request in this state.
std::string in_state(RequestBox& box, RequestState state) {
  switch (state) {
    case RequestState::requested:
      break;
    case RequestState::approved:
      return box.approved();
    case RequestState::expired: {
      const std::string id = box.approved(teacher(), hours(2));
      box.now += hours(2);
      box.changes->sweep();
      return id;
    }
    case RequestState::revoked: {
      const std::string id = box.approved();
      box.commit(teacher(), change::RequestRevoked{id});
      return id;
    }
    case RequestState::rejected: {
      const std::string id = box.ask();
      box.commit(manager(), change::RequestRejected{id});
      return id;
    }
    case RequestState::withdrawn: {
      const std::string id = box.ask();
      box.commit(teacher(), change::RequestWithdrawn{id});
      return id;
    }
  }
  return box.ask();
}

struct Step {
  const char* name;
  Actor actor;
  std::function<Change(RequestBox&, const std::string&)> change;
  std::map<RequestState, RequestState> leads_to;  // what is not here is refused
};

using enum RequestState;

const std::vector<Step>& steps() {
  static const std::vector<Step> all{
      {"edit",
       teacher(),
       [](RequestBox& box, const std::string& id) -> Change {
         Request edited = box.wish("other.example");
         edited.id = id;
         edited.version = box.request(id).version;
         return change::RequestChanged{edited};
       },
       {{requested, requested}}},
      {"add companions",
       safeguarding_lead(),
       [](RequestBox& box, const std::string& id) -> Change {
         return change::RequestWidened{id, box.request(id).version, {"cdn.example"}};
       },
       {{requested, requested}}},
      {"first sign-off",
       safeguarding_lead(),
       [](RequestBox& box, const std::string& id) -> Change { return box.signing(id); },
       {{requested, requested}}},
      {"reject",
       safeguarding_lead(),
       [](RequestBox&, const std::string& id) -> Change { return change::RequestRejected{id}; },
       {{requested, rejected}}},
      {"withdraw",
       teacher(),
       [](RequestBox&, const std::string& id) -> Change { return change::RequestWithdrawn{id}; },
       {{requested, withdrawn}}},
      {"end now",
       head(),
       [](RequestBox&, const std::string& id) -> Change { return change::RequestRevoked{id}; },
       {{approved, revoked}}},
      {"end its unblock",
       manager(),
       [](RequestBox& box, const std::string& id) -> Change { return change::UnblockEnded{box.request(id).unblock}; },
       {{approved, revoked}}},
      {"try it",
       manager(),
       [](RequestBox&, const std::string& id) -> Change {
         return change::TrialStarted{id, Prefix::parse("10.1.2.3"), "", std::chrono::minutes(5)};
       },
       {{requested, requested}}},
  };
  return all;
}

}  // namespace

TEST_CASE("every step from every state leads where the table says, or is refused and changes nothing") {
  for (const RequestState from : {requested, approved, expired, revoked, rejected, withdrawn})
    for (const Step& step : steps()) {
      RequestBox box;
      const std::string id = in_state(box, from);
      REQUIRE(box.request(id).state == from);
      INFO(step.name << " from " << told_state(box.request(id), {}));
      const Change change = step.change(box, id);
      const auto to = step.leads_to.find(from);
      if (to == step.leads_to.end()) {
        const Kind kind = box.refused(step.actor, change).kind;
        CHECK((kind == Kind::conflict || kind == Kind::not_found));
        CHECK(box.request(id).state == from);
      } else {
        box.commit(step.actor, change);
        CHECK(box.request(id).state == to->second);
      }
      CHECK(box.verifies());
    }
}

TEST_CASE("the last sign-off opens the sites in the same commit, and the log tells who agreed") {
  RequestBox box;
  const std::string id = box.ask();
  box.commit(safeguarding_lead(), box.signing(id, 2, 3), "good for the topic");
  CHECK(box.changes->state()->unblocks.empty());
  const auto receipt = box.commit(manager(), change::RequestSigned{id, 1, {}}, "");
  const Request& request = box.request(id);
  CHECK(request.state == RequestState::approved);
  CHECK(request.unblock == "u-" + std::to_string(receipt.serial + 1));
  const Unblock unblock = box.changes->state()->unblocks.at(request.unblock);
  CHECK(unblock.names == request.names);
  CHECK(unblock.request == id);
  CHECK(unblock.requested_by == "j.smith");
  CHECK(unblock.approved_by == std::vector<std::string>{"d.lead", "head.of.it"});
  CHECK(unblock.risk == 6);
  CHECK_FALSE(unblock.emergency_use);
  const auto record = box.changes->records(receipt.serial, 1).at(0);
  CHECK(record.kind == "unblock.granted");
  CHECK(record.user == "head.of.it");
  CHECK(record.why == "Year 9 reads the trial records");
  CHECK(receipt.checkpoint.size == receipt.serial + 1);
  CHECK(box.verifies());
  const auto before = *box.changes->state();
  box.open();
  CHECK(box.changes->state()->requests == before.requests);
  CHECK(box.changes->state()->unblocks == before.unblocks);
}

TEST_CASE("an unblock's end is its request's, by a person or by the clock, in one commit") {
  RequestBox box;
  const std::string ended = box.approved(), expired = box.approved(teacher(), hours(3));
  const auto serial = box.changes->state()->serial;
  box.commit(teacher(), change::UnblockEnded{box.request(ended).unblock}, "the lesson was cancelled");
  CHECK(box.request(ended).state == RequestState::revoked);
  CHECK(box.request(ended).closed_because == "the lesson was cancelled");
  CHECK(box.kinds_after(serial) == std::vector<std::string>{"unblock.ended", "request.revoked"});
  box.now += hours(3);
  box.changes->sweep();
  CHECK(box.request(expired).state == RequestState::expired);
  CHECK(box.changes->state()->unblocks.empty());
  CHECK(box.kinds_after(serial + 2) == std::vector<std::string>{"unblock.expired", "request.expired"});
  CHECK(box.verifies());
}

TEST_CASE("'end now' is the requester's, the approvers' and the managers', and nobody else's") {
  for (const Actor& who : {teacher(), safeguarding_lead(), head(), manager(), second_manager(), console()}) {
    RequestBox box;
    const std::string id = box.approved();
    box.commit(who, change::RequestRevoked{id});
    CHECK(box.request(id).state == RequestState::revoked);
    CHECK(box.request(id).closed_by == who.user);
    CHECK(box.changes->state()->unblocks.empty());
  }
  RequestBox box;
  const std::string id = box.approved();
  CHECK(box.refused(other_teacher(), change::RequestRevoked{id}).kind == Kind::forbidden);
  CHECK(box.refused(governor(), change::RequestRevoked{id}).kind == Kind::forbidden);
}

TEST_CASE("only the requester edits and withdraws, and only approvers reject") {
  RequestBox box;
  const std::string id = box.ask();
  CHECK(box.refused(other_teacher(), change::RequestWithdrawn{id}).kind == Kind::forbidden);
  CHECK(box.refused(manager(), change::RequestWithdrawn{id}).kind == Kind::forbidden);
  CHECK(box.refused(console(), change::RequestWithdrawn{id}).kind == Kind::forbidden);
  Request edited = box.wish();
  edited.id = id;
  CHECK(box.refused(manager(), change::RequestChanged{edited}).kind == Kind::forbidden);
  CHECK(box.refused(teacher(), change::RequestRejected{id}).kind == Kind::forbidden);
  CHECK(box.refused(manager(), change::RequestRejected{id}, " ").kind == Kind::bad_input);
  Request in_anothers_name = box.wish();
  in_anothers_name.requested_by = "a.jones";
  CHECK(box.refused(teacher(), change::RequestMade{in_anothers_name}).kind == Kind::forbidden);
  CHECK(box.refused(governor(), change::RequestMade{box.wish()}).kind == Kind::forbidden);
}

TEST_CASE("a request has sites, groups that exist, and a span in the future as long as the role may ask for") {
  RequestBox box;
  const auto refused = [&](const Actor& who, const std::function<void(Request&)>& edit) {
    Request wish = box.wish();
    edit(wish);
    return box.refused(who, change::RequestMade{wish}).kind;
  };
  CHECK(refused(teacher(), [](Request& r) { r.names.clear(); }) == Kind::bad_input);
  CHECK(refused(teacher(), [](Request& r) { r.names.assign(101, "a.example"); }) == Kind::limit);
  CHECK(refused(teacher(), [](Request& r) { r.names = {"no name"}; }) == Kind::bad_input);
  CHECK(refused(teacher(), [](Request& r) { r.names = {"co.uk"}; }) == Kind::bad_input);
  CHECK(refused(teacher(), [](Request& r) { r.groups.clear(); }) == Kind::bad_input);
  CHECK(refused(teacher(), [](Request& r) { r.groups = {"nobody"}; }) == Kind::not_found);
  CHECK(refused(teacher(), [](Request& r) { r.until = r.starts; }) == Kind::bad_input);
  CHECK(refused(teacher(), [](Request& r) { r.starts -= days(3), r.until = r.starts + days(1); }) == Kind::bad_input);
  CHECK(refused(teacher(), [](Request& r) { r.until = r.starts + days(50); }) == Kind::limit);
  CHECK(refused(safeguarding_lead(), [](Request& r) { r.until = r.starts + days(113); }) == Kind::limit);
  CHECK(refused(head(), [](Request& r) { r.until = r.starts + days(367); }) == Kind::limit);
  CHECK(refused(teacher(), [](Request& r) { r.from_topic = "none"; }) == Kind::not_found);
  CHECK(refused(teacher(), [](Request& r) { r.from_bundle = "none"; }) == Kind::not_found);
  CHECK(refused(teacher(), [](Request& r) { r.proposed.rating = 26; }) == Kind::bad_input);
  CHECK(refused(teacher(), [](Request& r) { r.id = "rq-7"; }) == Kind::bad_input);
  box.ask(teacher(), days(49));
  box.ask(safeguarding_lead(), days(112));
  box.ask(head(), days(366));
}

TEST_CASE("sealed names are refused with the reason, when they are asked for and when they are signed") {
  RequestBox box;
  const std::string id = box.ask();
  box.commit(safeguarding_lead(), box.signing(id), "");
  const auto illegal = Name::from_text("suffragettes.example").value();
  box.sealed = [illegal](NameView name) { return name.is_at_or_below(illegal); };
  const auto refused = box.refused(manager(), box.signing(id));
  CHECK(refused.kind == Kind::forbidden);
  CHECK(refused.what == "suffragettes.example may not be unblocked by anybody");
  CHECK(box.refused(teacher(), change::RequestMade{box.wish()}).kind == Kind::forbidden);
  CHECK(box.refused(manager(), change::RequestWidened{id, 1, {"www.suffragettes.example"}}).kind == Kind::forbidden);
  CHECK(box.refused(manager(), change::TopicSet{{"t", "T", "", {"suffragettes.example"}, "", {}}}).kind ==
        Kind::forbidden);
}

TEST_CASE("while the clock is not to be trusted nothing is asked for, approved or tried, and anything can be ended") {
  RequestBox box;
  const std::string waiting = box.ask(), running = box.approved();
  box.now -= days(300);
  CHECK(box.refused(teacher(), change::RequestMade{box.wish()}).kind == Kind::unavailable);
  CHECK(box.refused(manager(), box.signing(waiting)).kind == Kind::unavailable);
  CHECK(box.refused(manager(), change::TrialStarted{waiting, Prefix::parse("10.1.2.3"), "", std::chrono::minutes(5)})
            .kind == Kind::unavailable);
  box.changes->sweep();
  CHECK(box.request(waiting).open());
  box.commit(manager(), change::RequestRejected{waiting});
  box.commit(teacher(), change::RequestRevoked{running});
  CHECK(box.verifies());
}

TEST_CASE("a request that nobody approved in time expires, and concluded ones are filed after 400 days") {
  RequestBox box;
  const std::string late = box.ask(teacher(), hours(1));
  box.now += hours(1);
  CHECK(box.refused(manager(), box.signing(late)).kind == Kind::conflict);
  box.changes->sweep();
  CHECK(box.request(late).state == RequestState::expired);
  box.now += requests_kept - std::chrono::seconds(1);
  box.changes->sweep();
  CHECK(box.changes->state()->requests.contains(late));
  box.now += std::chrono::seconds(1);
  const auto serial = box.changes->state()->serial;
  box.changes->sweep();
  CHECK_FALSE(box.changes->state()->requests.contains(late));
  CHECK(box.kinds_after(serial) == std::vector<std::string>{"request.filed"});
  CHECK(box.verifies());
}

TEST_CASE("an extension is a request of its own that cites the old one") {
  RequestBox box;
  const std::string old = box.approved(), refused = box.ask();
  box.commit(manager(), change::RequestRejected{refused});
  Request longer = box.wish("suffragettes.example", days(14));
  longer.extends = refused;
  CHECK(box.refused(teacher(), change::RequestMade{longer}).kind == Kind::conflict);
  longer.extends = "rq-none";
  CHECK(box.refused(teacher(), change::RequestMade{longer}).kind == Kind::not_found);
  longer.extends = old;
  const auto made = box.commit(teacher(), change::RequestMade{longer});
  CHECK(box.request(made.id).extends == old);
  CHECK(box.request(made.id).open());  // it needs sign-offs of its own
}

TEST_CASE("one person's waiting requests are limited") {
  RequestBox box;
  for (std::size_t n = 0; n < max_open_requests_each; ++n) box.ask();
  CHECK(box.refused(teacher(), change::RequestMade{box.wish()}).kind == Kind::limit);
  box.commit(other_teacher(), change::RequestMade{box.wish()});
}

TEST_CASE("a topic's or a bundle's sites are taken apart when they are asked for") {
  RequestBox box;
  box.commit(safeguarding_lead(),
             change::TopicSet{{"votes", "Votes for women", "", {"a.example", "b.example"}, "", {}}});
  box.commit(manager(), change::BundleSet{{"romans", "Romans", {"c.example"}}});
  Request wish = box.wish();
  wish.names.clear();
  wish.topic.clear();
  wish.from_topic = "votes";
  wish.from_bundle = "romans";
  const auto made = box.commit(teacher(), change::RequestMade{wish});
  box.commit(head(), change::TopicRemoved{"votes"});
  CHECK(box.request(made.id).names == std::vector<std::string>{"a.example", "b.example", "c.example"});
  CHECK(box.request(made.id).topic == "Votes for women");
  CHECK(box.refused(teacher(), change::TopicSet{{"t", "T", "", {}, "", {}}}).kind == Kind::forbidden);
  CHECK(box.verifies());
}

TEST_CASE("nobody's name and no reason of a request is in any leaf") {
  RequestBox box;
  const std::string id = box.approved();
  box.commit(manager(), change::TrialStarted{box.ask(), Prefix::parse("10.9.8.7"), "", std::chrono::minutes(5)});
  box.commit(head(), change::RequestRevoked{id}, "Ms Brown is ill");
  for (const auto& [key, leaf] : box.store.rows(Family::log))
    for (const char* text : {"j.smith", "d.lead", "h.head", "trial records", "Votes", "Brown", "10.9.8.7"}) {
      INFO(leaf);
      CHECK(leaf.find(text) == std::string::npos);
    }
  CHECK(box.verifies());
}
