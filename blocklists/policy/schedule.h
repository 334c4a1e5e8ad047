// A schedule made ready for decide(): is it in force at a moment, and until when does that hold?
//
// The rule for local times, on days of clock changes as on all others: a window is in force whenever the clock on the
// school's wall shows a time within it. So a window in the hour that is skipped in March is not in force that night,
// and one in the hour that comes twice in October is in force twice.
//
// Within its horizon an answer is one binary search; outside of it the windows themselves are looked at, with the same
// result: questions about last term or next year, and a box whose clock was set.
// Thread rules: immutable; any thread. at() allocates only outside of the horizon.
#pragma once

#include <memory>
#include <vector>

#include "blocklists/policy/timetable.h"

namespace schoolgate {

struct Horizon {
  UtcSeconds from{}, to{};  // empty: every question is looked at slowly
  bool holds(UtcSeconds when) const { return from <= when && when < to; }
};

/// What all schedules of a school are made from.
struct SchoolTime {
  Calendar calendar;
  Zone zone;
  Horizon horizon;
};

class CompiledSchedule {
 public:
  struct State {
    bool in_force = false;
    UtcSeconds until{};  // not before this does it change; always after the moment asked about
  };

  CompiledSchedule(std::shared_ptr<const SchoolTime> time, const Schedule& schedule);
  State at(UtcSeconds now) const;
  /// The next moment at which it really changes, looked for as far as a year ahead; nothing when there is none.
  std::optional<UtcSeconds> next_change(UtcSeconds now) const;

 private:
  struct Slot {
    Weekdays days;
    Season season;
    bool lesson;           // of a period: term days only
    MinuteOfDay from, to;  // to may lie behind midnight: up to 2880
  };
  bool begins_on(const Slot& slot, LocalDay day, DayKind kind) const;
  bool look(UtcSeconds now) const;
  /// The moments in (from, to] at which it changes, in order.
  std::vector<UtcSeconds> changes(UtcSeconds from, UtcSeconds to) const;

  std::shared_ptr<const SchoolTime> time_;
  std::vector<Slot> slots_;
  bool at_start_ = false;          // in force at the horizon's start
  std::vector<UtcSeconds> edges_;  // at each of them it changes
};

}  // namespace schoolgate
