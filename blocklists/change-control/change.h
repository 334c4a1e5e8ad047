// Everything that can change, as a closed variant: if it is not here, it cannot change.
// A Proposal goes to ChangeControl::commit(); what was committed is a Record in the log.
// Thread rules: plain values.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "blocklists/policy/model.h"

namespace schoolgate {

/// Who acts. `via` says through which door; only `people` have a role that is checked.
struct Actor {
  enum class Via : std::uint8_t { web, token, console, system };
  std::string user;  // sign-in name; "console" or "schoolgate" for the other doors
  Role role = Role::teacher;
  Via via = Via::system;
  std::string address;  // of the client, empty for the console and the system
};

/// How somebody showed who they are.
enum class SignInBy : std::uint8_t { password, single_sign_on };
enum class FactorUse : std::uint8_t { none, code, recovery_code };

namespace change {
struct StoreCreated {
  std::string version;
};  // the first leaf
struct SettingsSet {
  Settings settings;
};
struct PersonAdded {
  Person person;
};
struct PersonChanged {
  Person person;
};  // name, role, disabled; the password is kept
struct PasswordSet {
  std::string user;
  std::string password_hash;
  bool must_change = false;
};
struct GroupSet {
  Group group;
};
struct GroupRemoved {
  std::string id;
};
struct RuleAdded {
  Rule rule;
};  // id may be empty: one is made
struct RuleRemoved {
  std::string id;
};
struct UnblockGranted {
  Unblock unblock;
};  // id may be empty: one is made
struct UnblockEnded {
  std::string id;
};  // by a person, before its time
struct UnblockExpired {
  std::string id;
};  // by the sweep, after its time
struct EmergencyBlockStarted {
  EmergencyBlock block;
};
struct EmergencyBlockEnded {
  std::string id;
};
struct QuarantineStarted {
  Quarantine quarantine;
};
struct QuarantineEnded {
  std::string id;
};  // by a person, or by the sweep
struct SourceSet {
  Source source;
};
struct SourceRemoved {
  std::string id;
};
struct ListTaken {
  ListState list;
  std::uint64_t trie_generation = 0;
};  // imported or refreshed, and now in force
struct ListHeld {
  std::string id;
  std::string reason;
};
struct ListRemoved {
  std::string id;
  std::uint64_t trie_generation = 0;
};
struct SignedIn {
  std::string user;
  SignInBy by = SignInBy::password;
  FactorUse factor = FactorUse::none;
  std::uint64_t step = 0;          // whose code it was; no later sign-in may use it or one before
  std::string recovery_hash = {};  // of the recovery code, which is used up
};
struct SignInLocked {
  std::string user;
  int failures = 0;
};
struct LogExported {
  std::string format;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};
struct BackupTaken {
  std::string file;
  bool by_plan = false;  // nightly, or "back up now"
};
struct Restored {
  std::string file;
};
struct ClockAccepted {
  UtcSeconds floor{};
};  // a person says that the clock is right now
struct CalendarSet {
  Calendar calendar;
};
struct ScheduleSet {
  Schedule schedule;
};
struct ScheduleRemoved {
  std::string id;
};
struct BundleSet {
  Bundle bundle;
};
struct BundleRemoved {
  std::string id;
};
struct DeviceSet {
  Device device;
};
struct DeviceRemoved {
  std::string id;
};
struct LocalRecordSet {
  LocalRecord record;
};
struct LocalRecordRemoved {
  std::string id;
};
struct ForwardZoneSet {
  ForwardZone zone;
};
struct ForwardZoneRemoved {
  std::string id;
};
struct SealedSourceSet {
  SealedSource source;
};  // its credentials go into the same batch, and into no log
struct SealedTaken {
  SealedList list;
};  // imported, refreshed, or fetched again after a failure
struct SealedHeld {
  std::string id;
  std::string reason;
};
struct SealedFailed {
  std::string id;
  std::string problem;
};  // the first of a row of failures
struct ReviewOpened {
  Review review;
};  // id may be empty: of the emergency block that the change before this one started
struct ReviewConcluded {
  std::string id;
  ReviewOutcome outcome = ReviewOutcome::kept;
};
struct FactorEnrolled {
  SecondFactor factor;
};  // also in the place of an earlier one
struct FactorRemoved {
  std::string user;
};
struct TokenMade {
  ApiToken token;
};  // id may be empty: one is made
struct TokenRevoked {
  std::string id;
};  // by a person, or by the sweep after its time
struct SignedOutEverywhere {
  std::string user;
};
struct InvitationMade {
  Invitation invitation;
};  // also in the place of an earlier one
struct InvitationTaken {
  std::string user;
  std::string password_hash;
};  // the person is in the register now
struct InvitationRemoved {
  std::string user;
};  // withdrawn, taken, or by the sweep after its time
struct PersonRescued {
  Rescue rescue;
};  // id may be empty: one is made
struct RescueClosed {
  std::string id;
};  // somebody has looked at it, or nobody for a week
struct RegisterExported {
  std::uint64_t people = 0;
};
struct RequestMade {
  Request request;
};  // id empty: one is made; who asks, when and why is validate's to fill in
struct RequestChanged {
  Request request;
};  // by the requester, while nobody has decided; a new version
struct RequestWidened {
  std::string id;
  std::uint32_t version = 0;  // that the names are added to
  std::vector<std::string> names;
};  // by companions that a trial has shown; a new version
struct RequestSigned {
  std::string id;
  std::uint32_t version = 0;  // that is approved
  std::optional<Risk> risk;   // nothing: the rating that stands is confirmed
  SignOff sign_off = {};      // validate's to fill in
};  // the last one needed grants the unblock with it
/// What a concluded request says of its conclusion; validate's to fill in.
struct Closing {
  std::string by, because;
};
struct RequestRejected {
  std::string id;
  Closing closing = {};
};
struct RequestWithdrawn {
  std::string id;
  Closing closing = {};
};
struct RequestRevoked {
  std::string id;
  Closing closing = {};
};  // "end now"; ends its unblock with it
struct RequestExpired {
  std::string id;
  Closing closing = {};
};  // with its unblock, or never approved in time
struct RequestFiled {
  std::string id;
};  // concluded long ago: from now on in the log only
struct TrialStarted {
  std::string request;           // id
  std::optional<Prefix> device;  // unless `known` says which
  std::string known;             // id of a Device, or empty
  std::chrono::minutes lasts{};
  Unblock unblock = {};  // validate's to fill in
};  // ends as unblocks do
struct TopicSet {
  Topic topic;
};
struct TopicRemoved {
  std::string id;
};
struct MailSet {
  MailSettings mail;
};  // its password goes into the same batch, and into no log
struct NoticesSet {
  NoticeSettings notices;
};
struct WebhookSet {
  Webhook webhook;
};  // its secret likewise
struct WebhookRemoved {
  std::string id;
};
struct SingleSignOnSet {
  SingleSignOn settings;
};  // its secret goes into the same batch, and into no log
struct SignInLinkSet {
  SignInLink link;
};  // by a person: the name; by the system: what the provider said at the first sign-in
struct SignInLinkRemoved {
  std::string user;
};
struct SignInRefused {
  std::string user;  // empty: nobody that the register knows
  SignInRefusal reason = SignInRefusal::provider;
  std::uint64_t more = 0;  // alike, since the entry before, that have none of their own
};
struct PersonErased {
  std::string user;
};  // as the law asks: their name goes from the log and the state, what was done stays. Always a commit of its own
struct SiteReportAdded {
  SiteReport report;
};  // id may be empty: one is made
struct SiteReportClosed {
  std::string id;
};
struct BlockedNameReviewed {
  BlockedNameReview review;
};
struct ListReleased {
  std::string id;
  std::string held = {};  // why it was; the keeper's to fill in
};  // what was held is taken all the same: with the list's taking, in one commit
struct ListDropped {
  std::string id;
  std::string held = {};
};  // what was held is not wanted: the last good list stays, and the same file is not told of again
struct BackupPlanSet {
  BackupPlan plan;
};  // what signs in at the place goes into the same batch, and into no log
struct BackupLockSet {
  BackupLock lock;
};
struct BackupLockRemoved {
  std::string id;
};
struct BackupFailed {
  std::string problem;
};  // the first of a row of failures
}  // namespace change

using Change = std::variant<
    change::StoreCreated, change::SettingsSet, change::PersonAdded, change::PersonChanged, change::PasswordSet,
    change::GroupSet, change::GroupRemoved, change::RuleAdded, change::RuleRemoved, change::UnblockGranted,
    change::UnblockEnded, change::UnblockExpired, change::EmergencyBlockStarted, change::EmergencyBlockEnded,
    change::QuarantineStarted, change::QuarantineEnded, change::SourceSet, change::SourceRemoved, change::ListTaken,
    change::ListHeld, change::ListRemoved, change::SignedIn, change::SignInLocked, change::LogExported,
    change::BackupTaken, change::Restored, change::ClockAccepted, change::CalendarSet, change::ScheduleSet,
    change::ScheduleRemoved, change::BundleSet, change::BundleRemoved, change::DeviceSet, change::DeviceRemoved,
    change::LocalRecordSet, change::LocalRecordRemoved, change::ForwardZoneSet, change::ForwardZoneRemoved,
    change::SealedSourceSet, change::SealedTaken, change::SealedHeld, change::SealedFailed, change::ReviewOpened,
    change::ReviewConcluded, change::FactorEnrolled, change::FactorRemoved, change::TokenMade, change::TokenRevoked,
    change::SignedOutEverywhere, change::InvitationMade, change::InvitationTaken, change::InvitationRemoved,
    change::PersonRescued, change::RescueClosed, change::RegisterExported, change::RequestMade, change::RequestChanged,
    change::RequestWidened, change::RequestSigned, change::RequestRejected, change::RequestWithdrawn,
    change::RequestRevoked, change::RequestExpired, change::RequestFiled, change::TrialStarted, change::TopicSet,
    change::TopicRemoved, change::MailSet, change::NoticesSet, change::WebhookSet, change::WebhookRemoved,
    change::SingleSignOnSet, change::SignInLinkSet, change::SignInLinkRemoved, change::SignInRefused,
    change::PersonErased, change::SiteReportAdded, change::SiteReportClosed, change::BlockedNameReviewed,
    change::ListReleased, change::ListDropped, change::BackupPlanSet, change::BackupLockSet, change::BackupLockRemoved,
    change::BackupFailed>;

struct Proposal {
  Actor actor;
  std::string why;  // the reason; required of people, and never only blanks
  Change change;
};

}  // namespace schoolgate
