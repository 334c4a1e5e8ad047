#include "blocklists/change-control/kind.h"
#include "tests/blocklists/change-control/box.h"

using namespace schoolgate;
using namespace schoolgate::test;

namespace {

struct Row {
  Change change;
  const char* name;
  May manager, safeguarding, leadership, teacher, governor, system;
};

constexpr May no = May::no;
constexpr May yes = May::yes;
constexpr May own = May::own;
constexpr May at_console = May::at_console;

}  // namespace

TEST_CASE("who may change what is exactly this table") {
  const std::vector<Row> table{
      {change::StoreCreated{}, "store.created", no, no, no, no, no, yes},
      {change::SettingsSet{}, "settings.set", yes, no, no, no, no, no},
      {change::PersonAdded{}, "person.added", yes, no, no, no, no, May::first_start},
      {change::PersonChanged{}, "person.changed", yes, no, no, no, no, no},
      {change::PasswordSet{}, "password.set", yes, own, own, own, own, no},
      {change::GroupSet{}, "group.set", yes, no, no, no, no, no},
      {change::GroupRemoved{}, "group.removed", yes, no, no, no, no, no},
      {change::RuleAdded{}, "rule.added", yes, no, no, no, no, no},
      {change::RuleRemoved{}, "rule.removed", yes, no, no, no, no, no},
      {change::UnblockGranted{}, "unblock.granted", yes, May::limited, no, no, no, no},
      {change::UnblockEnded{}, "unblock.ended", yes, yes, yes, own, no, no},
      {change::UnblockExpired{}, "unblock.expired", no, no, no, no, no, yes},
      {change::EmergencyBlockStarted{}, "emergency.started", yes, yes, yes, no, no, no},
      {change::EmergencyBlockEnded{}, "emergency.ended", yes, yes, yes, own, own, no},
      {change::QuarantineStarted{}, "quarantine.started", yes, yes, no, no, no, no},
      {change::QuarantineEnded{}, "quarantine.ended", yes, yes, no, no, no, yes},
      {change::SourceSet{}, "source.set", yes, no, no, no, no, yes},
      {change::SourceRemoved{}, "source.removed", yes, no, no, no, no, no},
      {change::ListTaken{}, "list.taken", yes, no, no, no, no, yes},
      {change::ListHeld{}, "list.held", yes, no, no, no, no, yes},
      {change::ListRemoved{}, "list.removed", yes, no, no, no, no, yes},
      {change::SignedIn{}, "person.signed_in", own, own, own, own, own, no},
      {change::SignInLocked{}, "person.locked", yes, yes, yes, yes, yes, yes},
      {change::LogExported{}, "log.exported", yes, yes, yes, no, yes, no},
      {change::BackupTaken{}, "backup.taken", yes, no, no, no, no, yes},
      {change::Restored{}, "store.restored", yes, no, no, no, no, yes},
      {change::ClockAccepted{}, "clock.accepted", yes, no, no, no, no, no},
      {change::CalendarSet{}, "calendar.set", yes, no, no, no, no, no},
      {change::ScheduleSet{}, "schedule.set", yes, no, no, no, no, no},
      {change::ScheduleRemoved{}, "schedule.removed", yes, no, no, no, no, no},
      {change::BundleSet{}, "bundle.set", yes, no, no, no, no, no},
      {change::BundleRemoved{}, "bundle.removed", yes, no, no, no, no, no},
      {change::DeviceSet{}, "device.set", yes, no, no, no, no, no},
      {change::DeviceRemoved{}, "device.removed", yes, no, no, no, no, no},
      {change::LocalRecordSet{}, "record.set", yes, no, no, no, no, no},
      {change::LocalRecordRemoved{}, "record.removed", yes, no, no, no, no, no},
      {change::ForwardZoneSet{}, "zone.set", yes, no, no, no, no, no},
      {change::ForwardZoneRemoved{}, "zone.removed", yes, no, no, no, no, no},
      {change::SealedSourceSet{}, "sealed_source.set", yes, no, no, no, no, yes},
      {change::SealedTaken{}, "sealed.taken", yes, no, no, no, no, yes},
      {change::SealedHeld{}, "sealed.held", yes, no, no, no, no, yes},
      {change::SealedFailed{}, "sealed.failed", yes, no, no, no, no, yes},
      {change::ReviewOpened{}, "review.opened", yes, no, no, no, no, no},
      {change::ReviewConcluded{}, "review.concluded", yes, yes, yes, own, own, no},
      {change::FactorEnrolled{}, "factor.enrolled", own, own, own, own, own, no},
      {change::FactorRemoved{}, "factor.removed", yes, own, own, own, own, no},
      {change::TokenMade{}, "token.made", own, own, own, own, own, no},
      {change::TokenRevoked{}, "token.revoked", yes, own, own, own, own, yes},
      {change::SignedOutEverywhere{}, "person.signed_out", yes, own, own, own, own, no},
      {change::InvitationMade{}, "invitation.made", yes, no, no, no, no, no},
      {change::InvitationTaken{}, "invitation.taken", no, no, no, no, no, yes},
      {change::InvitationRemoved{}, "invitation.removed", yes, no, no, no, no, yes},
      {change::PersonRescued{}, "person.rescued", at_console, no, no, no, no, no},
      {change::RescueClosed{}, "rescue.closed", yes, no, no, no, yes, yes},
      {change::RegisterExported{}, "people.exported", yes, yes, yes, no, yes, no},
      {change::RequestMade{}, "request.made", yes, yes, yes, yes, no, no},
      {change::RequestChanged{}, "request.changed", own, own, own, own, no, no},
      {change::RequestWidened{}, "request.widened", yes, yes, yes, own, no, no},
      {change::RequestSigned{}, "request.signed", yes, yes, yes, no, no, no},
      {change::RequestRejected{}, "request.rejected", yes, yes, yes, no, no, no},
      {change::RequestWithdrawn{}, "request.withdrawn", own, own, own, own, no, no},
      {change::RequestRevoked{}, "request.revoked", yes, yes, yes, own, no, no},
      {change::RequestExpired{}, "request.expired", no, no, no, no, no, yes},
      {change::RequestFiled{}, "request.filed", no, no, no, no, no, yes},
      {change::TrialStarted{}, "trial.started", yes, yes, yes, no, no, no},
      {change::TopicSet{}, "topic.set", yes, yes, yes, no, no, no},
      {change::TopicRemoved{}, "topic.removed", yes, yes, yes, no, no, no},
      {change::MailSet{}, "mail.set", yes, no, no, no, no, no},
      {change::NoticesSet{}, "notices.set", yes, no, no, no, no, no},
      {change::WebhookSet{}, "webhook.set", yes, no, no, no, no, no},
      {change::WebhookRemoved{}, "webhook.removed", yes, no, no, no, no, no},
      {change::SingleSignOnSet{}, "single_sign_on.set", yes, no, no, no, no, no},
      {change::SignInLinkSet{}, "person.linked", yes, no, no, no, no, yes},
      {change::SignInLinkRemoved{}, "person.unlinked", yes, no, no, no, no, no},
      {change::SignInRefused{}, "person.refused", no, no, no, no, no, yes},
      {change::PersonErased{}, "person.erased", yes, no, yes, no, no, no},
      {change::SiteReportAdded{}, "site_report.added", no, no, no, no, no, yes},
      {change::SiteReportClosed{}, "site_report.closed", yes, yes, no, no, no, no},
      {change::BlockedNameReviewed{}, "blocked_name.reviewed", yes, yes, no, no, no, no},
      {change::ListReleased{}, "list.released", yes, no, no, no, no, no},
      {change::ListDropped{}, "list.dropped", yes, no, no, no, no, no},
      {change::BackupPlanSet{}, "backup_plan.set", yes, no, no, no, no, no},
      {change::BackupLockSet{}, "backup_lock.set", yes, no, no, no, no, no},
      {change::BackupLockRemoved{}, "backup_lock.removed", yes, no, no, no, no, no},
      {change::BackupFailed{}, "backup.failed", no, no, no, no, no, yes},
  };
  REQUIRE(table.size() == std::variant_size_v<Change>);
  for (const auto& row : table) {
    INFO(row.name);
    const Kind& kind = kind_of(row.change);
    CHECK(kind.name == row.name);
    CHECK(find_kind(row.name) == &kind);
    CHECK(permission(manager(), kind) == (row.manager == at_console ? no : row.manager));
    CHECK(permission(safeguarding_lead(), kind) == row.safeguarding);
    CHECK(permission(head(), kind) == row.leadership);
    CHECK(permission(teacher(), kind) == row.teacher);
    CHECK(permission(governor(), kind) == row.governor);
    CHECK(permission(by_system(), kind) == row.system);
    CHECK(permission(console(), kind) == (row.manager == own || row.manager == at_console ? yes : row.manager));
    Actor token = teacher();
    token.via = Actor::Via::token;
    CHECK(permission(token, kind) == row.teacher);
  }
  CHECK(find_kind("nothing") == nullptr);
}

TEST_CASE("teachers grant nothing alone, and end only what they asked for") {
  Box box;
  box.add_people();
  CHECK(box.refused(teacher(), change::UnblockGranted{box.unblock("a.example")}).kind == Fault::Kind::forbidden);
  CHECK(box.refused(head(), change::UnblockGranted{box.unblock("a.example")}).kind == Fault::Kind::forbidden);
  Unblock for_somebody = box.unblock("b.example");
  for_somebody.requested_by = "j.smith";
  const auto own_unblock = box.commit(manager(), change::UnblockGranted{for_somebody});
  const auto managers = box.commit(manager(), change::UnblockGranted{box.unblock("c.example", std::chrono::days(200))});
  CHECK(box.refused(teacher(), change::UnblockEnded{managers.id}).kind == Fault::Kind::forbidden);
  CHECK(box.refused(teacher(), change::UnblockEnded{"none"}).kind == Fault::Kind::not_found);
  box.commit(teacher(), change::UnblockEnded{own_unblock.id});
  CHECK(box.refused(teacher(), change::RuleAdded{{"", RuleAction::block, "d.example", {}}}).kind ==
        Fault::Kind::forbidden);
}

TEST_CASE("governors export, set their own password, and change nothing else") {
  Box box;
  box.add_people();
  box.commit(governor(), change::LogExported{"csv", 1, 4}, "");
  box.commit(governor(), change::PasswordSet{"g.chair", some_hash, false}, "");
  CHECK(box.refused(governor(), change::PasswordSet{"j.smith", some_hash, false}).kind == Fault::Kind::forbidden);
  CHECK(box.refused(governor(), change::UnblockGranted{box.unblock()}).kind == Fault::Kind::forbidden);
}

TEST_CASE("the state decides who somebody is, not the session") {
  Box box;
  box.add_people();
  Actor nobody = manager();
  nobody.user = "nobody";
  CHECK(box.refused(nobody, change::RuleAdded{{"", RuleAction::block, "a.example", {}}}).kind ==
        Fault::Kind::forbidden);
  Actor pretender = teacher();
  pretender.role = Role::network_manager;
  CHECK(box.refused(pretender, change::RuleAdded{{"", RuleAction::block, "a.example", {}}}).kind ==
        Fault::Kind::forbidden);
  box.commit(manager(), change::PersonChanged{{"j.smith", "Jo Smith", Role::teacher, "", false, true}});
  CHECK(box.refused(teacher(), change::UnblockGranted{box.unblock()}).what.find("disabled") != std::string::npos);
}

TEST_CASE("the system adds the first account of a new box, and no other") {
  Box box;
  box.commit(by_system(),
             change::PersonAdded{{"admin", "Network manager", Role::network_manager, some_hash, true, false}});
  CHECK(box.refused(by_system(), change::PersonAdded{{"b", "B", Role::teacher, some_hash, true, false}}).kind ==
        Fault::Kind::forbidden);
}
