#include "admin-api/events/recent_block_json.h"

#include "blocklists/policy/explain.h"

namespace schoolgate {

void add_reason(nlohmann::ordered_json& json, const BlockReason& why) {
  json["tier"] = to_text(why.tier);
  if (!why.by.empty()) json["by"] = why.by;
  if (!why.category.empty()) json["category"] = why.category;
}

nlohmann::ordered_json to_json(const RecentBlock& block) {
  nlohmann::ordered_json json = {
      {"number", block.number},
      {"first", to_rfc3339(block.first)},
      {"last", to_rfc3339(block.last)},
      {"times", block.times},
      {"name", block.name.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(block.name)},
      {"type", block.type},
      {"group", block.group}};
  if (!block.client.empty()) json["client"] = block.client;
  if (!block.device.empty()) json["device"] = block.device;
  add_reason(json, block.why);
  return json;
}

}  // namespace schoolgate
