// What a school decides, as plain values. This is the state that change control keeps and that a Snapshot is made of.
// Names are text in canonical A-label form, moments are UTC, ids are stable for ever. Nothing here does anything.
// Thread rules: values; a PolicyState is shared as std::shared_ptr<const PolicyState>.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "blocklists/mac.h"
#include "blocklists/policy/backups.h"
#include "blocklists/policy/people.h"
#include "blocklists/policy/requests.h"
#include "blocklists/policy/sending.h"
#include "blocklists/policy/single_sign_on.h"
#include "blocklists/policy/site_reports.h"
#include "blocklists/policy/timetable.h"
#include "blocklists/prefix.h"
#include "blocklists/time.h"

namespace schoolgate {

enum class YouTube : std::uint8_t { off, moderate, strict };

/// What a group says of a category or a service by the clock.
struct Timed {
  std::string id;              // of the category or service
  bool allowed_during = true;  // while the schedule is in force; the other way round at all other times
  std::string schedule;        // id
  friend bool operator==(const Timed&, const Timed&) = default;
};

enum class EngineUse : std::uint8_t { open, safe, blocked };

/// What a group does not say, its parent says; what none of them says is allowed, off and nobody's garden. effective.h
/// puts it together. The gardens of a group and its parents add up, and a rule or unblock for a group is one for the
/// groups below it.
struct Group {
  std::string id;      // "year-9": lower case, digits, hyphens
  std::string name;    // "Year 9"
  std::string parent;  // id of a group, or empty
  std::vector<Prefix> addresses;
  // Each category or service stands in one of the three at most.
  std::vector<std::string> blocked_categories;  // taxonomy ids
  std::vector<std::string> allowed_categories;  // against the parent
  std::vector<Timed> timed_categories;
  std::vector<std::string> blocked_services;
  std::vector<std::string> allowed_services;  // also against a category
  std::vector<Timed> timed_services;
  std::optional<bool> walled_garden;          // only the garden and the essentials resolve
  std::vector<std::string> garden;            // names
  std::vector<std::string> bundles;           // ids of bundles that are in the garden
  std::optional<bool> safe_search;            // every engine that has a switch
  std::optional<bool> other_engines_blocked;  // those without a switch
  std::map<std::string, EngineUse> engines;   // by engine id: otherwise than the two above
  std::optional<YouTube> youtube;
  friend bool operator==(const Group&, const Group&) = default;
};

/// A named list of sites: checked sites for a walled garden, or a lesson's.
struct Bundle {
  std::string id;                  // "romans"
  std::string name;                // "Year 4: the Romans"
  std::vector<std::string> names;  // each with everything below it
  friend bool operator==(const Bundle&, const Bundle&) = default;
};

enum class RuleAction : std::uint8_t { allow, block };

struct Rule {
  std::string id;
  RuleAction action = RuleAction::block;
  std::string name;                 // this name and everything below it
  std::vector<std::string> groups;  // empty: every group
  friend bool operator==(const Rule&, const Rule&) = default;
};

/// A temporary unblock: for the period of study, and not a second longer.
struct Unblock {
  std::string id;
  std::vector<std::string> names;  // each with everything below it
  std::string topic;
  std::vector<std::string> groups;  // at least one
  UtcSeconds starts{};              // in force from here
  UtcSeconds until{};               // and no longer at this moment
  std::optional<int> risk;          // 1 to 25: likelihood x impact
  std::string requested_by;         // user
  // What follows is change control's to say.
  std::string request = {};                   // id of the request that it was granted for, or empty
  std::vector<std::string> approved_by = {};  // users
  bool emergency_use = false;                 // granted by one person alone; a review is open
  // For one test device only, while somebody tries what a request needs; `groups` is empty then.
  bool trial = false;
  std::optional<Prefix> device = {};  // its address, unless `known` says which
  std::string known = {};             // id of a Device, or empty
  friend bool operator==(const Unblock&, const Unblock&) = default;
};

/// One click, every group, until it is ended by a person.
struct EmergencyBlock {
  std::string id;
  std::vector<std::string> names;  // empty: everything but the essentials
  UtcSeconds since{};
  friend bool operator==(const EmergencyBlock&, const EmergencyBlock&) = default;
};

enum class ReviewOutcome : std::uint8_t {
  none,    // open: nobody has looked yet
  kept,    // the block stays as it is
  a_rule,  // block rules stand in its place
  ended    // it was not needed, or no longer
};

enum class ReviewAbout : std::uint8_t { block, unblock };

/// Somebody must look at what was done in haste: one for each emergency block and each unblock in emergency use, under
/// its id, also after it has ended.
struct Review {
  std::string id;
  std::vector<std::string> names;  // as the emergency block's, or the unblock's
  std::string reviewer;            // user; empty: the network managers, of an unblock the safeguarding leads, too
  UtcSeconds due{};
  ReviewOutcome outcome = ReviewOutcome::none;
  std::optional<UtcSeconds> concluded;
  ReviewAbout about = ReviewAbout::block;
  std::string done_by = {};  // who granted the unblock: somebody else concludes the review
  bool open() const { return outcome == ReviewOutcome::none; }
  friend bool operator==(const Review&, const Review&) = default;
};

/// A device that the school knows, and how it is found: by any of these, the first that finds it in this order.
struct Device {
  std::string id;                       // "library-3"
  std::string name;                     // "Library PC 3"
  std::string group;                    // id; empty: the group of its address
  std::vector<std::string> identities;  // that it gives itself over an encrypted transport
  std::vector<MacAddress> macs;         // found by leases and the neighbour table
  std::vector<Prefix> addresses;        // the longest prefix wins
  std::vector<std::string> hosts;       // names in DHCP leases
  friend bool operator==(const Device&, const Device&) = default;
};

/// A device that gets nothing, until a date or until released.
struct Quarantine {
  std::string id;
  Prefix device;  // unless `known` says which
  std::optional<UtcSeconds> until;
  std::string known = {};   // id of a Device, or empty
  bool suspension = false;  // somebody's access is suspended: the same, in other words
  friend bool operator==(const Quarantine&, const Quarantine&) = default;
};

/// Where a list comes from. Several lists (UT1's categories) may name the same catalogue entry.
struct Source {
  std::string id;  // list id: "stevenblack-ads", "ut1/gambling"
  std::string title;
  std::string address;   // https://..., or file:///... for a packaged list
  std::string format;    // "auto" or a format's name
  std::string category;  // taxonomy id
  bool enabled = true;
  std::uint32_t every_hours = 24;
  friend bool operator==(const Source&, const Source&) = default;
};

/// Line counts of one import. Every line is in exactly one of the five: they add up to `lines`.
struct ImportTotals {
  std::uint64_t lines = 0;
  std::uint64_t accepted = 0;
  std::uint64_t duplicate = 0;
  std::uint64_t covered = 0;  // a parent in the same list says so already
  std::uint64_t rejected = 0;
  std::uint64_t comments = 0;  // comments, blank lines, headers
  std::uint64_t names = 0;     // entries in force; more than `accepted` where a line holds several names
  friend bool operator==(const ImportTotals&, const ImportTotals&) = default;
};

/// A list as it is in force.
struct ListState {
  std::string id;  // as its source, or made from the file's name
  std::string title;
  std::string category;  // taxonomy id
  std::string origin;    // address or file name
  std::string format;
  std::uint64_t version = 0;  // the normalised entries' version in the store
  UtcSeconds since{};         // in force since
  ImportTotals totals;
  bool enabled = true;
  std::string held;  // why the newest refresh is held; empty when none is
  friend bool operator==(const ListState&, const ListState&) = default;
};

/// How a connector signs in where a sealed list is kept. The secret itself is not in the state: see lists/sealed/.
enum class SignInWith : std::uint8_t { nothing, password, token, certificate };

/// Where the holder of a licence fetches a sealed list. Nobody can remove one: a list that is no longer refreshed
/// stays.
struct SealedSource {
  std::string id;  // of the sealed list: "iwf"
  std::string title;
  std::string address;  // https://..., or file:///... for one that is dropped on the box
  SignInWith sign_in = SignInWith::nothing;
  std::uint32_t every_hours = 12;     // the lists change daily or more often
  std::uint32_t warn_after_days = 7;  // without a refresh
  friend bool operator==(const SealedSource&, const SealedSource&) = default;
};

/// What a file of a sealed list came to. Numbers only: no line of it is kept anywhere.
struct SealedCounts {
  std::uint64_t lines = 0, comments = 0;
  std::uint64_t names = 0;  // in force
  std::uint64_t duplicate = 0;
  std::uint64_t paths = 0;         // pages of a site: DNS cannot block one without the whole site
  std::uint64_t ports = 0;         // likewise
  std::uint64_t addresses = 0;     // numeric: no name to look up
  std::uint64_t too_wide = 0;      // a whole public suffix
  std::uint64_t is_protected = 0;  // would block what no list may block
  std::uint64_t unreadable = 0;
  friend bool operator==(const SealedCounts&, const SealedCounts&) = default;
};

/// A sealed list as it is in force.
struct SealedList {
  std::string id;
  std::string title;
  std::string origin;         // address or file
  std::uint64_t version = 0;  // of its hashes in the store
  UtcSeconds since{};         // in force since
  SealedCounts counts;
  std::string held;     // why the newest refresh is held; empty when none is
  std::string problem;  // why it cannot be fetched; empty when it can
  friend bool operator==(const SealedList&, const SealedList&) = default;
};

enum class BlockStyle : std::uint8_t { null_address, nxdomain, refused, block_page };

struct Settings {
  std::string school = "Our school";
  std::string zone = "Europe/London";
  BlockStyle block_style = BlockStyle::null_address;
  std::vector<std::string> block_page_addresses;  // for BlockStyle::block_page
  std::vector<std::string> protected_names;       // the school's own: no list may block them
  std::vector<std::string> essentials;            // what a walled garden still resolves
  SignInRules sign_in = {};
  // Above this rating a request needs leadership's consent: 12 is where the usual five by five matrix turns from
  // "medium" to "high" (likely and moderate are medium, likely and major are high).
  int consent_above = 12;
  RecentBlocks recent_blocks;
  std::string monitoring_notice;  // on the block page; empty: the page's own words
  // Who is asked what is not blocked, as the configuration writes it ("tls://9.9.9.9#dns.quad9.net"); empty: the
  // configuration's own. Whether a text is a server's the resolver knows; here they are texts.
  std::vector<std::string> upstreams;
  friend bool operator==(const Settings&, const Settings&) = default;
};

/// A record of the school's own, answered from here (own_names.h).
struct LocalRecord {
  std::string id;
  std::string name;   // exactly this one
  std::string type;   // A, AAAA, CNAME, PTR, SRV, TXT
  std::string value;  // "10.0.0.5", "dc1.school.example", "0 100 389 dc1.school.example", a text
  std::uint32_t ttl = 300;
  friend bool operator==(const LocalRecord&, const LocalRecord&) = default;
};

/// Questions at and below `zone` go to the school's own servers: "school.local", "10.in-addr.arpa".
struct ForwardZone {
  std::string id;
  std::string zone;
  std::vector<std::string> servers;  // "10.0.0.2", "10.0.0.2:5353", "[2001:db8::2]:53"
  friend bool operator==(const ForwardZone&, const ForwardZone&) = default;
};

struct PolicyState {
  std::uint64_t serial = 0;  // of the last change
  UtcSeconds clock_floor{};  // the clock was right at least until here: an earlier "now" is not to be trusted
  Settings settings;
  Calendar calendar;
  std::map<std::string, Schedule> schedules;
  std::map<std::string, Bundle> bundles;
  std::map<std::string, Person> people;
  std::map<std::string, Group> groups;
  std::map<std::string, Rule> rules;
  std::map<std::string, Unblock> unblocks;  // running and to come; ended ones are in the log
  std::map<std::string, EmergencyBlock> emergencies;
  std::map<std::string, Review> reviews;  // open and concluded
  std::map<std::string, Quarantine> quarantines;
  std::map<std::string, Device> devices;
  std::map<std::string, LocalRecord> local_records;
  std::map<std::string, ForwardZone> forward_zones;
  std::map<std::string, Source> sources;
  std::map<std::string, ListState> lists;
  std::map<std::string, SealedSource> sealed_sources;
  std::map<std::string, SealedList> sealed_lists;
  std::uint64_t trie_generation = 0;            // 0: nothing compiled yet
  std::map<std::string, SecondFactor> factors;  // by user
  std::map<std::string, ApiToken> tokens;
  std::map<std::string, Invitation> invitations;  // by user
  std::map<std::string, Rescue> rescues;          // that nobody has looked at yet
  std::map<std::string, Request> requests;        // waiting, in force, and concluded ones of the last 400 days
  std::map<std::string, Topic> topics;
  MailSettings mail;
  NoticeSettings notices;
  std::map<std::string, Webhook> webhooks;
  SingleSignOn single_sign_on;
  std::map<std::string, SignInLink> sign_in_links;         // by user
  std::map<std::string, SiteReport> site_reports;          // open ones; closed ones are in the log
  std::map<std::string, BlockedNameReview> blocked_names;  // by name: those that somebody has looked at
  BackupPlan backup_plan;
  std::map<std::string, BackupLock> backup_locks;
  BackupState backups;
};

}  // namespace schoolgate
