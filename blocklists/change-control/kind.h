// What is fixed for each kind of change, in one table: its name in the log, what it is about, who may do it, whether a
// person must give a reason. Nothing else in the house decides who may change what.
// Thread rules: constant data.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "blocklists/change-control/change.h"

namespace schoolgate {

enum class May : std::uint8_t {
  no,
  yes,
  own,      // only what is their own: password, unblock, request, the review that was given to them
  limited,  // with the limits of validate.h: safeguarding leads grant unblocks in emergency use
  // While the school has no people: the first account of a new box. And whom the provider of the school's accounts
  // knows, as a teacher, when the school says so.
  first_start,
  at_console  // with the console's rights only: whoever stands before the box
};

enum class Reason : std::uint8_t {
  none,
  people,    // of people at the web page and of programs; the console's commands carry none
  everybody  // of the console as well
};

struct Kind {
  std::string_view name;  // "unblock.granted"; stable for ever
  std::string_view noun;  // Family::state "<noun>/<subject>" that it changes; empty: nothing in the state
  May network_manager, safeguarding_lead, leadership, teacher, governor, system;
  Reason reason;
};

const Kind& kind_of(const Change& change);
std::span<const Kind> all_kinds();
/// By name; nullptr for a name that no kind has.
const Kind* find_kind(std::string_view name);
/// What the table says for this actor. The console acts as a network manager.
May permission(const Actor& actor, const Kind& kind);

}  // namespace schoolgate
