// What happens, as it happens, for pages that are open: server-sent events (WHATWG HTML, section 9.2). Events:
//   change   {serial, kind}                   id: the serial, so that a page that lost its connection goes on after it
//   job      {job, what, list, done, of} and {job, ended: true}: imports, refreshes, rebuilds of the lists
//   blocked  as GET /api/v1/recent-blocks has it; only for those who may see that
//   waiting  {requests, site_reports, reviews}: how much waits for somebody, told when it changes
//   reset    {serial}: too much has happened since; the page is to be read anew
// Thread rules: every member from any thread. look() runs on a thread of its own while streams are open.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "admin-api/http/stream.h"
#include "blocklists/change-control/change_control.h"
#include "blocklists/lists/keeper/keeper.h"
#include "blocklists/policy/activity.h"

namespace schoolgate {

/// Each takes a connection of the fence's 128, and a school has a handful of people at this.
inline constexpr std::size_t max_event_streams = 24;
inline constexpr std::size_t max_event_streams_of_person = 4;  // pages in as many tabs
/// Changes that a page is told one by one after it was away; more is quicker read anew. With the blocks of a look, at
/// their longest, they fit into what a stream may hold (http/limits.h).
inline constexpr std::size_t max_missed_changes = 250;
inline constexpr std::size_t max_blocks_a_look = 50;
/// Shorter than the patience of proxies and of routers that translate addresses.
inline constexpr std::chrono::seconds heartbeat_interval{15};
/// Jobs, blocks and sessions have no bell of their own.
inline constexpr std::chrono::seconds look_interval_of_events{1};

class EventHub {
 public:
  struct Sources {
    ChangeControl& changes;
    const ListKeeper& lists;
    const Activity* activity = nullptr;  // may be absent
  };
  struct Viewer {
    std::string person;  // for the limit
    bool sees_blocks = false;
    std::function<bool()> still_valid;  // the session lives, and the person may still see what they saw
  };
  /// `heartbeat` is another one in tests.
  static std::unique_ptr<EventHub> start(Sources sources, bool own_thread = true,
                                         std::chrono::milliseconds heartbeat = heartbeat_interval);
  virtual ~EventHub() = default;  // ends every stream

  /// `after`: the last change that the page knows of; nothing: from now on. Faults: limit.
  virtual std::expected<std::shared_ptr<http::Stream>, Fault> open(Viewer viewer,
                                                                   std::optional<std::uint64_t> after) = 0;
  /// Tells every stream what is new.
  virtual void look() = 0;
  virtual std::size_t open_streams() const = 0;
};

}  // namespace schoolgate
