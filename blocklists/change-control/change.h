// Everything that can change, as a closed variant: if it is not here, it cannot change.
// A Proposal goes to ChangeControl::commit(); what was committed is a Record in the log.
// Thread rules: plain values.
#pragma once

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
struct ReportAdded {
  Report report;
};  // id may be empty: one is made
struct ReportClosed {
  std::string id;
};
struct BlockedNameReviewed {
  BlockedNameReview review;
};
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
    change::ReviewConcluded, change::ReportAdded, change::ReportClosed, change::BlockedNameReviewed>;

struct Proposal {
  Actor actor;
  std::string why;  // the reason; required of people, and never only blanks
  Change change;
};

}  // namespace schoolgate
