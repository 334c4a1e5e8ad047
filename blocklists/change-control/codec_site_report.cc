// Reports of the block page, what came of names that are blocked often, and how long blocks are remembered, as
// canonical JSON.
#include "blocklists/change-control/codec_json.h"

namespace schoolgate {

using codec::json;
using codec::moment;
using codec::unmoment;
using codec::unword;
using codec::Word;
using codec::word;

namespace {

constexpr Word<SiteReportKind> kinds[] = {
    {SiteReportKind::needed, "needed"}, {SiteReportKind::unsuitable, "unsuitable"}, {SiteReportKind::wrong, "wrong"}};
constexpr Word<BlockedNameOutcome> outcomes[] = {
    {BlockedNameOutcome::open, "open"}, {BlockedNameOutcome::kept, "kept"}, {BlockedNameOutcome::allowed, "allowed"}};
constexpr Word<RecentBlocks::Keep> keeps[] = {{RecentBlocks::Keep::off, "off"},
                                              {RecentBlocks::Keep::without_client, "without_client"},
                                              {RecentBlocks::Keep::with_client, "with_client"}};

}  // namespace

void to_json(json& j, const SiteReport& v) {
  j = {{"device", v.device}, {"group", v.group},      {"id", v.id}, {"kind", word(kinds, v.kind)}, {"name", v.name},
       {"text", v.text},     {"time", moment(v.time)}};
}

void from_json(const json& j, SiteReport& v) {
  j.at("device").get_to(v.device);
  j.at("group").get_to(v.group);
  j.at("id").get_to(v.id);
  v.kind = unword(kinds, j.at("kind"));
  j.at("name").get_to(v.name);
  j.at("text").get_to(v.text);
  v.time = unmoment(j.at("time"));
}

void to_json(json& j, const BlockedNameReview& v) {
  j = {{"name", v.name}, {"outcome", word(outcomes, v.outcome)}, {"time", moment(v.time)}};
}

void from_json(const json& j, BlockedNameReview& v) {
  j.at("name").get_to(v.name);
  v.outcome = unword(outcomes, j.at("outcome"));
  v.time = unmoment(j.at("time"));
}

void to_json(json& j, const RecentBlocks& v) { j = {{"keep", word(keeps, v.keep)}, {"minutes", v.minutes}}; }

void from_json(const json& j, RecentBlocks& v) {
  v.keep = unword(keeps, j.at("keep"));
  j.at("minutes").get_to(v.minutes);
}

}  // namespace schoolgate
