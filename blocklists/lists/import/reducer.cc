#include "blocklists/lists/import/reducer.h"

#include <algorithm>
#include <string_view>

#include "blocklists/lists/zone_rule.h"

namespace schoolgate {

Reducer::Verdict Reducer::judge(const NameRecord& record) {
  if (!group_began_ || record.entry != group_) {
    group_ = record.entry;
    group_began_ = true;
    group_judged_ = false;
    cancelled_.clear();
  }
  if (record.cancels) {
    cancelled_.insert(record.rule);
    return Verdict::cancellation;
  }
  if (cancelled_.contains(record.rule)) return Verdict::badfiltered;
  if (group_judged_) return Verdict::duplicate;
  group_judged_ = true;
  if (is_zone_rule(record.entry.effect)) return judge_zone_rule(record.entry);
  Frame& frame = frame_for(record.entry.key);
  if (is_covered(record.entry)) return Verdict::covered;
  remember(record.entry, frame);
  return Verdict::keep;
}

Reducer::Verdict Reducer::judge_zone_rule(const Entry& entry) {
  const auto is_alias = [](const Entry& rule) {
    const auto record = decode_zone_record(rule.data);
    return record && record->type == ZoneRecord::cname;
  };
  Frame& frame = frame_for(entry.key);
  if (zone_rule_.key == entry.key && zone_rule_.scope == entry.scope) {
    if (zone_rule_.effect != entry.effect || is_alias(zone_rule_) || is_alias(entry)) return Verdict::other_rule;
    return ++zone_records_ > max_zone_records ? Verdict::too_many : Verdict::keep;
  }
  zone_rule_ = entry;
  zone_records_ = 1;
  if (entry.effect != Effect::zone_data) {
    const auto above = std::ranges::find_if(frames_.rbegin() + 1, frames_.rend(),
                                            [](const Frame& parent) { return parent.zone_below.has_value(); });
    if (above != frames_.rend() && above->zone_below == entry.effect) return Verdict::covered;
  }
  if (entry.scope == Scope::below) frame.zone_below = entry.effect;
  return Verdict::keep;
}

Reducer::Frame& Reducer::frame_for(const std::string& key) {
  // A key's labels each end in a zero octet, so a prefix that is a key is an ancestor.
  while (!frames_.empty() && !key.starts_with(std::string_view(path_).substr(0, frames_.back().key_size))) {
    frames_.pop_back();
  }
  path_ = key;
  if (frames_.empty() || frames_.back().key_size != key.size()) {
    frames_.emplace_back();
    frames_.back().key_size = key.size();
  }
  return frames_.back();
}

bool Reducer::is_covered(const Entry& entry) const {
  if (entry.effect == Effect::except) return false;
  bool only_important = entry.effect == Effect::important;
  for (auto frame = frames_.rbegin(); frame != frames_.rend(); ++frame) {
    const bool same_name = frame == frames_.rbegin();
    if (same_name && entry.scope == Scope::subtree) {  // nothing of the same name covers all of it
      only_important = only_important || frame->except;
      continue;
    }
    if (same_name ? frame->subtree_important : frame->below_important) return true;
    if (frame->except) only_important = true;  // what is above the exception says nothing about what is below it
    if (!only_important && (same_name ? frame->subtree_block : frame->below_block)) return true;
  }
  return false;
}

void Reducer::remember(const Entry& entry, Frame& frame) {
  if (entry.effect == Effect::except) {
    frame.except = true;
    return;
  }
  const bool important = entry.effect == Effect::important;
  if (entry.scope == Scope::subtree) (important ? frame.subtree_important : frame.subtree_block) = true;
  if (entry.scope != Scope::exact) (important ? frame.below_important : frame.below_block) = true;
}

}  // namespace schoolgate
