// Small policies for tests, written as text: a school's groups, lists, rules and exceptions in a few readable lines.
//   day 2026-11-23                                    times without a date are on this day
//   floor 2026-11-01                                  the clock is right from here
//   group pupils at 10.1.0.0/16 blocks gambling,games
//   group nursery at 10.5.0.0/16 garden phonics.example
//   group year-9 parent pupils allows games blocks-services tiktok allows-services bbc-iplayer engines bing:blocked
//   group year-9 ... times games:allowed:lunch times-services youtube:blocked:lessons
//       flags: other-engines blocked|open, walled no, safe-search on|off, youtube strict|moderate|off, bundles romans
//   zone Europe/London
//   term 2026-09-03 2026-12-18                        also break and inset, with one day or two
//   period p3 mon,tue 11:00 12:00                     in the school's time
//   schedule lunch days fri from 12:10 to 12:50 in term + period p3     windows, parted by "+"
//   bundle romans vindolanda.example,museum.example
//   list ut1/gambling gambling bet.example,poker.example
//   rpz urlhaus malware bad.example=NXDOMAIN,*.bad.example=DROP     a response policy zone: names or wildcards, actions
//   essential time.example
//   rule r1 block chat.example for pupils,staff       without "for": every group
//   unblock u1 bet.example for pupils 10:00 12:00
//   trial t1 bet.example on 10.1.9.66 10:00 10:10     an unblock for one device only
//   emergency e1 bad.example                          or "everything"
//   quarantine q1 10.1.9.66 until 12:00               or "forever"
//   own school.example                               (a zone that is forwarded)
//   sealed vile.example
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/policy/snapshot.h"

namespace schoolgate::test {

struct ListText {
  std::string id, category;
  std::vector<std::string> names;
  bool zone = false;  // names are "name=ACTION"
};

struct World {
  PolicyState state;
  std::vector<ListText> lists;
  std::vector<std::string> sealed;
  std::string day = "2026-11-23";
  UtcSeconds built_at{};  // where snapshots have their horizon; nowhere: every schedule is looked at slowly

  /// Takes one line as above; throws std::invalid_argument with the line when it makes no sense.
  void add(std::string_view line);
  /// "10:00", "10:00:30" on the world's day, "2026-11-23", or RFC 3339.
  UtcSeconds time(std::string_view text) const;
  std::shared_ptr<const Snapshot> snapshot() const;
};

World make_world(std::string_view lines);
std::vector<std::string> split(std::string_view text, char separator);

/// An action in one word: "NXDOMAIN", "local-data".
std::string zone_word(ZoneAction action);
/// Compiles lists from names, as the keeper would.
std::shared_ptr<const CompiledLists> compile_lists(const std::vector<ListText>& lists);

Name name(std::string_view text);
Address address(std::string_view text);

}  // namespace schoolgate::test
