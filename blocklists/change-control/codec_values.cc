// The values of a school's policy as canonical JSON. A field that is absent has the value that a new one has: a store
// that an earlier version wrote is read without a conversion.
#include "blocklists/change-control/codec.h"
#include "blocklists/change-control/codec_json.h"

namespace schoolgate {

using codec::json;
using codec::moment;
using codec::unmoment;
using codec::unprefix;
using codec::unword;
using codec::Word;
using codec::word;

namespace {

constexpr Word<RuleAction> rule_actions[] = {{RuleAction::allow, "allow"}, {RuleAction::block, "block"}};
constexpr Word<BlockStyle> block_styles[] = {{BlockStyle::null_address, "null_address"},
                                             {BlockStyle::nxdomain, "nxdomain"},
                                             {BlockStyle::refused, "refused"},
                                             {BlockStyle::block_page, "block_page"}};

}  // namespace

// nlohmann/json finds these by argument-dependent lookup, so they stand in the namespace of the values.
static void to_json(json& j, const Settings& v) {
  j = {{"block_page_addresses", v.block_page_addresses},
       {"block_style", word(block_styles, v.block_style)},
       {"consent_above", v.consent_above},
       {"essentials", v.essentials},
       {"monitoring_notice", v.monitoring_notice},
       {"protected_names", v.protected_names},
       {"recent_blocks", v.recent_blocks},
       {"school", v.school},
       {"sign_in", v.sign_in},
       {"upstreams", v.upstreams},
       {"zone", v.zone}};
}
static void from_json(const json& j, Settings& v) {
  j.at("block_page_addresses").get_to(v.block_page_addresses);
  v.block_style = unword(block_styles, j.at("block_style"));
  codec::get_if_there(j, "consent_above", v.consent_above);
  j.at("essentials").get_to(v.essentials);
  codec::get_if_there(j, "monitoring_notice", v.monitoring_notice);
  codec::get_if_there(j, "recent_blocks", v.recent_blocks);
  j.at("protected_names").get_to(v.protected_names);
  j.at("school").get_to(v.school);
  codec::get_if_there(j, "sign_in", v.sign_in);
  codec::get_if_there(j, "upstreams", v.upstreams);
  j.at("zone").get_to(v.zone);
}
static void to_json(json& j, const Rule& v) {
  j = {{"action", word(rule_actions, v.action)}, {"groups", v.groups}, {"id", v.id}, {"name", v.name}};
}
static void from_json(const json& j, Rule& v) {
  v.action = unword(rule_actions, j.at("action"));
  j.at("groups").get_to(v.groups);
  j.at("id").get_to(v.id);
  j.at("name").get_to(v.name);
}
static void to_json(json& j, const EmergencyBlock& v) {
  j = {{"id", v.id}, {"names", v.names}, {"since", moment(v.since)}};
}
static void from_json(const json& j, EmergencyBlock& v) {
  j.at("id").get_to(v.id);
  j.at("names").get_to(v.names);
  v.since = unmoment(j.at("since"));
}
static void to_json(json& j, const Source& v) {
  j = {{"address", v.address}, {"category", v.category},
       {"enabled", v.enabled}, {"every_hours", v.every_hours},
       {"format", v.format},   {"id", v.id},
       {"title", v.title}};
}
static void from_json(const json& j, Source& v) {
  j.at("address").get_to(v.address);
  j.at("category").get_to(v.category);
  j.at("enabled").get_to(v.enabled);
  j.at("every_hours").get_to(v.every_hours);
  j.at("format").get_to(v.format);
  j.at("id").get_to(v.id);
  j.at("title").get_to(v.title);
}
static void to_json(json& j, const ImportTotals& v) {
  j = {{"accepted", v.accepted}, {"comments", v.comments}, {"covered", v.covered},  {"duplicate", v.duplicate},
       {"lines", v.lines},       {"names", v.names},       {"rejected", v.rejected}};
}
static void from_json(const json& j, ImportTotals& v) {
  j.at("accepted").get_to(v.accepted);
  j.at("comments").get_to(v.comments);
  j.at("covered").get_to(v.covered);
  j.at("duplicate").get_to(v.duplicate);
  j.at("lines").get_to(v.lines);
  j.at("names").get_to(v.names);
  j.at("rejected").get_to(v.rejected);
}
static void to_json(json& j, const ListState& v) {
  j = {{"category", v.category},   {"enabled", v.enabled}, {"format", v.format},
       {"held", v.held},           {"id", v.id},           {"origin", v.origin},
       {"since", moment(v.since)}, {"title", v.title},     {"totals", v.totals},
       {"version", v.version}};
}
static void from_json(const json& j, ListState& v) {
  j.at("category").get_to(v.category);
  j.at("enabled").get_to(v.enabled);
  j.at("format").get_to(v.format);
  j.at("held").get_to(v.held);
  j.at("id").get_to(v.id);
  j.at("origin").get_to(v.origin);
  v.since = unmoment(j.at("since"));
  j.at("title").get_to(v.title);
  j.at("totals").get_to(v.totals);
  j.at("version").get_to(v.version);
}

namespace codec {

std::string encode(const Settings& value) { return dump(json(value)); }
std::string encode(const Calendar& value) { return dump(json(value)); }
std::string encode(const Schedule& value) { return dump(json(value)); }
std::string encode(const Bundle& value) { return dump(json(value)); }
std::string encode(const Device& value) { return dump(json(value)); }
std::string encode(const LocalRecord& value) { return dump(json(value)); }
std::string encode(const ForwardZone& value) { return dump(json(value)); }
std::string encode(const Group& value) { return dump(json(value)); }
std::string encode(const Rule& value) { return dump(json(value)); }
std::string encode(const Unblock& value) { return dump(json(value)); }
std::string encode(const EmergencyBlock& value) { return dump(json(value)); }
std::string encode(const Quarantine& value) { return dump(json(value)); }
std::string encode(const Source& value) { return dump(json(value)); }
std::string encode(const ListState& value) { return dump(json(value)); }
std::string encode(const Review& value) { return dump(json(value)); }
std::string encode(const SiteReport& value) { return dump(json(value)); }
std::string encode(const BlockedNameReview& value) { return dump(json(value)); }
std::string encode(const SealedSource& value) { return dump(json(value)); }
std::string encode(const SealedList& value) { return dump(json(value)); }
std::string encode(const Request& value) { return dump(json(value)); }
std::string encode(const Topic& value) { return dump(json(value)); }
std::string encode(const MailSettings& value) { return dump(json(value)); }
std::string encode(const NoticeSettings& value) { return dump(json(value)); }
std::string encode(const Webhook& value) { return dump(json(value)); }
std::string encode(const SingleSignOn& value) { return dump(json(value)); }
std::string encode(const SignInLink& value) { return dump(json(value)); }
std::string encode(const BackupPlan& value) { return dump(json(value)); }
std::string encode(const BackupLock& value) { return dump(json(value)); }
std::string encode(const BackupState& value) { return dump(json(value)); }

std::expected<void, Fault> decode_into(PolicyState& state, std::string_view noun, const std::string& id,
                                       std::string_view value) {
  const auto read = guarded<bool>(fmt::format("{}/{} in the state", noun, id), [&] {
    const json j = json::parse(value);
    if (noun == "settings")
      state.settings = j.get<Settings>();
    else if (noun == "calendar")
      state.calendar = j.get<Calendar>();
    else if (noun == "schedules")
      state.schedules[id] = j.get<Schedule>();
    else if (noun == "bundles")
      state.bundles[id] = j.get<Bundle>();
    else if (noun == "devices")
      state.devices[id] = j.get<Device>();
    else if (noun == "local_records")
      state.local_records[id] = j.get<LocalRecord>();
    else if (noun == "forward_zones")
      state.forward_zones[id] = j.get<ForwardZone>();
    else if (noun == "people")
      state.people[id] = j.get<Person>();
    else if (noun == "groups")
      state.groups[id] = j.get<Group>();
    else if (noun == "rules")
      state.rules[id] = j.get<Rule>();
    else if (noun == "unblocks")
      state.unblocks[id] = j.get<Unblock>();
    else if (noun == "emergencies")
      state.emergencies[id] = j.get<EmergencyBlock>();
    else if (noun == "quarantines")
      state.quarantines[id] = j.get<Quarantine>();
    else if (noun == "sources")
      state.sources[id] = j.get<Source>();
    else if (noun == "lists")
      state.lists[id] = j.get<ListState>();
    else if (noun == "reviews")
      state.reviews[id] = j.get<Review>();
    else if (noun == "site_reports")
      state.site_reports[id] = j.get<SiteReport>();
    else if (noun == "blocked_names")
      state.blocked_names[id] = j.get<BlockedNameReview>();
    else if (noun == "sealed_sources")
      state.sealed_sources[id] = j.get<SealedSource>();
    else if (noun == "sealed_lists")
      state.sealed_lists[id] = j.get<SealedList>();
    else if (noun == "factors")
      state.factors[id] = j.get<SecondFactor>();
    else if (noun == "tokens")
      state.tokens[id] = j.get<ApiToken>();
    else if (noun == "invitations")
      state.invitations[id] = j.get<Invitation>();
    else if (noun == "rescues")
      state.rescues[id] = j.get<Rescue>();
    else if (noun == "requests")
      state.requests[id] = j.get<Request>();
    else if (noun == "topics")
      state.topics[id] = j.get<Topic>();
    else if (noun == "mail")
      state.mail = j.get<MailSettings>();
    else if (noun == "notices")
      state.notices = j.get<NoticeSettings>();
    else if (noun == "webhooks")
      state.webhooks[id] = j.get<Webhook>();
    else if (noun == "single_sign_on")
      state.single_sign_on = j.get<SingleSignOn>();
    else if (noun == "sign_in_links")
      state.sign_in_links[id] = j.get<SignInLink>();
    else if (noun == "backup_plan")
      state.backup_plan = j.get<BackupPlan>();
    else if (noun == "backup_locks")
      state.backup_locks[id] = j.get<BackupLock>();
    else if (noun == "backups")
      state.backups = j.get<BackupState>();
    else
      throw std::invalid_argument("an unknown kind of value");
    return true;
  });
  if (!read) return std::unexpected(read.error());
  return {};
}

}  // namespace codec
}  // namespace schoolgate
