#include "blocklists/change-control/apply.h"

#include <algorithm>
#include <array>

#include "blocklists/change-control/codec.h"
#include "blocklists/change-control/kind.h"
#include "blocklists/change-control/personal.h"
#include "blocklists/change-control/request_steps.h"

namespace schoolgate {
namespace {

constexpr const char* settings_id = "school";  // of the settings, the calendar ...: a school has one of each

std::string logged(std::string_view noun, const std::string& value) {
  return codec::as_logged(noun, value).value_or(std::string());
}

class Applier {
 public:
  Applier(PolicyState& next, std::string_view noun, std::uint64_t serial, UtcSeconds now, const change::Closing& by)
      : next_(next), noun_(noun), serial_(serial), now_(now), by_(by) {}

  Effect operator()(const change::StoreCreated& c) const { return event({}, codec::fields({{"version", c.version}})); }

  Effect operator()(const change::SettingsSet& c) const {
    Effect effect = replaced(settings_id, codec::encode(next_.settings), codec::encode(c.settings));
    next_.settings = c.settings;
    return effect;
  }

  Effect operator()(const change::CalendarSet& c) const {
    Effect effect = replaced(settings_id, codec::encode(next_.calendar), codec::encode(c.calendar));
    next_.calendar = c.calendar;
    return effect;
  }

  Effect operator()(const change::ScheduleSet& c) const { return put(next_.schedules, c.schedule.id, c.schedule); }
  Effect operator()(const change::ScheduleRemoved& c) const { return remove(next_.schedules, c.id); }
  Effect operator()(const change::BundleSet& c) const { return put(next_.bundles, c.bundle.id, c.bundle); }
  Effect operator()(const change::BundleRemoved& c) const { return remove(next_.bundles, c.id); }

  Effect operator()(const change::DeviceSet& c) const { return put(next_.devices, c.device.id, c.device); }
  Effect operator()(const change::DeviceRemoved& c) const { return remove(next_.devices, c.id); }

  Effect operator()(const change::LocalRecordSet& c) const { return put(next_.local_records, c.record.id, c.record); }
  Effect operator()(const change::LocalRecordRemoved& c) const { return remove(next_.local_records, c.id); }
  Effect operator()(const change::ForwardZoneSet& c) const { return put(next_.forward_zones, c.zone.id, c.zone); }
  Effect operator()(const change::ForwardZoneRemoved& c) const { return remove(next_.forward_zones, c.id); }

  Effect operator()(const change::PersonAdded& c) const {
    Person person = c.person;
    person.password_set = now_;
    return put(next_.people, person.user, person);
  }

  Effect operator()(const change::PersonChanged& c) const {
    Person person = c.person;
    const Person& known = next_.people.at(person.user);
    person.password_hash = known.password_hash;
    person.must_change_password = known.must_change_password;
    person.password_set = known.password_set;
    person.first_signed_in = known.first_signed_in;
    return put(next_.people, person.user, person);
  }

  Effect operator()(const change::PasswordSet& c) const {
    Person& person = next_.people.at(c.user);
    person.password_hash = c.password_hash;
    person.must_change_password = c.must_change;
    person.password_set = now_;
    Effect effect = event(c.user, codec::fields({{"must_change", c.must_change ? "yes" : "no"}}));
    effect.key = "people/" + c.user;
    effect.value = codec::encode(person);
    return effect;
  }

  Effect operator()(const change::GroupSet& c) const { return put(next_.groups, c.group.id, c.group); }
  Effect operator()(const change::GroupRemoved& c) const { return remove(next_.groups, c.id); }
  Effect operator()(const change::RuleAdded& c) const { return add(next_.rules, c.rule, "r-"); }
  Effect operator()(const change::RuleRemoved& c) const { return remove(next_.rules, c.id); }
  Effect operator()(const change::UnblockGranted& c) const {
    Effect effect = add(next_.unblocks, c.unblock, "u-");
    effect.further = after_grant(next_.unblocks.at(effect.subject), now_);
    return effect;
  }
  Effect operator()(const change::UnblockEnded& c) const { return end_unblock(c.id, false); }
  Effect operator()(const change::UnblockExpired& c) const { return end_unblock(c.id, true); }
  Effect operator()(const change::EmergencyBlockStarted& c) const { return add(next_.emergencies, c.block, "e-"); }
  Effect operator()(const change::EmergencyBlockEnded& c) const { return remove(next_.emergencies, c.id); }
  Effect operator()(const change::QuarantineStarted& c) const { return add(next_.quarantines, c.quarantine, "q-"); }
  Effect operator()(const change::QuarantineEnded& c) const { return remove(next_.quarantines, c.id); }
  Effect operator()(const change::SourceSet& c) const { return put(next_.sources, c.source.id, c.source); }
  Effect operator()(const change::SourceRemoved& c) const { return remove(next_.sources, c.id); }

  Effect operator()(const change::ListTaken& c) const {
    next_.trie_generation = c.trie_generation;
    Effect effect = put(next_.lists, c.list.id, c.list);
    effect.after = codec::with_number(effect.after, "trie_generation", c.trie_generation);
    return effect;
  }

  Effect operator()(const change::ListHeld& c) const {
    const auto found = next_.lists.find(c.id);
    if (found == next_.lists.end()) return event(c.id, codec::fields({{"held", c.reason}}));  // never was in force
    ListState list = found->second;
    list.held = c.reason;
    return put(next_.lists, c.id, list);
  }

  Effect operator()(const change::ListReleased& c) const { return event(c.id, codec::fields({{"held", c.held}})); }
  Effect operator()(const change::ListDropped& c) const {
    const auto found = next_.lists.find(c.id);
    if (found == next_.lists.end()) return event(c.id, codec::fields({{"held", c.held}}));  // never was in force
    ListState list = found->second;
    list.held.clear();
    return put(next_.lists, c.id, list);
  }

  Effect operator()(const change::ListRemoved& c) const {
    next_.trie_generation = c.trie_generation;
    return remove(next_.lists, c.id);
  }

  Effect operator()(const change::ReviewOpened& c) const { return put(next_.reviews, c.review.id, c.review); }
  Effect operator()(const change::ReviewConcluded& c) const {
    Review review = next_.reviews.at(c.id);
    review.outcome = c.outcome;
    review.concluded = now_;
    return put(next_.reviews, c.id, review);
  }

  Effect operator()(const change::RequestMade& c) const { return add(next_.requests, c.request, "rq-"); }
  Effect operator()(const change::RequestChanged& c) const { return moved(step(next_, c)); }
  Effect operator()(const change::RequestWidened& c) const { return moved(step(next_, c)); }
  Effect operator()(const change::RequestSigned& c) const { return moved(step(next_, c, serial_, now_)); }
  Effect operator()(const change::RequestRejected& c) const { return concluded(c, RequestState::rejected); }
  Effect operator()(const change::RequestWithdrawn& c) const { return concluded(c, RequestState::withdrawn); }
  Effect operator()(const change::RequestRevoked& c) const { return concluded(c, RequestState::revoked); }
  Effect operator()(const change::RequestExpired& c) const { return concluded(c, RequestState::expired); }
  Effect operator()(const change::RequestFiled& c) const { return remove(next_.requests, c.id); }
  Effect operator()(const change::TrialStarted& c) const { return add(next_.unblocks, c.unblock, "u-"); }
  Effect operator()(const change::TopicSet& c) const { return put(next_.topics, c.topic.id, c.topic); }
  Effect operator()(const change::TopicRemoved& c) const { return remove(next_.topics, c.id); }
  /// For a preview: what becomes of the account. The writer takes the name out of everything else, too (erasure.h).
  Effect operator()(const change::PersonErased& c) const {
    Person person = next_.people.at(c.user);
    person.user = personal::pseudonym(serial_);
    person.name = personal::shown({{}, {}, serial_, personal::Was::name, 0});
    person.password_hash.clear();
    next_.people.erase(c.user);
    return put(next_.people, person.user, person);
  }
  Effect operator()(const change::SiteReportAdded& c) const {
    SiteReport report = c.report;
    report.time = now_;
    return add(next_.site_reports, report, "p-");
  }
  Effect operator()(const change::SiteReportClosed& c) const { return remove(next_.site_reports, c.id); }
  Effect operator()(const change::BlockedNameReviewed& c) const {
    if (c.review.outcome == BlockedNameOutcome::open) return remove(next_.blocked_names, c.review.name);
    BlockedNameReview review = c.review;
    review.time = now_;
    return put(next_.blocked_names, review.name, review);
  }

  Effect operator()(const change::SealedSourceSet& c) const { return put(next_.sealed_sources, c.source.id, c.source); }
  Effect operator()(const change::SealedTaken& c) const { return put(next_.sealed_lists, c.list.id, c.list); }
  Effect operator()(const change::SealedHeld& c) const { return troubled(c.id, &SealedList::held, "held", c.reason); }
  Effect operator()(const change::SealedFailed& c) const {
    return troubled(c.id, &SealedList::problem, "problem", c.problem);
  }

  Effect operator()(const change::SignedIn& c) const {
    constexpr std::array by{"password", "single sign-on"};  // as SignInBy's values
    constexpr std::array factors{"none", "code", "recovery code"};
    Effect effect = event(c.user, codec::fields({{"by", by[static_cast<std::size_t>(c.by)]},
                                                 {"second_factor", factors[static_cast<std::size_t>(c.factor)]}}));
    if (c.factor != FactorUse::none) {  // used up, with the sign-in itself
      SecondFactor& factor = next_.factors.at(c.user);
      factor.used_step = std::max(factor.used_step, c.step);
      std::erase(factor.recovery_hashes, c.recovery_hash);
      effect.key = "factors/" + c.user;
      effect.value = codec::encode(factor);
    } else if (Person& person = next_.people.at(c.user); person.first_signed_in == UtcSeconds{}) {
      person.first_signed_in = now_;
      effect.key = "people/" + c.user;
      effect.value = codec::encode(person);
    }
    return effect;
  }

  Effect operator()(const change::FactorEnrolled& c) const { return put(next_.factors, c.factor.user, c.factor); }
  Effect operator()(const change::FactorRemoved& c) const { return remove(next_.factors, c.user); }
  Effect operator()(const change::TokenMade& c) const { return add(next_.tokens, c.token, "t-"); }
  Effect operator()(const change::TokenRevoked& c) const { return remove(next_.tokens, c.id); }
  Effect operator()(const change::SignedOutEverywhere& c) const { return event(c.user, {}); }
  Effect operator()(const change::InvitationMade& c) const {
    return put(next_.invitations, c.invitation.user, c.invitation);
  }
  Effect operator()(const change::InvitationTaken& c) const {
    const Invitation& invited = next_.invitations.at(c.user);
    Person person{invited.user, invited.name, invited.role, c.password_hash};
    person.mail = invited.mail;
    person.password_set = now_;
    return put(next_.people, person.user, person);
  }
  Effect operator()(const change::InvitationRemoved& c) const { return remove(next_.invitations, c.user); }
  Effect operator()(const change::PersonRescued& c) const { return add(next_.rescues, c.rescue, "x-"); }
  Effect operator()(const change::RescueClosed& c) const { return remove(next_.rescues, c.id); }
  Effect operator()(const change::RegisterExported& c) const {
    return event({}, codec::fields({}, {{"people", c.people}}));
  }
  Effect operator()(const change::MailSet& c) const {
    Effect effect = replaced(settings_id, codec::encode(next_.mail), codec::encode(c.mail));
    next_.mail = c.mail;
    return effect;
  }
  Effect operator()(const change::NoticesSet& c) const {
    Effect effect = replaced(settings_id, codec::encode(next_.notices), codec::encode(c.notices));
    next_.notices = c.notices;
    return effect;
  }
  Effect operator()(const change::WebhookSet& c) const { return put(next_.webhooks, c.webhook.id, c.webhook); }
  Effect operator()(const change::WebhookRemoved& c) const { return remove(next_.webhooks, c.id); }
  Effect operator()(const change::SingleSignOnSet& c) const {
    Effect effect = replaced(settings_id, codec::encode(next_.single_sign_on), codec::encode(c.settings));
    next_.single_sign_on = c.settings;
    return effect;
  }
  Effect operator()(const change::SignInLinkSet& c) const { return put(next_.sign_in_links, c.link.user, c.link); }
  Effect operator()(const change::SignInLinkRemoved& c) const { return remove(next_.sign_in_links, c.user); }
  Effect operator()(const change::SignInRefused& c) const {
    return event(c.user, codec::fields({{"reason", codec::text_of(c.reason)}}, {{"more", c.more}}));
  }
  Effect operator()(const change::SignInLocked& c) const {
    return event(c.user, codec::fields({}, {{"failures", static_cast<std::uint64_t>(c.failures)}}));
  }
  Effect operator()(const change::LogExported& c) const {
    return event({}, codec::fields({{"format", c.format}}, {{"first", c.first}, {"last", c.last}}));
  }
  Effect operator()(const change::BackupTaken& c) const {
    BackupState& backups = next_.backups;
    backups.taken = now_;
    backups.file = c.file;
    if (c.by_plan) {
      backups.kept = now_;
      backups.problem.clear();
      backups.failing_since.reset();
    }
    return noted(codec::fields({{"file", c.file}, {"by", c.by_plan ? "plan" : "hand"}}));
  }
  Effect operator()(const change::BackupFailed& c) const {
    next_.backups.problem = c.problem;
    next_.backups.failing_since = now_;
    return noted(codec::fields({{"problem", c.problem}}));
  }
  Effect operator()(const change::BackupPlanSet& c) const {
    BackupPlan plan = c.plan;
    const bool elsewhere = plan.place != next_.backup_plan.place || plan.address != next_.backup_plan.address;
    plan.since = elsewhere ? now_ : next_.backup_plan.since;
    Effect effect = replaced(settings_id, codec::encode(next_.backup_plan), codec::encode(plan));
    next_.backup_plan = plan;
    return effect;
  }
  Effect operator()(const change::BackupLockSet& c) const {
    BackupLock lock = c.lock;
    lock.since = now_;
    return put(next_.backup_locks, lock.id, lock);
  }
  Effect operator()(const change::BackupLockRemoved& c) const { return remove(next_.backup_locks, c.id); }
  Effect operator()(const change::Restored& c) const { return event({}, codec::fields({{"file", c.file}})); }
  Effect operator()(const change::ClockAccepted& c) const {
    return event({}, codec::fields({{"floor", to_rfc3339(c.floor)}}));  // the clock rule itself is in clock.h
  }

 private:
  static Effect event(const std::string& subject, std::string after) {
    Effect effect;
    effect.subject = subject;
    effect.after = std::move(after);
    return effect;
  }

  /// Something about backups that is an event in the log and stands in the state, too.
  Effect noted(std::string after) const {
    Effect effect = event({}, std::move(after));
    effect.key = std::string("backups/") + settings_id;
    effect.value = codec::encode(next_.backups);
    return effect;
  }

  Effect moved(Step made) const {
    Effect effect = put(next_.requests, made.request.id, made.request);
    effect.further = std::move(made.further);
    return effect;
  }
  template <class Concluding>
  Effect concluded(const Concluding& c, RequestState as) const {
    return moved(conclude(next_, c.id, as, c.closing, now_));
  }

  Effect end_unblock(const std::string& id, bool expired) const {
    auto further = after_end(next_, next_.unblocks.at(id), by_, expired);
    Effect effect = remove(next_.unblocks, id);
    effect.further = std::move(further);
    return effect;
  }

  /// Of a sealed list that may never have been in force.
  Effect troubled(const std::string& id, std::string SealedList::* what, const char* key,
                  const std::string& why) const {
    const auto found = next_.sealed_lists.find(id);
    if (found == next_.sealed_lists.end()) return event(id, codec::fields({{key, why}}));
    SealedList list = found->second;
    list.*what = why;
    return put(next_.sealed_lists, id, list);
  }

  Effect replaced(const std::string& id, const std::string& before, const std::string& after) const {
    return {
        id, before.empty() ? before : logged(noun_, before), logged(noun_, after), std::string(noun_) + "/" + id, after,
        {}};
  }

  template <class Map, class Value>
  Effect put(Map& map, const std::string& id, const Value& value) const {
    const auto found = map.find(id);
    Effect effect =
        replaced(id, found == map.end() ? std::string() : codec::encode(found->second), codec::encode(value));
    map.insert_or_assign(id, value);
    return effect;
  }

  /// An id is made from the serial: never used twice, the same on every replay.
  template <class Map, class Value>
  Effect add(Map& map, Value value, const char* prefix) const {
    if (value.id.empty()) value.id = prefix + std::to_string(serial_);
    const std::string id = value.id;
    return put(map, id, value);
  }

  template <class Map>
  Effect remove(Map& map, const std::string& id) const {
    const auto found = map.find(id);
    Effect effect{id, logged(noun_, codec::encode(found->second)), {}, std::string(noun_) + "/" + id, {}, {}};
    map.erase(found);
    return effect;
  }

  PolicyState& next_;
  std::string_view noun_;
  std::uint64_t serial_;
  UtcSeconds now_;
  const change::Closing& by_;
};

}  // namespace

Effect apply(PolicyState& next, const Change& change, std::uint64_t serial, UtcSeconds now, const change::Closing& by) {
  Effect effect = std::visit(Applier(next, kind_of(change).noun, serial, now, by), change);
  next.serial = serial;
  return effect;
}

}  // namespace schoolgate
