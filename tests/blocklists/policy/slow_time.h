// A second opinion on schedules: London's summer time by its rule, dates counted by hand, one moment at a time. It
// shares no code with blocklists/policy/schedule.cc nor with the zone data.
#pragma once

#include "blocklists/policy/timetable.h"

namespace schoolgate::test {

/// Europe/London since 1996: summer time from the last Sunday of March 01:00 UTC to the last Sunday of October 01:00
/// UTC.
bool london_summer(UtcSeconds when);
bool slow_in_force(const Calendar& calendar, const Schedule& schedule, UtcSeconds when);

}  // namespace schoolgate::test
