// The checks behind validate(): one function for each kind of change, in a file for each noun, and what they share.
// Private to change control. Thread rules: pure functions.
#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "blocklists/change-control/fields.h"
#include "blocklists/change-control/validate.h"
#include "blocklists/policy/model.h"

namespace schoolgate {

// Twenty years of terms, half-terms, bank holidays and INSET days.
inline constexpr std::size_t max_day_spans = 400;
// Nine periods on five days of a two-week timetable, each at its own time.
inline constexpr std::size_t max_periods = 100;
inline constexpr std::size_t max_schedules = 500;    // what the design asks decide() to be quick with
inline constexpr std::size_t max_windows = 50;       // in one schedule
inline constexpr std::size_t max_devices = 10'000;   // clients of the largest school that is designed for
inline constexpr std::size_t max_ways_to_find = 16;  // a laptop with a dock, Wi-Fi and addresses of both kinds
inline constexpr std::size_t max_bundles = 1000;     // a lesson's sites for every class

/// What a change meets.
struct Situation {
  const PolicyState& state;
  const Surroundings& around;
  const Actor& actor;
};

/// Runs the checks in order and keeps the first fault.
inline Checked all_of(std::initializer_list<std::function<Checked()>> checks) {
  for (const auto& check : checks) {
    if (auto checked = check(); !checked) return checked;
  }
  return {};
}

inline std::unexpected<Fault> not_there(std::string_view what, const std::string& id) {
  return fault(Fault::Kind::not_found, fmt::format("there is no {} \"{}\"", what, id));
}

template <class Map>
Checked exists(const Map& map, std::string_view what, const std::string& id) {
  if (map.contains(id)) return {};
  return not_there(what, id);
}

Checked check_sign_in_rules(const Situation& in, const SignInRules& rules);  // validate_sign_in.cc
Checked check_password_hash(const std::string& hash);                        // validate_people.cc
/// Empty, or a mail address.
Checked check_mail(const std::string& mail);
// What every unblock must fulfil, whoever grants it. validate_exceptions.cc
/// The clock is right, and the span lies in the future and is not too long.
Checked check_span(const Situation& in, UtcSeconds starts, UtcSeconds until);
/// An exception may not open a sealed name, nor every site under a public suffix.
Checked check_opening(const Surroundings& around, const std::vector<std::string>& names);
Checked has_room_for_rule(const Situation& in);
/// Room for one more of `most`, in words for the person who adds it.
Checked has_room(std::size_t count, std::string_view what, std::size_t most);

// One for each kind of change; texts and names are put into canonical form on the way.
// validate_change.cc
Checked check(const Situation& in, change::StoreCreated& c);
Checked check(const Situation& in, change::SettingsSet& c);
Checked check(const Situation& in, change::LogExported& c);
Checked check(const Situation& in, change::ClockAccepted& c);
// validate_people.cc
Checked check(const Situation& in, change::PersonErased& c);
Checked check(const Situation& in, change::PersonAdded& c);
Checked check(const Situation& in, change::PersonChanged& c);
Checked check(const Situation& in, change::PasswordSet& c);
Checked check(const Situation& in, change::SignedIn& c);
Checked check(const Situation& in, change::SignInLocked& c);
// validate_sign_in.cc
Checked check(const Situation& in, change::FactorEnrolled& c);
Checked check(const Situation& in, change::FactorRemoved& c);
Checked check(const Situation& in, change::TokenMade& c);
Checked check(const Situation& in, change::TokenRevoked& c);
Checked check(const Situation& in, change::SignedOutEverywhere& c);
Checked check(const Situation& in, change::InvitationMade& c);
Checked check(const Situation& in, change::InvitationTaken& c);
Checked check(const Situation& in, change::InvitationRemoved& c);
Checked check(const Situation& in, change::PersonRescued& c);
Checked check(const Situation& in, change::RescueClosed& c);
Checked check(const Situation& in, change::RegisterExported& c);
// validate_group.cc
Checked check(const Situation& in, change::GroupSet& c);
Checked check(const Situation& in, change::GroupRemoved& c);
// validate_timetable.cc
Checked check(const Situation& in, change::CalendarSet& c);
Checked check(const Situation& in, change::ScheduleSet& c);
Checked check(const Situation& in, change::ScheduleRemoved& c);
Checked check(const Situation& in, change::BundleSet& c);
Checked check(const Situation& in, change::BundleRemoved& c);
// validate_device.cc
Checked check(const Situation& in, change::DeviceSet& c);
Checked check(const Situation& in, change::DeviceRemoved& c);
// validate_own_names.cc
Checked check(const Situation& in, change::LocalRecordSet& c);
Checked check(const Situation& in, change::LocalRecordRemoved& c);
Checked check(const Situation& in, change::ForwardZoneSet& c);
Checked check(const Situation& in, change::ForwardZoneRemoved& c);
// validate_exceptions.cc
Checked check(const Situation& in, change::RuleAdded& c);
Checked check(const Situation& in, change::RuleRemoved& c);
Checked check(const Situation& in, change::UnblockGranted& c);
Checked check(const Situation& in, change::UnblockEnded& c);
Checked check(const Situation& in, change::UnblockExpired& c);
Checked check(const Situation& in, change::EmergencyBlockStarted& c);
Checked check(const Situation& in, change::EmergencyBlockEnded& c);
Checked check(const Situation& in, change::QuarantineStarted& c);
Checked check(const Situation& in, change::QuarantineEnded& c);
// validate_lists.cc
Checked check(const Situation& in, change::SourceSet& c);
Checked check(const Situation& in, change::SourceRemoved& c);
Checked check(const Situation& in, change::ListTaken& c);
Checked check(const Situation& in, change::ListHeld& c);
Checked check(const Situation& in, change::ListRemoved& c);
Checked check(const Situation& in, change::ListReleased& c);
Checked check(const Situation& in, change::ListDropped& c);
// validate_requests.cc
Checked check(const Situation& in, change::RequestMade& c);
Checked check(const Situation& in, change::RequestChanged& c);
Checked check(const Situation& in, change::RequestWidened& c);
Checked check(const Situation& in, change::RequestRejected& c);
Checked check(const Situation& in, change::RequestWithdrawn& c);
Checked check(const Situation& in, change::RequestRevoked& c);
Checked check(const Situation& in, change::RequestExpired& c);
Checked check(const Situation& in, change::RequestFiled& c);
Checked check(const Situation& in, change::TopicSet& c);
Checked check(const Situation& in, change::TopicRemoved& c);
// validate_approval.cc
Checked check(const Situation& in, change::RequestSigned& c);
Checked check(const Situation& in, change::TrialStarted& c);
// validate_review.cc
Checked check(const Situation& in, change::ReviewOpened& c);
Checked check(const Situation& in, change::ReviewConcluded& c);
// validate_site_report.cc
Checked check(const Situation& in, change::SiteReportAdded& c);
Checked check(const Situation& in, change::SiteReportClosed& c);
Checked check(const Situation& in, change::BlockedNameReviewed& c);
// validate_sealed.cc
Checked check(const Situation& in, change::SealedSourceSet& c);
Checked check(const Situation& in, change::SealedTaken& c);
Checked check(const Situation& in, change::SealedHeld& c);
Checked check(const Situation& in, change::SealedFailed& c);
// validate_sending.cc
Checked check(const Situation& in, change::MailSet& c);
Checked check(const Situation& in, change::NoticesSet& c);
Checked check(const Situation& in, change::WebhookSet& c);
Checked check(const Situation& in, change::WebhookRemoved& c);
// validate_single_sign_on.cc
Checked check(const Situation& in, change::SingleSignOnSet& c);
Checked check(const Situation& in, change::SignInLinkSet& c);
Checked check(const Situation& in, change::SignInLinkRemoved& c);
Checked check(const Situation& in, change::SignInRefused& c);
// validate_backups.cc
Checked check(const Situation& in, change::BackupTaken& c);
Checked check(const Situation& in, change::Restored& c);
Checked check(const Situation& in, change::BackupPlanSet& c);
Checked check(const Situation& in, change::BackupLockSet& c);
Checked check(const Situation& in, change::BackupLockRemoved& c);
Checked check(const Situation& in, change::BackupFailed& c);

}  // namespace schoolgate
