// Who approves: two judgements of two people, neither of them the requester, each of what stands now.
#include <atomic>
#include <thread>

#include "blocklists/change-control/validate.h"
#include "tests/blocklists/change-control/requests.h"

using namespace schoolgate;
using namespace schoolgate::test;
using Kind = Fault::Kind;
using std::chrono::days;
using std::chrono::hours;

TEST_CASE("nobody approves their own request, whatever their role") {
  for (const Actor& who : {manager(), safeguarding_lead(), head()}) {
    RequestBox box;
    const std::string id = box.ask(who);
    const auto refused = box.refused(who, box.signing(id));
    CHECK(refused.kind == Kind::forbidden);
    CHECK(refused.what == "nobody approves their own request");
  }
  RequestBox box;
  const std::string id = box.ask(safeguarding_lead());
  box.commit(head(), box.signing(id), "");
  box.commit(manager(), box.signing(id), "");
  CHECK(box.request(id).state == RequestState::approved);
}

TEST_CASE("a teacher or a governor approves nothing") {
  RequestBox box;
  const std::string id = box.ask();
  CHECK(box.refused(other_teacher(), box.signing(id)).kind == Kind::forbidden);
  CHECK(box.refused(governor(), box.signing(id)).kind == Kind::forbidden);
}

TEST_CASE("two sign-offs of one kind, or of one person, are one") {
  RequestBox box;
  const std::string id = box.ask();
  box.commit(manager(), box.signing(id), "");
  CHECK(box.refused(manager(), box.signing(id)).kind == Kind::conflict);
  CHECK(box.refused(manager(), change::RequestSigned{id, 1, {}}).kind == Kind::conflict);
  box.commit(second_manager(), box.signing(id), "");
  CHECK(box.request(id).open());
  // The same person in another role now: what they signed before counts no more.
  box.add("m.three", Role::network_manager);
  box.set_person("m.two", Role::safeguarding_lead);
  box.set_person("head.of.it", Role::teacher);
  Actor changed = second_manager();
  changed.role = Role::safeguarding_lead;
  box.commit(changed, box.signing(id), "");
  CHECK(box.request(id).open());
  CHECK_FALSE(standing(*box.changes->state(), box.request(id)).technical);
  CHECK(box.verifies());
}

TEST_CASE("a sign-off is of one version: replayed after an edit or for a widened request it is refused") {
  RequestBox box;
  const std::string id = box.ask();
  const auto first = box.signing(id);
  box.commit(safeguarding_lead(), first, "");
  Request edited = box.wish("quite.another.example");
  edited.id = id;
  box.commit(teacher(), change::RequestChanged{edited});
  CHECK(box.request(id).version == 2);
  CHECK(box.request(id).sign_offs.empty());
  CHECK(box.refused(safeguarding_lead(), first).kind == Kind::conflict);
  CHECK(box.refused(manager(), first).kind == Kind::conflict);
  CHECK(box.refused(teacher(), change::RequestChanged{edited}).kind == Kind::conflict);  // that was of version 1
  box.commit(safeguarding_lead(), box.signing(id), "");
  box.commit(manager(), change::RequestWidened{id, 2, {"cdn.example"}});
  CHECK(box.request(id).sign_offs.empty());
  CHECK(box.refused(manager(), change::RequestSigned{id, 2, {}}).kind == Kind::conflict);
  box.commit(safeguarding_lead(), box.signing(id), "");
  box.commit(manager(), box.signing(id), "");
  CHECK(box.changes->state()->unblocks.at(box.request(id).unblock).names ==
        std::vector<std::string>{"quite.another.example", "cdn.example"});
  CHECK(box.refused(second_manager(), change::RequestSigned{id, 3, {}}).kind == Kind::conflict);  // approved already
  CHECK(box.verifies());
}

TEST_CASE("approval after the requested end is refused, before it was swept and after") {
  RequestBox box;
  const std::string id = box.ask(teacher(), hours(2));
  box.commit(safeguarding_lead(), box.signing(id), "");
  box.now += hours(2);
  CHECK(box.refused(manager(), box.signing(id)).kind == Kind::conflict);
  box.changes->sweep();
  CHECK(box.refused(manager(), box.signing(id)).kind == Kind::conflict);
  CHECK(box.changes->state()->unblocks.empty());
}

TEST_CASE("an approval late in the requested time opens the sites from then on") {
  RequestBox box;
  const std::string id = box.ask(teacher(), hours(4));
  box.now += hours(1);
  box.commit(safeguarding_lead(), box.signing(id), "");
  box.commit(manager(), box.signing(id), "");
  CHECK(box.changes->state()->unblocks.at(box.request(id).unblock).starts == monday + hours(1));
}

TEST_CASE("a sign-off by somebody whose role changed or who was disabled counts no more") {
  for (const bool disabled : {false, true}) {
    RequestBox box;
    const std::string id = box.ask();
    box.commit(safeguarding_lead(), box.signing(id), "");
    box.set_person("d.lead", disabled ? Role::safeguarding_lead : Role::teacher, disabled);
    box.commit(manager(), box.signing(id), "");
    CHECK(box.request(id).open());
    CHECK(still_needed(standing(*box.changes->state(), box.request(id))) ==
          std::vector<std::string>{"the educational sign-off"});
    box.commit(head(), box.signing(id), "");
    CHECK(box.request(id).state == RequestState::approved);
    CHECK(box.changes->state()->unblocks.at(box.request(id).unblock).approved_by ==
          std::vector<std::string>{"head.of.it", "h.head"});
    CHECK(box.verifies());
  }
}

TEST_CASE("what somebody asked for whose account was disabled since is not approved") {
  RequestBox box;
  const std::string id = box.ask();
  box.commit(safeguarding_lead(), box.signing(id), "");
  box.set_person("j.smith", Role::teacher, true);
  CHECK(box.refused(manager(), box.signing(id)).kind == Kind::conflict);
  box.commit(manager(), change::RequestRejected{id});
}

TEST_CASE("a session with a role that is not held any more signs nothing") {
  RequestBox box;
  const std::string id = box.ask();
  box.set_person("d.lead", Role::teacher);
  CHECK(box.refused(safeguarding_lead(), box.signing(id)).kind == Kind::forbidden);
}

TEST_CASE("above the threshold leadership consents, and to the rating that counts in the end") {
  RequestBox box;
  const std::string at_threshold = box.ask(), above = box.ask(), by_head = box.ask(), raised = box.ask();
  box.commit(safeguarding_lead(), box.signing(at_threshold, 3, 4), "");
  box.commit(manager(), box.signing(at_threshold, 3, 4), "");
  CHECK(box.request(at_threshold).state == RequestState::approved);

  box.commit(safeguarding_lead(), box.signing(above, 3, 5), "");
  box.commit(manager(), change::RequestSigned{above, 1, {}}, "");
  CHECK(box.request(above).open());
  CHECK(still_needed(standing(*box.changes->state(), box.request(above))) ==
        std::vector<std::string>{"leadership's consent to the risk"});
  CHECK(who_could_sign(*box.changes->state(), box.request(above)) == std::vector<std::string>{"h.head"});
  box.commit(head(), change::RequestSigned{above, 1, {}}, "");
  CHECK(box.request(above).state == RequestState::approved);
  CHECK(box.changes->state()->unblocks.at(box.request(above).unblock).risk == 15);

  box.commit(head(), box.signing(by_head, 5, 5), "");  // judgement and consent in one
  box.commit(manager(), change::RequestSigned{by_head, 1, {}}, "");
  CHECK(box.request(by_head).state == RequestState::approved);

  box.commit(head(), box.signing(raised, 2, 2), "");
  box.commit(manager(), box.signing(raised, 5, 4), "");  // worse than the head knew
  CHECK(box.request(raised).open());
  box.commit(head(), change::RequestSigned{raised, 1, {}}, "");
  CHECK(box.request(raised).state == RequestState::approved);
  CHECK(box.verifies());
}

TEST_CASE("the threshold is a setting, and a risk is rated before anything is approved") {
  RequestBox box;
  Settings settings = box.changes->state()->settings;
  settings.consent_above = 26;
  CHECK(box.refused(console(), change::SettingsSet{settings}).kind == Kind::bad_input);
  settings.consent_above = 3;
  box.commit(console(), change::SettingsSet{settings});
  const std::string id = box.ask();
  CHECK(box.refused(manager(), change::RequestSigned{id, 1, {}}).kind == Kind::bad_input);
  CHECK(box.refused(manager(), box.signing(id, 6, 1)).kind == Kind::bad_input);
  CHECK(box.refused(manager(), box.signing(id, 0, 1)).kind == Kind::bad_input);
  box.commit(manager(), box.signing(id, 2, 2), "");
  box.commit(safeguarding_lead(), box.signing(id, 1, 1), "");
  CHECK(box.request(id).open());  // the higher rating counts
  Request proposed = box.wish();
  proposed.proposed = {1, 2, 2};
  const std::string other = box.commit(teacher(), change::RequestMade{proposed}).id;
  box.commit(manager(), change::RequestSigned{other, 1, {}}, "");  // confirms it
  box.commit(safeguarding_lead(), change::RequestSigned{other, 1, {}}, "");
  CHECK(box.changes->state()->unblocks.at(box.request(other).unblock).risk == 2);
}

TEST_CASE("the console signs as a network manager that nobody can name") {
  RequestBox box;
  const std::string by_teacher = box.ask(), by_manager = box.ask(manager());
  box.commit(console(), box.signing(by_teacher), "");
  box.commit(safeguarding_lead(), box.signing(by_teacher), "");
  CHECK(box.request(by_teacher).state == RequestState::approved);
  CHECK(box.refused(console(), box.signing(by_manager)).kind == Kind::forbidden);
  const std::string at_console = box.ask(console());
  CHECK(box.request(at_console).at_console);
  CHECK(box.refused(console(), box.signing(at_console)).kind == Kind::forbidden);
  box.commit(manager(), box.signing(at_console), "");
  box.commit(head(), box.signing(at_console), "");
  CHECK(box.request(at_console).state == RequestState::approved);
  Request for_teacher = box.wish();
  for_teacher.requested_by = "a.jones";
  const auto made = box.commit(console(), change::RequestMade{for_teacher});
  CHECK_FALSE(box.request(made.id).at_console);
  for_teacher.requested_by = "g.chair";
  CHECK(box.refused(console(), change::RequestMade{for_teacher}).kind == Kind::conflict);
  CHECK(box.verifies());
}

TEST_CASE("a school in which nobody could give the educational judgement has the manager's word") {
  Box box;
  box.add_people();
  Request wish;
  wish.names = {"a.example"};
  wish.groups = {"pupils"};
  wish.starts = monday;
  wish.until = monday + days(7);
  const auto asked = box.commit(teacher(), change::RequestMade{wish});
  box.commit(manager(), change::RequestSigned{asked.id, 1, Risk{4, 4, 0}}, "");
  CHECK(box.changes->state()->requests.at(asked.id).state == RequestState::approved);
  CHECK_FALSE(box.changes->state()->unblocks.begin()->second.emergency_use);
}

TEST_CASE("two approvers at once: each sign-off counts once, and the sites are opened once") {
  for (int round = 0; round < 20; ++round) {
    RequestBox box;
    const std::string id = box.ask();
    std::atomic<int> taken = 0;
    const auto sign = [&](const Actor& who) {
      if (box.changes->commit(Proposal{who, "", change::RequestSigned{id, 1, Risk{2, 2, 0}}})) ++taken;
    };
    {
      std::jthread one([&] { sign(safeguarding_lead()); }), two([&] { sign(manager()); });
      std::jthread three([&] { sign(second_manager()); }), four([&] { sign(head()); });
    }
    CHECK(box.request(id).state == RequestState::approved);
    CHECK(box.changes->state()->unblocks.size() == 1);
    CHECK(taken >= 2);
    int granted = 0;
    for (const auto& record : box.changes->records(0, 100)) granted += record.kind == "unblock.granted" ? 1 : 0;
    CHECK(granted == 1);
    CHECK(box.verifies());
  }
}

TEST_CASE("one person alone unblocks in emergency use only, once a second one could agree") {
  RequestBox box;
  CHECK(box.refused(manager(), change::UnblockGranted{box.unblock("a.example", hours(25))}).kind == Kind::limit);
  CHECK(box.refused(console(), change::UnblockGranted{box.unblock("a.example", hours(25))}).kind == Kind::limit);
  Unblock later = box.unblock("a.example", hours(2));
  later.starts += hours(24);
  later.until += hours(24);
  CHECK(box.refused(manager(), change::UnblockGranted{later}).kind == Kind::limit);
  const auto serial = box.changes->state()->serial;
  const auto granted = box.commit(manager(), change::UnblockGranted{box.unblock("a.example", hours(24))});
  CHECK(box.kinds_after(serial) == std::vector<std::string>{"unblock.granted", "review.opened"});
  CHECK(box.changes->state()->unblocks.at(granted.id).emergency_use);
  const Review review = box.changes->state()->reviews.at(granted.id);
  CHECK(review.about == ReviewAbout::unblock);
  CHECK(review.done_by == "head.of.it");
  CHECK(review.names == std::vector<std::string>{"a.example"});
  box.commit(safeguarding_lead(), change::UnblockGranted{box.unblock("b.example")});
  Unblock for_another = box.unblock("c.example");
  for_another.requested_by = "j.smith";
  CHECK(box.refused(safeguarding_lead(), change::UnblockGranted{for_another}).kind == Kind::forbidden);
  CHECK(box.refused(head(), change::UnblockGranted{box.unblock()}).kind == Kind::forbidden);
  CHECK(box.verifies());
}

TEST_CASE("nobody smuggles an approval, a request or a trial into an unblock of their own") {
  RequestBox box;
  Unblock forged = box.unblock();
  forged.request = box.ask();
  forged.approved_by = {"h.head"};
  forged.trial = true;
  forged.device = Prefix::parse("10.1.2.3");
  const auto granted = box.commit(manager(), change::UnblockGranted{forged});
  const Unblock unblock = box.changes->state()->unblocks.at(granted.id);
  CHECK(unblock.request.empty());
  CHECK(unblock.approved_by == std::vector<std::string>{"head.of.it"});
  CHECK(unblock.emergency_use);
  CHECK_FALSE(unblock.trial);
  CHECK_FALSE(unblock.device);
}

TEST_CASE("an unblock in emergency use is reviewed by somebody else than who granted it") {
  RequestBox box;
  const auto granted = box.commit(manager(), change::UnblockGranted{box.unblock()});
  CHECK(box.refused(manager(), change::ReviewConcluded{granted.id, ReviewOutcome::kept}).kind == Kind::forbidden);
  CHECK(box.refused(head(), change::ReviewConcluded{granted.id, ReviewOutcome::a_rule}).kind == Kind::conflict);
  CHECK(box.refused(head(), change::ReviewConcluded{granted.id, ReviewOutcome::ended}).kind == Kind::conflict);
  CHECK(box.refused(console(), change::ReviewConcluded{granted.id, ReviewOutcome::kept}).kind == Kind::forbidden);
  box.commit(head(), change::UnblockEnded{granted.id});
  box.commit(safeguarding_lead(), change::ReviewConcluded{granted.id, ReviewOutcome::kept});
  CHECK_FALSE(box.changes->state()->reviews.at(granted.id).open());
  CHECK(box.verifies());
}

TEST_CASE("a trial opens a request's sites on one device for ten minutes at most, and ends with what it is for") {
  RequestBox box;
  const std::string id = box.ask(), other = box.ask();
  using std::chrono::minutes;
  const auto device = Prefix::parse("10.1.2.3");
  CHECK(box.refused(manager(), change::TrialStarted{id, device, "", minutes(11)}).kind == Kind::bad_input);
  CHECK(box.refused(manager(), change::TrialStarted{id, device, "", minutes(0)}).kind == Kind::bad_input);
  CHECK(box.refused(manager(), change::TrialStarted{id, Prefix::parse("10.1.0.0/16"), "", minutes(5)}).kind ==
        Kind::bad_input);
  CHECK(box.refused(manager(), change::TrialStarted{id, {}, "", minutes(5)}).kind == Kind::bad_input);
  CHECK(box.refused(manager(), change::TrialStarted{id, {}, "nothing", minutes(5)}).kind == Kind::not_found);
  CHECK(box.refused(teacher(), change::TrialStarted{id, device, "", minutes(5)}).kind == Kind::forbidden);
  const auto started = box.commit(safeguarding_lead(), change::TrialStarted{id, device, "", minutes(10)});
  const Unblock trial = box.changes->state()->unblocks.at(started.id);
  CHECK(trial.trial);
  CHECK(trial.groups.empty());
  CHECK(trial.request == id);
  CHECK(trial.until == monday + minutes(10));
  CHECK(box.refused(manager(), change::TrialStarted{id, Prefix::parse("10.1.2.4"), "", minutes(5)}).kind ==
        Kind::conflict);
  CHECK(box.refused(manager(), change::TrialStarted{other, device, "", minutes(5)}).kind == Kind::conflict);
  box.now += minutes(10);
  box.changes->sweep();
  CHECK(box.changes->state()->unblocks.empty());
  CHECK(box.request(id).open());  // the trial's end is not the request's
  box.commit(manager(), change::TrialStarted{id, device, "", minutes(10)});
  const auto serial = box.changes->state()->serial;
  box.commit(manager(), change::RequestRejected{id});
  CHECK(box.kinds_after(serial) == std::vector<std::string>{"request.rejected", "unblock.ended"});
  CHECK(box.changes->state()->unblocks.empty());
  CHECK(box.verifies());
}
