// What is said of blocks: by people at the school's devices, who need not sign in for it, and by staff who look through
// the names that are blocked most. And how long blocked answers are remembered. Part of the state (model.h).
// Thread rules: plain values.
#pragma once

#include <cstdint>
#include <string>

#include "blocklists/time.h"

namespace schoolgate {

enum class SiteReportKind : std::uint8_t {
  needed,      // blocked, and wanted for a lesson
  unsuitable,  // something that should be blocked, or was seen on the way
  wrong        // blocked by mistake
};

/// Sent from the block page. Closed ones are in the change-control log only.
struct SiteReport {
  std::string id;
  SiteReportKind kind = SiteReportKind::needed;
  std::string name;    // of the site
  std::string text;    // in the sender's words; may be empty
  std::string device;  // id of a device that the school knows, else its address
  std::string group;   // id
  UtcSeconds time{};
  friend bool operator==(const SiteReport&, const SiteReport&) = default;
};

enum class BlockedNameOutcome : std::uint8_t {
  open,    // to be looked at again: the same as never looked at
  kept,    // the block is right
  allowed  // a rule of the school allows it
};

/// What came of a name that many devices are refused: governors ask that nothing is blocked without need.
struct BlockedNameReview {
  std::string name;
  BlockedNameOutcome outcome = BlockedNameOutcome::kept;
  UtcSeconds time{};
  friend bool operator==(const BlockedNameReview&, const BlockedNameReview&) = default;
};

/// Blocked answers one by one are personal data (who wanted what): kept in memory only, for as long as somebody may
/// come and ask why. A school chooses less, or none; the longest is a school day and the night after it.
struct RecentBlocks {
  enum class Keep : std::uint8_t { off, without_client, with_client };
  static constexpr unsigned max_minutes = 24 * 60;
  Keep keep = Keep::without_client;
  unsigned minutes = 60;  // a lesson and the break after it
  friend bool operator==(const RecentBlocks&, const RecentBlocks&) = default;
};

}  // namespace schoolgate
