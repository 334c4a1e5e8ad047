#include "admin-api/routes/reply.h"

#include "blocklists/policy/preview.h"

namespace schoolgate::routes {

http::Response json_reply(const Json& json, int status) {
  http::Response response;
  response.status = status;
  // Text from lists and logs may not be UTF-8: replace, never throw.
  response.body = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  return response;
}

// RFC 4648 section 4
std::string base64(std::span<const std::uint8_t> octets) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t n = 0; n < octets.size(); n += 3) {
    const auto octet = [&](std::size_t at) { return at < octets.size() ? std::uint32_t{octets[at]} : 0U; };
    const std::uint32_t bits = octet(n) << 16U | octet(n + 1) << 8U | octet(n + 2);
    text += alphabet[bits >> 18U & 63U];
    text += alphabet[bits >> 12U & 63U];
    text += n + 1 < octets.size() ? alphabet[bits >> 6U & 63U] : '=';
    text += n + 2 < octets.size() ? alphabet[bits & 63U] : '=';
  }
  return text;
}

Json checkpoint_json(const Checkpoint& checkpoint) {
  return {{"origin", checkpoint.origin},
          {"size", checkpoint.size},
          {"root", base64(checkpoint.root)},
          {"note", checkpoint.note}};
}

Json receipt_json(const Receipt& receipt) {
  return {{"serial", receipt.serial}, {"id", receipt.id}, {"checkpoint", checkpoint_json(receipt.checkpoint)}};
}

std::expected<Receipt, http::Problem> commit(Context& context, const Call& call, std::string why, Change change) {
  auto receipt = context.changes.commit(Proposal{call.actor, std::move(why), std::move(change)});
  if (!receipt) return std::unexpected(http::from_fault(receipt.error()));
  return std::move(*receipt);
}

Json names_of(const PolicyState& state, const std::vector<std::string>& users) {
  Json names = Json::object();
  for (const std::string& user : users)
    if (const auto found = state.people.find(user); found != state.people.end() && !found->second.name.empty())
      names[user] = found->second.name;
  return names;
}

bool asks_for_preview(const http::Request& request) {
  const auto found = request.query.find("preview");
  return found != request.query.end() && found->second != "false";
}

Json compared(const Context& context, std::shared_ptr<const PolicyState> next) {
  const auto before = context.policy.current();
  const UtcSeconds now = std::chrono::floor<std::chrono::seconds>(context.clock());
  const auto asked =
      context.sight.activity != nullptr ? context.sight.activity->recent_names() : std::vector<std::string>{};
  const Preview found =
      compare(*before, *Snapshot::build(std::move(next), before->lists, before->sealed, now), now, asked);
  Json rows = Json::array();
  for (const Preview::Row& row : found.rows) {
    Json json = {
        {"group", row.group}, {"subject", row.subject}, {"id", row.id}, {"before", row.before}, {"after", row.after}};
    if (row.subject == "category") json["names"] = row.names;
    rows.push_back(std::move(json));
  }
  return {{"preview", rows}, {"left_out", found.left_out}, {"warnings", found.warnings}};
}

namespace {

Answer previewed(const Context& context, std::vector<Proposal> proposals) {
  const auto next = context.changes.preview(std::move(proposals));
  if (!next) return std::unexpected(http::from_fault(next.error()));
  return json_reply(compared(context, *next));
}

}  // namespace

Answer committed_together(Context& context, const Call& call, const std::string& why, std::vector<Change> changes,
                          int status) {
  std::vector<Proposal> proposals;
  for (Change& change : changes) proposals.push_back({call.actor, why, std::move(change)});
  if (asks_for_preview(call.request)) return previewed(context, std::move(proposals));
  if (proposals.empty())
    return json_reply({{"serial", context.changes.state()->serial},
                       {"id", ""},
                       {"changes", 0},
                       {"checkpoint", checkpoint_json(context.changes.checkpoint())}});
  const auto receipts = context.changes.commit(std::move(proposals), {});
  if (!receipts) return std::unexpected(http::from_fault(receipts.error()));
  Json json = receipt_json(receipts->back());
  json["changes"] = receipts->size();
  return json_reply(json, status);
}

Answer committed(Context& context, const Call& call, std::string why, Change change, int status) {
  if (asks_for_preview(call.request)) {
    std::vector<Proposal> proposals;
    proposals.push_back({call.actor, std::move(why), std::move(change)});
    return previewed(context, std::move(proposals));
  }
  const auto receipt = commit(context, call, std::move(why), std::move(change));
  if (!receipt) return std::unexpected(receipt.error());
  return json_reply(receipt_json(*receipt), status);
}

}  // namespace schoolgate::routes
