// Checks of whole values that would make validate_change.cc too long to read: groups, and what is made of time.
// Private to change control. Thread rules: pure functions.
#pragma once

#include "blocklists/change-control/fields.h"
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

Checked check_calendar(const PolicyState& state, Calendar& calendar);
Checked check_schedule(const PolicyState& state, Schedule& schedule);
Checked check_schedule_unused(const PolicyState& state, const std::string& id);
Checked check_bundle(const PolicyState& state, Bundle& bundle);
Checked check_bundle_unused(const PolicyState& state, const std::string& id);
/// What a device is found by finds no other.
Checked check_device(const PolicyState& state, Device& device);
Checked check_local_record(const PolicyState& state, LocalRecord& record);
Checked check_forward_zone(const PolicyState& state, ForwardZone& zone);
/// Parent, categories, services, engines and bundles; not the addresses.
Checked check_group_policy(const PolicyState& state, Group& group);

}  // namespace schoolgate
