// The facts of a change or a reminder, by the names under which notices.cc speaks of them, and the filling in.
// Every fact that somebody typed is one line: it can neither begin a new one nor steer a terminal.
// Thread rules: pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "admin-api/sending/entry.h"
#include "blocklists/change-control/change_control.h"
#include "blocklists/policy/model.h"
#include "blocklists/zone.h"

namespace schoolgate::sending {

using Facts = std::map<std::string, std::string, std::less<>>;

Facts facts_of(const Record& record, const PolicyState& state, const Zone& zone);
/// Nothing when what it is about is over: then nobody needs it any more.
std::optional<Facts> facts_of_reminder(const Entry& entry, const PolicyState& state, const Zone& zone);

/// The users that a change is for, by the fields of its value: who asked for it, who must look at it.
std::vector<std::string> people_of(const Record& record);

/// "Monday 23 November 2026, 08:00", on the school's wall.
std::string in_words(UtcSeconds when, const Zone& zone);
std::string one_line(std::string_view text);

std::string fill_line(std::string_view words, const Facts& facts);
/// Lines whose facts are all empty are left out.
std::string fill(std::string_view words, const Facts& facts);

}  // namespace schoolgate::sending
