// What people are told: one table, from the name of a kind of change (or of a reminder) to who hears of it and in which
// words. A kind that is not in it is told to nobody.
// In subject and body {who}, {names} ... stand for the facts (facts.h). A line of the body whose facts are all empty is
// left out.
// Thread rules: constant data.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace schoolgate::sending {

using Audience = std::uint16_t;  // bits
inline constexpr Audience managers = 1, leads = 2, leadership = 4, governors = 8;
inline constexpr Audience chair = 16;      // of governors: an address in the settings, often of nobody who signs in
inline constexpr Audience requester = 32;  // whom it is for: who asked for it, or must look at it
inline constexpr Audience itself = 64;     // the person that the change is about

enum class Weight : std::uint8_t {
  usual,  // may be left out when mail fails for so long that the outbox is full; the log has it anyhow
  grave   // is the last to be left out
};

struct Notice {
  std::string_view kind;
  Audience who;
  Weight weight;
  std::string_view title;  // what it is called, without a name or a person: for settings, and for webhooks
  std::string_view subject;
  std::string_view body;
};

std::span<const Notice> notices();
/// nullptr when nobody is told.
const Notice* find_notice(std::string_view kind);

inline constexpr std::string_view monthly_checkpoint = "checkpoint.monthly";
inline constexpr std::string_view clock_reminder = "reminder.clock";
inline constexpr std::string_view unblock_ends_reminder = "reminder.unblock_ends";
inline constexpr std::string_view request_waits_reminder = "reminder.request_waiting";
inline constexpr std::string_view review_overdue_reminder = "reminder.review_overdue";

}  // namespace schoolgate::sending
