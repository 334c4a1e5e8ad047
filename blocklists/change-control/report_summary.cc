#include "blocklists/change-control/report_summary.h"

#include <algorithm>

#include "blocklists/change-control/codec.h"

namespace schoolgate {
namespace {

/// Nouns of kinds that are told in a place of their own, or are no policy.
constexpr std::string_view not_policy[] = {"unblock", "emergency", "list",  "sealed", "person", "password",
                                           "log",     "backup",    "store", "clock",  "review", "request"};

std::string text_at(const std::vector<codec::Field>& fields, std::string_view place) {
  const auto found = std::ranges::find(fields, place, &codec::Field::place);
  return found == fields.end() ? std::string() : found->text;
}

std::optional<UtcSeconds> moment_at(const std::vector<codec::Field>& fields, std::string_view place) {
  const auto when = parse_rfc3339(text_at(fields, place));
  if (!when) return std::nullopt;
  return std::chrono::floor<std::chrono::seconds>(*when);
}

/// Of a device, while somebody tried what a request needs.
bool is_trial(const Record& record) { return text_at(codec::fields_of(record.before), "trial") == "yes"; }

}  // namespace

void LogSummary::add(const Record& record) {
  ++entries;
  ++kinds[record.kind];
  if (!first) first = record.time;
  last = record.time;
  if (record.via == "system") ++by_system;
  if (!record.clock_trusted) ++untrusted;
  if (record.kind == "unblock.granted") add_unblock(record);
  if (record.kind == "unblock.ended" && !is_trial(record)) ++ended_early;
  if (record.kind == "unblock.expired" && !is_trial(record)) ++ended_as_planned;
  if (record.kind == "request.rejected") ++refusals;
  if (record.kind.starts_with("review.")) add_review(record);
}

void LogSummary::add_unblock(const Record& record) {
  const auto fields = codec::fields_of(record.after);
  ++unblocks;
  if (text_at(fields, "emergency_use") == "yes") ++emergency_uses;
  bool signed_off = false;  // by those who are named; else whoever granted it did so alone
  for (const auto& field : fields) {
    if (field.place == "groups") ++groups[field.text];
    if (field.place != "approved_by") continue;
    ++approvers[field.text];
    signed_off = true;
  }
  if (!signed_off && record.via != "system") ++approvers[record.user];
  const auto starts = moment_at(fields, "starts");
  const auto until = moment_at(fields, "until");
  if (!starts || !until) return;
  total_length += *until - *starts;
  longest = std::max(longest, *until - *starts);
}

void LogSummary::add_review(const Record& record) {
  const auto fields = codec::fields_of(record.after);
  const auto due = moment_at(fields, "due");
  if (!due) return;
  auto row = std::ranges::find(reviews, record.subject, &Review::id);
  if (row == reviews.end()) row = reviews.insert(row, {record.subject, {}, {}, false});
  *row = {record.subject, text_at(fields, "reviewer"), *due, record.kind == "review.concluded"};
}

std::uint64_t LogSummary::count(const std::string& kind) const {
  const auto found = kinds.find(kind);
  return found == kinds.end() ? 0 : found->second;
}

std::map<std::string, std::uint64_t> LogSummary::policy_changes() const {
  std::map<std::string, std::uint64_t> policy;
  for (const auto& [kind, number] : kinds) {
    const std::string_view noun = std::string_view(kind).substr(0, kind.find('.'));
    if (std::ranges::find(not_policy, noun) == std::end(not_policy)) policy[kind] = number;
  }
  return policy;
}

}  // namespace schoolgate
